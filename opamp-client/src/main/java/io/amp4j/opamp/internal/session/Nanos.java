package io.amp4j.opamp.internal.session;

import java.time.Duration;

/** Arithmetic on monotonic nanoseconds that saturates instead of overflowing. */
final class Nanos {

    /** A time in the infinite future. */
    static final long NEVER = Long.MAX_VALUE;

    private Nanos() {}

    /** Returns the time {@code delay} after {@code now}; {@link #NEVER} on overflow. */
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
