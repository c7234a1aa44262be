package io.amp4j.opamp.internal.engine;

/** The headers of a supplier cannot be sent. The message says why, and shows no value. */
public final class UnusableHeaders extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message why, without values */
    public UnusableHeaders(String message) {
        super(message);
    }
}
