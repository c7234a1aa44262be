package io.opentelemetry.api.internal;

import java.util.concurrent.atomic.AtomicInteger;

/** Stands where older versions of the OpenTelemetry API have theirs. */
public final class InstrumentationUtil {
    /** How often it was called. */
    public static final AtomicInteger CALLS = new AtomicInteger();

    private InstrumentationUtil() {}

    /** Runs the task, counted. */
    public static void suppressInstrumentation(Runnable task) {
        CALLS.incrementAndGet();
        task.run();
    }
}
