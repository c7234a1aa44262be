package io.amp4j.opamp.internal.session;

/** The lifecycle states of a {@link Session}. */
public enum Phase {
    /** Not started. */
    NEW,
    /** Waits until its sequence numbers are reserved in the store. */
    STARTING,
    /** A connection is being opened. */
    CONNECTING,
    /** The connection can be used. On HTTP the client may still have to wait before it sends. */
    OPEN,
    /** There is no connection; the next attempt is scheduled. */
    WAITING,
    /** Sends the disconnect message and closes the connection. */
    LEAVING,
    /** Disconnected because the server commanded a restart; the user's callback is running. */
    RESTARTING,
    /** Closed. */
    CLOSED
}
