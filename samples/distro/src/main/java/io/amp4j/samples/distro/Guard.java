package io.amp4j.samples.distro;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps failures of the distribution inside it: one that leaves an extension ends the Java agent, and with it all telemetry. */
final class Guard {
    private static final Logger LOG = Logger.getLogger(Guard.class.getName());
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private Guard() {}

    /** Returns what {@code step} returns, or {@code otherwise} if it fails. */
    static <T> T orElse(T otherwise, Supplier<? extends T> step) {
        try {
            return step.get();
        } catch (Exception | LinkageError e) {
            say(e);
            return otherwise;
        }
    }

    /** Runs {@code step}; a failure is logged. */
    static void run(Runnable step) {
        orElse(Boolean.TRUE, () -> {
            step.run();
            return Boolean.TRUE;
        });
    }

    private static void say(Throwable failure) {
        if (SAID.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "The Java agent is not managed over OpAMP, or only in part, because of this failure; telemetry"
                            + " goes on",
                    failure);
        }
    }
}
