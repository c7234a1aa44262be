package io.amp4j.opamp.internal.threads;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Excludes this client's traffic from the OpenTelemetry Java agent, which would otherwise trace every poll and heartbeat. The OpenTelemetry
 * API has a context key for this; it is looked up by reflection, so that this client does not need OpenTelemetry.
 */
public final class TracingSuppression {
    /** Newest first: the class moved between versions of the API. */
    private static final List<String> PLACES = List.of(
            "io.opentelemetry.api.impl.InstrumentationUtil", "io.opentelemetry.api.internal.InstrumentationUtil");

    private static final TracingSuppression HERE = new TracingSuppression(TracingSuppression.class.getClassLoader());

    private final @Nullable MethodHandle suppress;

    TracingSuppression(@Nullable ClassLoader loader) {
        suppress = find(loader);
    }

    /** Runs {@code task} now, on this thread, untraced if OpenTelemetry is present. */
    public static void run(Runnable task) {
        HERE.untraced(task);
    }

    void untraced(Runnable task) {
        MethodHandle handle = suppress;
        if (handle == null) {
            task.run();
            return;
        }
        // The task must run exactly once, even if the other library's class fails.
        Once once = new Once(task);
        try {
            handle.invokeExact((Runnable) once);
        } catch (Throwable e) {
            if (once.ran) {
                if (e instanceof RuntimeException unchecked) {
                    throw unchecked;
                }
                if (e instanceof Error error) {
                    throw error;
                }
                throw new IllegalStateException(e);
            }
        }
        if (!once.ran) {
            task.run();
        }
    }

    private static @Nullable MethodHandle find(@Nullable ClassLoader loader) {
        for (String place : PLACES) {
            try {
                Class<?> type = Class.forName(place, false, loader);
                return MethodHandles.publicLookup()
                        .findStatic(type, "suppressInstrumentation", MethodType.methodType(void.class, Runnable.class));
            } catch (ReflectiveOperationException | LinkageError e) {
                // Not in this version; tries the next class.
            }
        }
        return null;
    }

    private static final class Once implements Runnable {
        private final Runnable task;
        private boolean ran;

        Once(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            ran = true;
            task.run();
        }
    }
}
