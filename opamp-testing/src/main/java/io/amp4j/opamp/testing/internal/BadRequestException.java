package io.amp4j.opamp.testing.internal;

import java.io.IOException;

/** The client sent what HTTP does not allow, or more than the server takes. */
public final class BadRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** Carries the status that says so. */
    public BadRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the status to answer with. */
    public int status() {
        return status;
    }
}
