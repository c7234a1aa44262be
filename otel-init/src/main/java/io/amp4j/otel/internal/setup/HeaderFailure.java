package io.amp4j.otel.internal.setup;

/**
 * The headers are not available; the message is this library's own and holds no secret. A type of its own, because the message of any other exception
 * comes from the program's header source and may quote the key.
 */
public final class HeaderFailure extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Creates the failure; {@code message} is logged. */
    public HeaderFailure(String message) {
        super(message);
    }
}
