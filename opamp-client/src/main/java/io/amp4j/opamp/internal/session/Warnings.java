package io.amp4j.opamp.internal.session;

import org.jspecify.annotations.Nullable;

/** Limits the rate of warnings that the server can cause, so that it cannot fill a disk. */
final class Warnings {

    /** How many are logged without a delay. */
    static final int BURST = 10;

    /** The interval after which one more is. */
    static final long REFILL = 60_000_000_000L;

    private int used;
    private long refilledAt;
    private long leftOut;

    /** Returns what to log for this warning; null for nothing. */
    @Nullable
    String next(String text, long now) {
        if (used > 0) {
            long refills = Math.min(used, (now - refilledAt) / REFILL);
            used -= (int) refills;
            refilledAt += refills * REFILL;
        }
        if (used >= BURST) {
            leftOut++;
            return null;
        }
        if (used == 0) {
            refilledAt = now;
        }
        used++;
        String more = leftOut == 0 ? "" : " (" + leftOut + " warnings before this one were left out)";
        leftOut = 0;
        return text + more;
    }
}
