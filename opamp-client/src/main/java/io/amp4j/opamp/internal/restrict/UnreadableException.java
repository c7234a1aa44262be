package io.amp4j.opamp.internal.restrict;

/** A document that cannot be checked, because it cannot be parsed, or because another parser could read it differently. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
        super(message);
    }
}
