package io.amp4j.opamp.internal.restrict;

/** A document that cannot be judged, because it cannot be read, or because another reader could take it for something else. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
        super(message);
    }
}
