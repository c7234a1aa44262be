package io.amp4j.opamp.testing;

/** How a message came. */
public enum Transport {
    /** The body of a POST request. */
    HTTP,
    /** A binary WebSocket message. */
    WEBSOCKET
}
