package io.amp4j.opamp.internal.transport;

/**
 * One way to one server. No method blocks; what comes of a call is told to the {@link ConnectionListener}. Methods may be called
 * from any thread, also from within a listener call.
 */
public interface Connection {

    /**
     * Sends one message. Its outcome is exactly one of: {@code onSent} (WebSocket), {@code onMessage} (HTTP, the answer), or
     * {@code onFailed}; until then the send is outstanding. A send on a connection that has ended, or was never open, has no
     * outcome besides the terminal call that the connection has made or will make.
     *
     * @param protobuf the encoded message without any framing; the caller gives it away and must not change it
     * @param instanceUidText the value of the {@code OpAMP-Instance-UID} header, used on HTTP alone
     * @throws IllegalStateException if another send is outstanding
     */
    void send(byte[] protobuf, String instanceUidText);

    /**
     * Ends this connection in order. WebSocket: sends a Close frame after an outstanding send and waits for the server's, bounded
     * by the close timeout, then {@code onClosed} with what the server answered, or with {@code code} if it did not answer. HTTP:
     * gives up an outstanding exchange, then {@code onClosed(code, reason)}. Before {@code onOpen}: gives up the attempt, then
     * {@code onClosed(code, reason)}. Without effect on a connection that has ended.
     *
     * @param code an RFC 6455 status code that may be sent, for example 1000
     * @param reason a short text for the server, cut to the 123 bytes that fit
     */
    void close(int code, String reason);

    /** Ends this connection at once. The listener hears nothing more, not even a terminal call. */
    void abort();
}
