package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.OpampCallbacks;

/** Which of the callbacks somebody has written. */
public final class Overrides {

    private Overrides() {}

    /** Returns whether the class of {@code callbacks}, or one above it, has its own version of that method. */
    public static boolean has(OpampCallbacks callbacks, String method, Class<?>... parameters) {
        try {
            return callbacks.getClass().getMethod(method, parameters).getDeclaringClass() != OpampCallbacks.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError("OpampCallbacks has no method " + method, e);
        }
    }
}
