package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;

/** Converts an exception of this client, or of a library that it uses, into a failure for the user. */
final class InternalFailure {

    private static final int DEEPEST = 16;

    private InternalFailure() {}

    /**
     * Returns the failure.
     *
     * @param doing what failed, after "could not"
     */
    static ConnectionFailure of(String doing, Throwable thrown) {
        return ConnectionFailure.of(
                Kind.INTERNAL,
                "the client itself failed: it could not " + doing + " (" + describe(thrown) + ")",
                thrown);
    }

    /**
     * Names the exception classes. Exception messages can quote an OpAMP message, so only those about missing classes are shown, which
     * cannot.
     */
    private static String describe(Throwable thrown) {
        Throwable root = root(thrown);
        String text = thrown.getClass().getName();
        if (root != thrown) {
            text += ", caused by " + root.getClass().getName();
        }
        return thrown instanceof LinkageError ? text + ": " + message(root) : text;
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        for (int i = 0; i < DEEPEST && root.getCause() != null; i++) {
            root = root.getCause();
        }
        return root;
    }

    /**
     * Returns the message of an exception from any code. If the message is a single word, such as the name of a null argument or of a
     * missing file, the class of the exception is added, because the word alone is unclear.
     */
    static String message(Throwable thrown) {
        String kind = thrown.getClass().getSimpleName();
        try {
            String message = thrown.getMessage();
            if (message == null || message.isBlank()) {
                return kind;
            }
            return message.strip().contains(" ") ? message : kind + ": " + message;
        } catch (Throwable e) {
            return kind;
        }
    }
}
