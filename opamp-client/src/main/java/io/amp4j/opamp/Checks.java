package io.amp4j.opamp;

import java.time.Duration;

/** What the values of the builder's options have to be. */
final class Checks {

    private static final Duration LONGEST_HEARTBEAT = Duration.ofDays(1);

    private Checks() {}

    static Duration heartbeatInterval(Duration value) {
        positive("heartbeat", value);
        if (value.compareTo(LONGEST_HEARTBEAT) > 0) {
            throw new IllegalArgumentException("heartbeat must be at most a day: " + value);
        }
        return value;
    }

    static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }

    static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
        return value;
    }

    static int atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
        }
        return value;
    }
}
