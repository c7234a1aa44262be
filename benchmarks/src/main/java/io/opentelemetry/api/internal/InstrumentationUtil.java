package io.opentelemetry.api.internal;

/** Where java-contrib's client looks for a class that newer versions of the OpenTelemetry API have in another place. */
public final class InstrumentationUtil {

    private InstrumentationUtil() {}

    /** Runs a task untraced. */
    public static void suppressInstrumentation(Runnable task) {
        io.opentelemetry.api.impl.InstrumentationUtil.suppressInstrumentation(task);
    }
}
