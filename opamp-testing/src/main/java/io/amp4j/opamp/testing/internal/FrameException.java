package io.amp4j.opamp.testing.internal;

import java.io.IOException;

/** The client sent what WebSocket does not allow, or more than the server takes. */
public final class FrameException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int closeCode;

    /** Carries the code to close with. */
    public FrameException(int closeCode, String message) {
        super(message);
        this.closeCode = closeCode;
    }

    /** Returns the code to close with. */
    public int closeCode() {
        return closeCode;
    }
}
