package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.checks.Checks;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When a remote configuration counts as good: after it was applied, the agent has to become healthy within the window, and to stay healthy until the
 * window ends. Until then the server is told that it is being applied. If the agent is not healthy, the configuration that was last found good comes
 * to {@link OpampCallbacks#onRemoteConfig} again, and the server is told that the new one has failed, and why. That report stays, while the effective
 * configuration shows what the agent runs with: to report the old configuration as applied would make servers offer the new one again. The
 * same configuration is not applied again, also after a restart; one with another hash is.
 *
 * <p>A process that ends within the window, also one that closes the client, counts as unhealthy: with a {@link StateStore}, it starts with the last good
 * configuration, unless {@link OpampClientBuilder#reapplyStoredConfig} is off, and reports the other as failed. What a restart begins with is not
 * watched; it was found good before. If a newer configuration comes within the window and cannot be applied, the agent goes back to the last good one too.
 *
 * <p>The probe runs on a thread of its own, one call at a time; it is interrupted when nobody waits for it any more. Times are those of the client's
 * scheduler.
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

    /** Starts options with this probe and the defaults. {@link HealthProbes#http} asks an endpoint. */
    public static Builder probedBy(HealthProbe probe) {
        return new Builder(requireNonNull(probe, "probe"));
    }

    /**
     * Starts options by which the agent is healthy when the health that it last reported says so: that of the builder, or of
     * {@link OpampClient#updateHealth}. An agent that has reported none is not healthy; one that reports nothing new is what it was before.
     */
    public static Builder byReportedHealth() {
        return new Builder(null);
    }

    /** Returns what says whether the agent is healthy; empty if its reported health does. */
    public Optional<HealthProbe> probe() {
        return Optional.ofNullable(probe);
    }

    /** Returns for how long a new configuration is watched; positive. */
    public Duration window() {
        return window;
    }

    /** Returns how long it is from one look at the agent's health to the next; positive and not more than the window. */
    public Duration interval() {
        return interval;
    }

    /** Returns how many configurations are undone within an hour; after that the next bad one stays, and is reported as failed. Not negative. */
    public int rollBacksPerHour() {
        return rollBacksPerHour;
    }

    /** Returns what the server is told besides the reason of the probe, such as the last lines of the agent's log. */
    public Supplier<String> details() {
        return details;
    }

    /** Shows all but the code. */
    @Override
    public String toString() {
        return "LastKnownGood[" + (probe == null ? "reported health" : "probe") + ", window=" + window + ", interval="
                + interval + ", rollBacksPerHour=" + rollBacksPerHour + "]";
    }

    /**
     * Collects the options. Not for use by several threads.
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

        /** Sets how long it is from one look to the next, 3 s by default, at most the window; at its end there is always one. */
        public Builder interval(Duration value) {
            interval = upToADay("interval", value);
            return this;
        }

        /** Sets how many configurations are undone within an hour, 5 by default. */
        public Builder rollBacksPerHour(int value) {
            rollBacksPerHour = Checks.atLeast("rollBacksPerHour", 0, value);
            return this;
        }

        /**
         * Sets what is asked for what the server is told besides the reason of the probe. What it throws counts as nothing; a text too long for a
         * message is cut.
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
