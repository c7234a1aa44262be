package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long the client stays away after a failure.
 *
 * <p>Wait number {@code n} is {@code initial * multiplier^(n-1)}, at most {@code max}, and then shortened by a random share of up
 * to {@code jitter}, so that a fleet does not come back in step. A server that asks for patience (429, 503, UNAVAILABLE) is
 * left alone for as long as it says, at most {@code throttleMax}; if it does not say, for at least {@code throttleFloor}.
 *
 * @param initial the first wait; positive
 * @param multiplier the growth from one wait to the next; at least 1
 * @param max the longest wait that grows; not below {@code initial}
 * @param jitter the largest random share that is taken off a wait, from 0 to 1
 * @param throttleFloor the shortest wait after a refusal for load that names no time; not negative
 * @param throttleMax the longest wait that a server can ask for; not below {@code throttleFloor}
 */
public record BackoffPolicy(
        Duration initial,
        double multiplier,
        Duration max,
        double jitter,
        Duration throttleFloor,
        Duration throttleMax) {

    /** The longest {@link Duration} that any part may have: 365 days. */
    private static final Duration LONGEST = Duration.ofDays(365);

    /** 1 s, doubling up to 5 min, shortened by up to 20 %; 30 s to 1 h when throttled. */
    public static final BackoffPolicy DEFAULT = new BackoffPolicy(
            Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0.2, Duration.ofSeconds(30), Duration.ofHours(1));

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public BackoffPolicy {
        requireNonNull(initial, "initial");
        requireNonNull(max, "max");
        requireNonNull(throttleFloor, "throttleFloor");
        requireNonNull(throttleMax, "throttleMax");
        if (initial.isNegative() || initial.isZero()) {
            throw new IllegalArgumentException("initial must be positive: " + initial);
        }
        if (!(multiplier >= 1) || multiplier > 1_000) {
            throw new IllegalArgumentException("multiplier must be from 1 to 1000: " + multiplier);
        }
        if (max.compareTo(initial) < 0 || max.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("max must be from initial (" + initial + ") to " + LONGEST + ": " + max);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be from 0 to 1: " + jitter);
        }
        if (throttleFloor.isNegative()) {
            throw new IllegalArgumentException("throttleFloor must not be negative: " + throttleFloor);
        }
        if (throttleMax.compareTo(throttleFloor) < 0 || throttleMax.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("throttleMax must be from throttleFloor (" + throttleFloor + ") to "
                    + LONGEST + ": " + throttleMax);
        }
    }

    /** Returns this policy with another first wait; {@code max} grows with it where it must. */
    public BackoffPolicy withInitial(Duration value) {
        return new BackoffPolicy(
                value, multiplier, max.compareTo(value) < 0 ? value : max, jitter, throttleFloor, throttleMax);
    }

    /** Returns this policy with another longest wait. */
    public BackoffPolicy withMax(Duration value) {
        return new BackoffPolicy(initial, multiplier, value, jitter, throttleFloor, throttleMax);
    }

    /** Returns this policy with another jitter. */
    public BackoffPolicy withJitter(double value) {
        return new BackoffPolicy(initial, multiplier, max, value, throttleFloor, throttleMax);
    }

    /** Returns this policy with other bounds for a throttled client. */
    public BackoffPolicy withThrottle(Duration floor, Duration longest) {
        return new BackoffPolicy(initial, multiplier, max, jitter, floor, longest);
    }
}
