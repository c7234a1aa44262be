package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.checks.Checks;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When a remote configuration counts as good: after it was applied, the agent has to become healthy within the window, and to stay healthy
 * until the window ends. Until then the client reports the configuration as being applied. If the agent is not healthy, the client passes
 * the last good configuration to {@link OpampCallbacks#onRemoteConfig} again, and reports that the new one has failed, and why. The status
 * stays failed, while the effective configuration shows what the agent runs with: if the client reported the old configuration as applied,
 * servers would offer the new one again. The failed configuration is not applied again, not even after a restart; one with another hash is.
 *
 * <p>A process that ends within the window, even if it closes the client first, counts as unhealthy: with a {@link StateStore}, the next
 * process starts with the last good configuration, unless {@link OpampClientBuilder#reapplyStoredConfig} is off, and reports the other as
 * failed. The configuration that a process starts with is not watched, because it was found good before. If a newer configuration arrives
 * within the window and cannot be applied, the agent returns to the last good one too.
 *
 * <p>The probe runs on a thread of its own, one call at a time; it is interrupted when its result is no longer needed. Times are measured
 * by the client's scheduler.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class LastKnownGood {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final @Nullable HealthProbe probe;
    private final Duration window;
    private final Duration interval;
    private final int rollBacksPerHour;
    private final Supplier<String> details;

    private LastKnownGood(Builder builder) {
        probe = builder.probe;
        window = builder.window;
        interval = builder.interval.compareTo(builder.window) < 0 ? builder.interval : builder.window;
        rollBacksPerHour = builder.rollBacksPerHour;
        details = builder.details;
    }

    /** Returns a builder with this probe and the defaults. {@link HealthProbes#http} probes an HTTP endpoint. */
    public static Builder probedBy(HealthProbe probe) {
        return new Builder(requireNonNull(probe, "probe"));
    }

    /**
     * Returns a builder of options that use the health which the agent reported last: that of the builder, or of
     * {@link OpampClient#updateHealth}. An agent that has reported none is not healthy; an agent that reports nothing new keeps its last
     * health.
     */
    public static Builder byReportedHealth() {
        return new Builder(null);
    }

    /** Returns the probe of the agent's health; empty if its reported health is used. */
    public Optional<HealthProbe> probe() {
        return Optional.ofNullable(probe);
    }

    /** Returns for how long a new configuration is watched; positive. */
    public Duration window() {
        return window;
    }

    /** Returns the interval between two checks of the agent's health; positive and not more than the window. */
    public Duration interval() {
        return interval;
    }

    /**
     * Returns how many configurations are rolled back within an hour at most; a further bad one stays in use and is reported as failed. Not
     * negative.
     */
    public int rollBacksPerHour() {
        return rollBacksPerHour;
    }

    /**
     * Returns the supplier of text that is reported to the server in addition to the probe's reason, such as the last lines of the agent's
     * log.
     */
    public Supplier<String> details() {
        return details;
    }

    /** Shows the options, except probe and supplier. */
    @Override
    public String toString() {
        return "LastKnownGood[" + (probe == null ? "reported health" : "probe") + ", window=" + window + ", interval="
                + interval + ", rollBacksPerHour=" + rollBacksPerHour + "]";
    }

    /**
     * Builds the options. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final @Nullable HealthProbe probe;
        private Duration window = Duration.ofSeconds(30);
        private Duration interval = Duration.ofSeconds(3);
        private int rollBacksPerHour = 5;
        private Supplier<String> details = () -> "";

        private Builder(@Nullable HealthProbe probe) {
            this.probe = probe;
        }

        /** Sets for how long a new configuration is watched: positive and at most a day, 30 s by default. */
        public Builder window(Duration value) {
            window = upToADay("window", value);
            return this;
        }

        /** Sets the interval between two checks, 3 s by default, at most the window; there is always a check at the end of the window. */
        public Builder interval(Duration value) {
            interval = upToADay("interval", value);
            return this;
        }

        /** Sets how many configurations are rolled back within an hour at most, 5 by default. */
        public Builder rollBacksPerHour(int value) {
            rollBacksPerHour = Checks.atLeast("rollBacksPerHour", 0, value);
            return this;
        }

        /**
         * Sets a supplier of text that is reported to the server in addition to the probe's reason. If it throws, nothing is added; a text
         * too long for a message is truncated.
         */
        public Builder details(Supplier<String> value) {
            details = requireNonNull(value, "value");
            return this;
        }

        private static Duration upToADay(String name, Duration value) {
            Checks.positive(name, value);
            if (value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(name + " must be at most a day: " + value);
            }
            return value;
        }

        /** Returns the options. */
        public LastKnownGood build() {
            return new LastKnownGood(this);
        }
    }
}
