package io.amp4j.opamp.internal.engine;

/** What a header supplier gave cannot be sent. The message says why, and shows no value. */
public final class UnusableHeaders extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message why, without values */
    public UnusableHeaders(String message) {
        super(message);
    }
}
