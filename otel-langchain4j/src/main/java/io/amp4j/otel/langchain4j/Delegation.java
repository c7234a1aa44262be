package io.amp4j.otel.langchain4j;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Passes calls of a proxy on to its target. */
final class Delegation {
    private static final Object[] NOTHING = {};

    private Delegation() {}

    /** Calls the method of the target, returns what it returns, null too, and throws what it throws. */
    @SuppressWarnings("NullAway") // Null is passed on through lambdas, whose types cannot express that.
    static Object call(Object target, Method method, Object @Nullable [] arguments) throws Exception {
        if (method.getName().equals("equals") && arguments != null && arguments.length == 1) {
            Object other = arguments[0];
            return other != null
                    && Proxy.isProxyClass(other.getClass())
                    && Proxy.getInvocationHandler(other) instanceof WithTarget same
                    && same.target().equals(target);
        }
        try {
            // The implementing class of an interface need not be public.
            method.setAccessible(true);
            return method.invoke(target, arguments == null ? NOTHING : arguments);
        } catch (InvocationTargetException e) {
            if (e.getTargetException() instanceof Error error) {
                throw error;
            }
            throw e.getTargetException() instanceof Exception thrown ? thrown : e;
        }
    }

    /** A handler that has a target. */
    interface WithTarget {
        Object target();
    }
}
