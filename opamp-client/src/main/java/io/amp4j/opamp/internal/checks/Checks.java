package io.amp4j.opamp.internal.checks;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;

/** Checks the ranges of option values. The messages name the option, the rule and the value. */
public final class Checks {

    private static final Duration LONGEST_HEARTBEAT = Duration.ofDays(1);

    private Checks() {}

    public static Duration heartbeatInterval(Duration value) {
        positive("heartbeat", value);
        if (value.compareTo(LONGEST_HEARTBEAT) > 0) {
            throw new IllegalArgumentException("heartbeat must be at most a day: " + value);
        }
        return value;
    }

    public static Duration positive(String name, Duration value) {
        requireNonNull(value, name);
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }

    public static Duration notNegative(String name, Duration value) {
        requireNonNull(value, name);
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
        return value;
    }

    public static int positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }

    public static int atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
        }
        return value;
    }

    /** Refuses null, and null elements. */
    public static void elements(String name, Collection<?> value) {
        for (Object element : requireNonNull(value, name)) {
            requireNonNull(element, () -> name + " has a null element");
        }
    }

    /** Requires a fraction from 0 to 1. */
    public static double share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1: " + value);
        }
        return value;
    }
}
