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
 * <p>Wait number {@code n} is {@code initial * multiplier^(n-1)}, at most {@code max}, and then shortened by a random share of up
 * to {@code jitter}, so that the agents of a fleet do not all connect at the same moment. If a server asks to wait (429, 503,
 * UNAVAILABLE), the client waits for as long as it says, at most {@code throttleMax}; if it does not say, at least {@code throttleFloor}.
 * A {@link BackoffFunction} takes the place of the formula, which then stands in where that fails.
 *
 * @since 0.1.0
 */
public final class BackoffPolicy {
    /** The longest {@link Duration} that any part may have: 365 days. */
    private static final Duration LONGEST = Duration.ofDays(365);
    /**
     * 1 s, doubling up to 5 min, each shortened by chance by up to a half; 30 s to 1 h when throttled. With a fifth or the whole in place of a
     * half, a fleet comes back in a denser crowd, or its last agents much later ({@code docs/decisions/0018-waits-after-failures.md}).
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

    /** Returns the growth from one wait to the next; at least 1. */
    public double multiplier() {
        return multiplier;
    }

    /** Returns the longest wait that grows; not below {@code initial}. */
    public Duration max() {
        return max;
    }

    /** Returns the largest random share that is taken off a wait, from 0 to 1. */
    public double jitter() {
        return jitter;
    }

    /** Returns the shortest wait if the server asks to wait and names no time; not negative. */
    public Duration throttleFloor() {
        return throttleFloor;
    }

    /** Returns the longest wait that a server can ask for; not below {@code throttleFloor}. */
    public Duration throttleMax() {
        return throttleMax;
    }

    /** Returns what decides in place of the formula, if there is something. */
    public Optional<BackoffFunction> function() {
        return Optional.ofNullable(function);
    }

    /** Returns the policy of a function, with the formula of {@link #DEFAULT} where it fails. */
    public static BackoffPolicy of(BackoffFunction function) {
        return builder().function(requireNonNull(function, "function")).build();
    }

    /** Returns a builder with what {@link #DEFAULT} has. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** Returns a builder with what this policy has. */
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
     * Collects what a policy is made of.
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
         * Sets the first wait. A longest wait that is shorter grows with it. Default: 1 s.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder initial(Duration value) {
            initial = Checks.positive("initial", requireNonNull(value, "value"));
            max = max.compareTo(value) < 0 ? value : max;
            return this;
        }

        /**
         * Sets the growth from one wait to the next. Default: 2.
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

        /** Sets the longest wait that grows; at least the first one and at most 365 days. Default: 5 min. */
        public Builder max(Duration value) {
            max = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets the largest random share that is taken off a wait. Default: 0.5.
         *
         * @throws IllegalArgumentException if it is not from 0 to 1
         */
        public Builder jitter(double value) {
            jitter = Checks.share("jitter", value);
            return this;
        }

        /**
         * Sets the shortest wait if the server asks to wait and names no time. Default: 30 s.
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

        /** Sets what decides in place of the formula. Default: nothing does. */
        public Builder function(BackoffFunction value) {
            function = requireNonNull(value, "value");
            return this;
        }

        /**
         * Returns the policy; the builder can be used on.
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
