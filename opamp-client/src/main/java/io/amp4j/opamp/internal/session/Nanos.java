package io.amp4j.opamp.internal.session;

import java.time.Duration;

/** Arithmetic on monotonic nanoseconds that saturates instead of overflowing. */
final class Nanos {

    /** A moment that never comes. */
    static final long NEVER = Long.MAX_VALUE;

    private Nanos() {}

    /** Returns the moment {@code delay} after {@code now}; {@link #NEVER} if that is beyond all times. */
    static long after(long now, long delay) {
        long sum = now + delay;
        return ((now ^ sum) & (delay ^ sum)) < 0 ? NEVER : sum;
    }

    /** Returns a duration in nanoseconds, saturated. */
    static long of(Duration duration) {
        if (duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000L) {
            return NEVER;
        }
        return duration.toNanos();
    }
}
