package io.amp4j.opamp.transport;

/**
 * Hears what happens to one connection. Made by the client, called by the transport.
 *
 * <p><b>Order.</b> Calls but {@link #onEnding} come one at a time and in order, from any thread of the transport. {@link #onOpen} is the first but for {@link
 * #onWorkStarted} and a terminal call. After a terminal call, {@link #onClosed} or {@link #onFailed} on WebSocket, nothing follows; the
 * resources of the connection are given back by then.
 *
 * <p><b>Threads.</b> The client's listener does not block and does not throw; while a client has more to do than it can, a call waits
 * for its turn, and so lets a server that talks too fast wait. It may call the {@link Connection} meanwhile. Hold no lock during a call that
 * the connection's methods need.
 *
 * <p>What a listener is told against this contract (twice, late, out of order) the client drops, and logs once. Methods that this interface
 * gets later will have a default that does nothing, so that transports and listeners of today keep working; who wraps a listener then has to
 * pass those on as well.
 *
 * @since 0.1.0
 */
public interface ConnectionListener {

    /** The connection can be used. Comes once. */
    void onOpen();

    /**
     * The work on what was asked last begins, be it to open a WebSocket or to send: until now it waited for a thread. Comes before the
     * outcome, once at most. The client's own bound on the attempt counts from here, and from the call to the transport if this never comes. A transport
     * in which nothing waits need not call it.
     */
    void onWorkStarted();

    /** WebSocket only: the outstanding message is completely written. A quick server's answer may come before. */
    void onSent();

    /**
     * A message has arrived. HTTP: it answers, and ends, the outstanding send; an empty body is an empty message.
     *
     * @param protobuf the encoded message without framing, inflated; it belongs to the listener now
     */
    void onMessage(byte[] protobuf);

    /**
     * WebSocket only: a message was discarded whole because its framing is not OpAMP's: a header that is not 0 or does not end, or no
     * header. The connection stays usable.
     *
     * @param what what is wrong, without content of the message
     */
    void onMalformed(String what);

    /**
     * Something failed. HTTP: the outstanding exchange; the connection stays usable. WebSocket: the connection could not be opened
     * or is lost, which is terminal; only {@link TransportFailure.Kind#TOO_LARGE_SENT} leaves it usable, since nothing was sent.
     */
    void onFailed(TransportFailure failure);

    /**
     * WebSocket only: the connection is about to end, and the terminal call comes when that is done. Called before the server can
     * notice, by any thread, also beside another call and more than once. A client's {@code awaitIdle} goes by it; a transport need not call it. By
     * default nothing.
     */
    default void onEnding() {}

    /**
     * The connection has ended in order, which is terminal: by the server (WebSocket), or after {@link Connection#close}.
     *
     * @param code the status code of the server's Close frame; 1005 if it had none
     * @param reason the text of it, which may be empty
     */
    void onClosed(int code, String reason);
}
