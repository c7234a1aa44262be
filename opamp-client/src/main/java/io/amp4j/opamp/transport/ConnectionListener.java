package io.amp4j.opamp.transport;

/**
 * Receives the events of one connection. Implemented by the client, called by the transport.
 *
 * <p><b>Order.</b> All calls except {@link #onEnding} are made one at a time and in order, by any thread of the transport. {@link #onOpen}
 * is the first call, except that {@link #onWorkStarted} may precede it and that a terminal call may replace it. No call follows a terminal
 * call, which is {@link #onClosed}, or on WebSocket {@link #onFailed}; the resources of the connection are released by then.
 *
 * <p><b>Threads.</b> The client's listener does not throw, and does not block except for backpressure: while the client is overloaded, a
 * call waits, which slows down a server that sends too fast. The listener may call the {@link Connection} during a call. The transport must
 * not hold a lock during a call that the connection's methods need.
 *
 * <p>The client ignores calls that break this contract (repeated, late, out of order), and logs that once. Methods added to this interface
 * later will have a default that does nothing, so that present transports and listeners keep working; a wrapper of a listener then has to
 * delegate those as well.
 *
 * @since 0.1.0
 */
public interface ConnectionListener {

    /** The connection can be used. Called once. */
    void onOpen();

    /**
     * The transport starts the work of the last call, which is to open a WebSocket or to send: until now that call waited for a thread.
     * Called before the outcome, at most once. The client's own timeout of the attempt counts from this call, or from the call to the
     * transport if this is never called. A transport in which calls never wait for a thread need not call it.
     */
    void onWorkStarted();

    /** WebSocket only: the outstanding message is completely written. The answer of a fast server may arrive before this call. */
    void onSent();

    /**
     * A message has arrived. HTTP: it is the answer to the outstanding send, which it ends; an empty body is an empty message.
     *
     * @param protobuf the encoded message without framing, decompressed; the listener owns the array from now on
     */
    void onMessage(byte[] protobuf);

    /**
     * WebSocket only: a whole message was discarded because its framing is not that of OpAMP: its header is not 0, is incomplete or is
     * missing. The connection stays usable.
     *
     * @param what what is wrong; must not quote the message
     */
    void onMalformed(String what);

    /**
     * Something failed. HTTP: the outstanding exchange; the connection stays usable. WebSocket: the connection could not be opened
     * or is lost, which is terminal; only {@link TransportFailure.Kind#TOO_LARGE_SENT} leaves it usable, since nothing was sent.
     */
    void onFailed(TransportFailure failure);

    /**
     * WebSocket only: the connection is about to end, and the terminal call will follow. Called before the server can notice, by any
     * thread, possibly concurrently with another call and more than once. The client's {@code awaitIdle} uses it; a transport need not call
     * it. Does nothing by default.
     */
    default void onEnding() {}

    /**
     * The connection was closed gracefully, by the server (WebSocket) or after {@link Connection#close}. This call is terminal.
     *
     * @param code the status code of the server's Close frame; 1005 if it had none
     * @param reason the text of it, which may be empty
     */
    void onClosed(int code, String reason);
}
