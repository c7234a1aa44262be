package io.amp4j.opamp.internal.transport;

/**
 * Hears what happens to one connection. Calls come one at a time, in order, from transport threads: a listener must return soon
 * and must not block. What it throws is logged and otherwise ignored. After a terminal call nothing follows.
 */
public interface ConnectionListener {

    /** The connection can be used. Comes once, before any other call but {@link #onWorkStarted} and a terminal one. */
    void onOpen();

    /**
     * The work on what was asked last begins, be it to open a WebSocket or to send: until now it waited for a thread. Comes before the outcome.
     */
    void onWorkStarted();

    /** WebSocket only: the outstanding message is completely written. */
    void onSent();

    /**
     * A message has arrived. HTTP: it answers, and ends, the outstanding send; an empty body is an empty message.
     *
     * @param protobuf the encoded message without framing; the listener owns it
     */
    void onMessage(byte[] protobuf);

    /**
     * WebSocket only: a message was discarded whole because its framing is not OpAMP's (text, bad header, empty). The connection
     * stays usable.
     *
     * @param what what is wrong, without content of the message
     */
    void onMalformed(String what);

    /**
     * Something failed. HTTP: the outstanding exchange; the connection stays usable. WebSocket: the connection could not be opened
     * or is lost, which is terminal; only {@link TransportFailure.Kind#TOO_LARGE_SENT} leaves it usable, since nothing was sent.
     */
    void onFailed(TransportFailure failure);

    /** The connection has ended in order, which is terminal: by the server (WebSocket), or after {@link Connection#close}. */
    void onClosed(int code, String reason);
}
