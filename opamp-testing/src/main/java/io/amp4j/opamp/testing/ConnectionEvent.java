package io.amp4j.opamp.testing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event of a TCP connection.
 *
 * @since 0.1.0
 */
public final class ConnectionEvent {
    private final Kind kind;
    private final long connectionId;
    private final long atNanos;
    private final int code;
    private final String detail;

    ConnectionEvent(Kind kind, long connectionId, long atNanos, int code, String detail) {
        this.kind = kind;
        this.connectionId = connectionId;
        this.atNanos = atNanos;
        this.code = code;
        this.detail = detail;
    }

    /** Returns the kind of event. */
    public Kind kind() {
        return kind;
    }

    /** Returns the id of the connection; ids count up from 1 in the order of arrival. */
    public long connectionId() {
        return connectionId;
    }

    /** Returns the time of the event, by the server's {@link System#nanoTime()}. */
    public long atNanos() {
        return atNanos;
    }

    /**
     * Returns the HTTP status of {@link Kind#REFUSED} or the close code of {@link Kind#CLOSE_RECEIVED} and {@link Kind#CLOSE_SENT}; else
     * 0.
     */
    public int code() {
        return code;
    }

    /** Returns the close reason, or a short description of the cause; may be empty. */
    public String detail() {
        return detail;
    }

    /**
     * The kinds of events. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    public enum Kind {
        /** A TCP connection was accepted. */
        OPENED,
        /** The TLS handshake failed; {@link #CLOSED} follows. */
        TLS_FAILED,
        /** The connection became a WebSocket. */
        UPGRADED,
        /** An upgrade was answered with an HTTP status other than 101. */
        REFUSED,
        /** A Ping frame was received. */
        PING_RECEIVED,
        /** A Pong frame was received. */
        PONG_RECEIVED,
        /** A Close frame was received; the code is 1005 if it had none. */
        CLOSE_RECEIVED,
        /** The server sent a Close frame. */
        CLOSE_SENT,
        /** The TCP connection is closed, by either side. */
        CLOSED
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConnectionEvent that
                && kind.equals(that.kind)
                && connectionId == that.connectionId
                && atNanos == that.atNanos
                && code == that.code
                && detail.equals(that.detail);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, connectionId, atNanos, code, detail);
    }

    /** Shows the event and its connection. */
    @Override
    public String toString() {
        return Printable.text("connection " + connectionId + ": " + kind + (code == 0 ? "" : " " + code)
                + (detail.isEmpty() ? "" : " " + detail));
    }
}
