package io.amp4j.opamp.testing;

/**
 * How a message was received.
 *
 * @since 0.1.0
 */
public enum Transport {
    /** The body of a POST request. */
    HTTP,
    /** A binary WebSocket message. */
    WEBSOCKET
}
