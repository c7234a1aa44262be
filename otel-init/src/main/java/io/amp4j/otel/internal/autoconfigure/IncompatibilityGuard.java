package io.amp4j.otel.internal.autoconfigure;

import io.amp4j.otel.internal.log.Log;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.logging.Level;

/**
 * Catches the errors of a jar that does not work with the OpenTelemetry that loads it: an error that leaves an extension ends the Java
 * agent, and the application loses all its telemetry.
 */
final class IncompatibilityGuard {
    private static final Log LOG = Log.of(AmpAutoConfiguration.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private IncompatibilityGuard() {}

    /** Returns what {@code step} returns, or {@code otherwise} if a class or method that it needs is missing. */
    static <T> T orElse(T otherwise, Supplier<T> step) {
        try {
            return step.get();
        } catch (LinkageError e) {
            say(e);
            return otherwise;
        }
    }

    /** Says so once. */
    static void say(LinkageError e) {
        if (SAID.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "No span is sent to AMP: this jar does not work with the OpenTelemetry (or the Java agent) that loads it. Versions that"
                            + " work: OpenTelemetry 1.43.0 and newer, Java agent 2.9.0 and newer. Everything else goes on",
                    e);
        }
    }
}
