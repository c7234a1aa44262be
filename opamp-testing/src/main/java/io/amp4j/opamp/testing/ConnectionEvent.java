package io.amp4j.opamp.testing;

/**
 * Something that happened to a TCP connection.
 *
 * @param kind what happened
 * @param connectionId which connection; ids count up from 1 in the order of arrival
 * @param atNanos the server's {@link System#nanoTime()}
 * @param code the HTTP status of {@link Kind#REFUSED} or the close code of {@link Kind#CLOSE_RECEIVED} and {@link Kind#CLOSE_SENT}; else 0
 * @param detail the close reason, or a word on the cause; may be empty
 */
public record ConnectionEvent(Kind kind, long connectionId, long atNanos, int code, String detail) {
    /** What may happen. */
    public enum Kind {
        /** A TCP connection was accepted. */
        OPENED,
        /** The TLS handshake failed; {@link #CLOSED} follows. */
        TLS_FAILED,
        /** It became a WebSocket. */
        UPGRADED,
        /** An upgrade was answered with an HTTP status other than 101. */
        REFUSED,
        /** A Ping frame came. */
        PING_RECEIVED,
        /** A Pong frame came. */
        PONG_RECEIVED,
        /** A Close frame came; the code is 1005 if it had none. */
        CLOSE_RECEIVED,
        /** The server sent a Close frame. */
        CLOSE_SENT,
        /** The TCP connection is gone, whoever ended it. */
        CLOSED
    }

    /** Says what happened where. */
    @Override
    public String toString() {
        return "connection " + connectionId + ": " + kind + (code == 0 ? "" : " " + code)
                + (detail.isEmpty() ? "" : " " + detail);
    }
}
