package io.amp4j.opamp.transport;

/**
 * A connection to one server, opened by a {@link Transport}. No method blocks; the outcome of a call is reported to the
 * {@link ConnectionListener}. Methods are thread-safe, and may be called within a call of the listener.
 *
 * <p>A connection over HTTP is a logical one: it holds no socket and no thread between exchanges, and stays usable when an exchange fails.
 * The client ends each connection by {@link #close} or {@link #abort}, unless the listener was told that it has ended. Methods added to
 * this interface later will have a default implementation.
 *
 * @since 0.1.0
 */
public interface Connection {

    /**
     * Sends one message. Its outcome is exactly one of: {@code onSent} (WebSocket), {@code onMessage} (HTTP, the answer), or
     * {@code onFailed}; until then the send is outstanding. The client sends only after {@code onOpen}, and one message at a time. A send
     * on a connection that has ended has no outcome.
     *
     * <p>HTTP: a {@code POST} of the bare message with {@code Content-Type: application/x-protobuf}, {@code OpAMP-Instance-UID} and the
     * headers of the target; {@code Accept-Encoding: gzip} if the transport decompresses answers. WebSocket: one binary message that
     * consists of a zero byte and {@code protobuf}.
     *
     * @param protobuf the encoded message without any framing; the transport owns the array from now on, and the client does not change it
     *     any more
     * @param instanceUid the value of the {@code OpAMP-Instance-UID} header, used only over HTTP
     * @throws IllegalStateException if another send is outstanding
     */
    void send(byte[] protobuf, String instanceUid);

    /**
     * Closes this connection gracefully, within {@link ConnectionTimeouts#close()}. WebSocket: sends a Close frame after an outstanding
     * message and waits for the server's, then calls {@code onClosed} with the code of the server's frame, or with {@code code} if there
     * was none. HTTP: cancels an outstanding exchange, then calls {@code onClosed(code, reason)}. Before {@code onOpen}: cancels the
     * attempt, then calls {@code onClosed(code, reason)}. Has no effect on a connection that has ended or is closing.
     *
     * @param code an RFC 6455 status code that may be sent, for example 1000
     * @param reason a short text for the server, truncated to the 123 bytes that fit
     */
    void close(int code, String reason);

    /**
     * Ends this connection at once and releases its resources. The listener is not called any more, not even by a terminal call, except for
     * a call that is in progress. Has no effect on a connection that has ended.
     */
    void abort();
}
