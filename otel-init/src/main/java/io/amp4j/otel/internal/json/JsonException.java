package io.amp4j.otel.internal.json;

/** Text that is not JSON; the message has the offset and what was expected there, never the text itself. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    JsonException(String message, int offset) {
        super(message + " at offset " + offset);
        this.offset = offset;
    }

    /** Returns the index of the offending character, from 0. */
    public int offset() {
        return offset;
    }
}
