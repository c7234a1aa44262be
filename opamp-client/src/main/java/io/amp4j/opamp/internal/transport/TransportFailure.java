package io.amp4j.opamp.internal.transport;

import org.jspecify.annotations.Nullable;

/**
 * Why an exchange or a connection failed.
 *
 * @param kind the class of the failure
 * @param httpStatus the status that the server answered with, or 0 when it answered none
 * @param retryAfter the raw {@code Retry-After} header of that answer
 * @param cause the exception behind it
 * @param description one sentence for a person; never holds header values, credentials or content of a message
 */
public record TransportFailure(
        Kind kind,
        int httpStatus,
        @Nullable String retryAfter,
        @Nullable Throwable cause,
        String description) {

    /** The classes of failures. */
    public enum Kind {
        /** The server, or its name, cannot be reached. */
        CONNECT,
        /** The proxy cannot be reached or refused to connect. */
        PROXY,
        /** The TLS handshake failed: certificate, host name, protocol version, cipher suite. */
        TLS,
        /** A connect, write, read, whole-call or pong timeout has passed. */
        TIMEOUT,
        /** The server answered with a status that is not success: on HTTP not 2xx, on an upgrade not 101. */
        HTTP_STATUS,
        /** The message is above the send limit; nothing was sent. */
        TOO_LARGE_SENT,
        /** What the server sent is above the receive limit; nothing of it was processed. */
        TOO_LARGE_RECEIVED,
        /** HTTP: the body cannot be decoded (broken or unknown content encoding). */
        MALFORMED,
        /** The connection broke after it was made: reset, closed without an answer or without a Close frame. */
        LOST,
        /** The server broke RFC 6455 or HTTP. */
        PROTOCOL
    }

    /** Returns a failure without an HTTP answer. */
    static TransportFailure of(Kind kind, String description, @Nullable Throwable cause) {
        return new TransportFailure(kind, 0, null, cause, description);
    }
}
