package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the agent is healthy after a change. Called repeatedly for a while, on a thread that may block. If it does not report the
 * agent as healthy in time, the change is undone. An exception counts as unhealthy.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
@FunctionalInterface
public interface HealthProbe {

    /** Returns whether the agent is healthy now. */
    Answer probe() throws Exception;

    /**
     * The result of a probe.
     *
     * @since 0.1.0
     */
    final class Answer {
        private static final Answer HEALTHY = new Answer(true, "");

        private final boolean isHealthy;
        private final String reason;

        private Answer(boolean isHealthy, String reason) {
            this.isHealthy = isHealthy;
            this.reason = reason;
        }

        /** Returns an answer that says: the agent is healthy. */
        public static Answer healthy() {
            return HEALTHY;
        }

        /**
         * Returns an answer that says: the agent is not healthy, or not yet.
         *
         * @param reason the message for the server if the agent does not become healthy
         */
        public static Answer unhealthy(String reason) {
            return new Answer(false, requireNonNull(reason, "reason"));
        }

        /** Returns whether the agent is healthy. */
        public boolean isHealthy() {
            return isHealthy;
        }

        /** Returns what is wrong; empty if the agent is healthy. */
        public String reason() {
            return reason;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Answer that && isHealthy == that.isHealthy && reason.equals(that.reason);
        }

        @Override
        public int hashCode() {
            return 31 * reason.hashCode() + Boolean.hashCode(isHealthy);
        }

        @Override
        public String toString() {
            return "Answer[isHealthy=" + isHealthy + ", reason=" + Printable.text(reason) + "]";
        }
    }
}
