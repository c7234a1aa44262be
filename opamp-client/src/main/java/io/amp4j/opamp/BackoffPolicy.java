package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.checks.Checks;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long the client waits after a failure.
 *
 * <p>Wait number {@code n} is {@code initial * multiplier^(n-1)}, at most {@code max}. It is then shortened by a random fraction of up to
 * {@code jitter}, so that the agents of a fleet do not all connect at the same moment. If a server asks the client to wait (429, 503,
 * UNAVAILABLE), the client waits for the time that the server names, at most {@code throttleMax}; if the server names no time, at least
 * {@code throttleFloor}. A {@link BackoffFunction} replaces the formula, which is then used only where the function fails.
 *
 * @since 0.1.0
 */
public final class BackoffPolicy {
    /** The longest {@link Duration} that any part may have: 365 days. */
    private static final Duration LONGEST = Duration.ofDays(365);
    /**
     * 1 s, doubling up to 5 min, each shortened by a random fraction of up to a half; 30 s to 1 h when throttled. With a fifth in place of
     * a half, more agents of a fleet reconnect at the same time; with the whole, the last agents reconnect much later
     * ({@code docs/decisions/0018-waits-after-failures.md}).
     */
    public static final BackoffPolicy DEFAULT = new BackoffPolicy(
            Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0.5, Duration.ofSeconds(30), Duration.ofHours(1), null);

    private final Duration initial;
    private final double multiplier;
    private final Duration max;
    private final double jitter;
    private final Duration throttleFloor;
    private final Duration throttleMax;
    private final @Nullable BackoffFunction function;

    private BackoffPolicy(
            Duration initial,
            double multiplier,
            Duration max,
            double jitter,
            Duration throttleFloor,
            Duration throttleMax,
            @Nullable BackoffFunction function) {
        this.initial = initial;
        this.multiplier = multiplier;
        this.max = max;
        this.jitter = jitter;
        this.throttleFloor = throttleFloor;
        this.throttleMax = throttleMax;
        this.function = function;
    }

    /** Returns the first wait; positive. */
    public Duration initial() {
        return initial;
    }

    /** Returns the factor by which each wait is longer than the one before; at least 1. */
    public double multiplier() {
        return multiplier;
    }

    /** Returns the upper limit of the growing waits; not below {@code initial}. */
    public Duration max() {
        return max;
    }

    /** Returns the largest random fraction by which a wait is shortened, from 0 to 1. */
    public double jitter() {
        return jitter;
    }

    /** Returns the shortest wait if the server asks the client to wait and names no time; not negative. */
    public Duration throttleFloor() {
        return throttleFloor;
    }

    /** Returns the longest wait that a server can ask for; not below {@code throttleFloor}. */
    public Duration throttleMax() {
        return throttleMax;
    }

    /** Returns the function that replaces the formula, if one is set. */
    public Optional<BackoffFunction> function() {
        return Optional.ofNullable(function);
    }

    /** Returns a policy with a function, and the formula of {@link #DEFAULT} where the function fails. */
    public static BackoffPolicy of(BackoffFunction function) {
        return builder().function(requireNonNull(function, "function")).build();
    }

    /** Returns a builder with the values of {@link #DEFAULT}. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** Returns a builder with the values of this policy. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BackoffPolicy that
                && initial.equals(that.initial)
                && Double.compare(multiplier, that.multiplier) == 0
                && max.equals(that.max)
                && Double.compare(jitter, that.jitter) == 0
                && throttleFloor.equals(that.throttleFloor)
                && throttleMax.equals(that.throttleMax)
                && Objects.equals(function, that.function);
    }

    @Override
    public int hashCode() {
        return Objects.hash(initial, multiplier, max, jitter, throttleFloor, throttleMax, function);
    }

    @Override
    public String toString() {
        return "BackoffPolicy[initial=" + initial + ", multiplier=" + multiplier + ", max=" + max + ", jitter=" + jitter
                + ", throttleFloor=" + throttleFloor + ", throttleMax=" + throttleMax
                + (function == null ? "" : ", function=set") + "]";
    }

    /**
     * Builds a policy.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private Duration initial;
        private double multiplier;
        private Duration max;
        private double jitter;
        private Duration throttleFloor;
        private Duration throttleMax;
        private @Nullable BackoffFunction function;

        private Builder(BackoffPolicy policy) {
            initial = policy.initial;
            multiplier = policy.multiplier;
            max = policy.max;
            jitter = policy.jitter;
            throttleFloor = policy.throttleFloor;
            throttleMax = policy.throttleMax;
            function = policy.function;
        }

        /**
         * Sets the first wait. If {@code max} is shorter at this point, it is raised to this value. Default: 1 s.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder initial(Duration value) {
            initial = Checks.positive("initial", requireNonNull(value, "value"));
            max = max.compareTo(value) < 0 ? value : max;
            return this;
        }

        /**
         * Sets the factor by which each wait is longer than the one before. Default: 2.
         *
         * @throws IllegalArgumentException if it is not from 1 to 1000
         */
        public Builder multiplier(double value) {
            if (!(value >= 1) || value > 1_000) {
                throw new IllegalArgumentException("multiplier must be from 1 to 1000: " + value);
            }
            multiplier = value;
            return this;
        }

        /** Sets the upper limit of the growing waits; at least {@code initial} and at most 365 days. Default: 5 min. */
        public Builder max(Duration value) {
            max = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets the largest random fraction by which a wait is shortened. Default: 0.5.
         *
         * @throws IllegalArgumentException if it is not from 0 to 1
         */
        public Builder jitter(double value) {
            jitter = Checks.share("jitter", value);
            return this;
        }

        /**
         * Sets the shortest wait if the server asks the client to wait and names no time. Default: 30 s.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder throttleFloor(Duration value) {
            throttleFloor = Checks.notNegative("throttleFloor", requireNonNull(value, "value"));
            return this;
        }

        /** Sets the longest wait that a server can ask for; at least {@code throttleFloor} and at most 365 days. Default: 1 h. */
        public Builder throttleMax(Duration value) {
            throttleMax = requireNonNull(value, "value");
            return this;
        }

        /** Sets the function that replaces the formula. Default: none. */
        public Builder function(BackoffFunction value) {
            function = requireNonNull(value, "value");
            return this;
        }

        /**
         * Returns the policy; the builder can still be used.
         *
         * @throws IllegalArgumentException if {@code max} or {@code throttleMax} is out of its range
         */
        public BackoffPolicy build() {
            if (max.compareTo(initial) < 0 || max.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "max must be from initial (" + initial + ") to " + LONGEST + ": " + max);
            }
            if (throttleMax.compareTo(throttleFloor) < 0 || throttleMax.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("throttleMax must be from throttleFloor (" + throttleFloor + ") to "
                        + LONGEST + ": " + throttleMax);
            }
            return new BackoffPolicy(initial, multiplier, max, jitter, throttleFloor, throttleMax, function);
        }
    }
}
