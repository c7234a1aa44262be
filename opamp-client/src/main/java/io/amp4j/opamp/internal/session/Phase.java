package io.amp4j.opamp.internal.session;

/** Where a {@link Session} is in its life. */
public enum Phase {
    /** Not started. */
    NEW,
    /** Waits until its sequence numbers are set aside in the store. */
    STARTING,
    /** A connection is being opened. */
    CONNECTING,
    /** The connection can be used. On HTTP the client may still have to wait before it sends. */
    OPEN,
    /** No connection; the next attempt has its time. */
    WAITING,
    /** Sends the disconnect message and closes the connection. */
    LEAVING,
    /** Left because the server wants a restart; the user is at it. */
    RESTARTING,
    /** Over. */
    CLOSED
}
