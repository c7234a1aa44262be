package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.OpampCallbacks;
import java.lang.reflect.Method;

/** Finds out which callbacks a class overrides. */
public final class Overrides {

    private Overrides() {}

    /** Returns whether the class of {@code callbacks}, or a superclass, overrides that method of {@link OpampCallbacks}. */
    public static boolean has(OpampCallbacks callbacks, String method) {
        for (Method declared : OpampCallbacks.class.getMethods()) {
            if (declared.getName().equals(method)) {
                return isOverridden(callbacks.getClass(), declared);
            }
        }
        throw new AssertionError("OpampCallbacks has no method " + method);
    }

    private static boolean isOverridden(Class<?> type, Method declared) {
        try {
            return type.getMethod(declared.getName(), declared.getParameterTypes())
                            .getDeclaringClass()
                    != OpampCallbacks.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(type + " has no method " + declared, e);
        }
    }
}
