package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;

/** Describes what this client, or a library that it runs with, has thrown as a failure that the user hears of. */
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

    /** Names the classes. Messages can hold what a message held; only those about classes, which cannot, are shown. */
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
     * Returns the message of an exception that anybody may have written. One word says nothing without the kind of exception: it is the
     * name of an argument that is null, or a file that is missing.
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
