package io.amp4j.opamp.transport;

/**
 * One way to one server, made by a {@link Transport}. No method blocks; what comes of a call is told to the {@link ConnectionListener}.
 * Methods may be called by any thread, by several at a time, and within a call of the listener.
 *
 * <p>A connection over HTTP is a logical one: it holds no socket and no thread between exchanges, and stays usable when one fails. The client
 * ends each connection by {@link #close} or {@link #abort}, unless the listener has heard that it has ended. Methods that this
 * interface gets later will have a default.
 *
 * @since 0.1.0
 */
public interface Connection {

    /**
     * Sends one message. Its outcome is exactly one of: {@code onSent} (WebSocket), {@code onMessage} (HTTP, the answer), or
     * {@code onFailed}; until then the send is outstanding. The client sends after {@code onOpen} and one message at a time. A send on a
     * connection that has ended has no outcome.
     *
     * <p>HTTP: a {@code POST} of the bare message with {@code Content-Type: application/x-protobuf}, {@code OpAMP-Instance-UID}
     * and the headers of the target; {@code Accept-Encoding: gzip} if the transport inflates answers. WebSocket: one binary message, the byte 0 before it.
     *
     * @param protobuf the encoded message without any framing; it belongs to the transport now, and the client does not change it any more
     * @param instanceUid the value of the {@code OpAMP-Instance-UID} header, used on HTTP alone
     * @throws IllegalStateException if another send is outstanding
     */
    void send(byte[] protobuf, String instanceUid);

    /**
     * Ends this connection in order, within {@link ConnectionTimeouts#close()}. WebSocket: sends a Close frame after an outstanding
     * message and waits for the server's, then {@code onClosed} with what the server answered, or with {@code code} if it did not. HTTP:
     * gives up an outstanding exchange, then {@code onClosed(code, reason)}. Before {@code onOpen}: gives up the attempt, then {@code
     * onClosed(code, reason)}. Without effect on a connection that has ended or is closing.
     *
     * @param code an RFC 6455 status code that may be sent, for example 1000
     * @param reason a short text for the server, cut to the 123 bytes that fit
     */
    void close(int code, String reason);

    /**
     * Ends this connection at once and gives back what it holds. The listener hears nothing more, not even a terminal call, but for a call
     * that is under way. Without effect on a connection that has ended.
     */
    void abort();
}
