package io.amp4j.opamp.internal.session;

/**
 * Limits how often a server can cause an action: a few times at once, then once per interval. The allowance is refilled one by one, so that
 * an occasional action is never delayed.
 */
final class RateLimit {

    private final int burst;
    private final long refill;
    private int used;
    private long refilledAt = Long.MIN_VALUE;

    /**
     * @param burst how often it may happen without a delay
     * @param refill the interval, in nanoseconds, after which it may happen once more
     */
    RateLimit(int burst, long refill) {
        this.burst = burst;
        this.refill = refill;
    }

    /** Returns whether the action is allowed now. */
    boolean isAllowed(long now) {
        while (used > 0 && Nanos.after(refilledAt, refill) <= now) {
            used--;
            refilledAt += refill;
        }
        return used < burst;
    }

    /** Returns when the action is allowed; in the past if it is allowed now. */
    long allowedAt() {
        return used < burst ? Long.MIN_VALUE : Nanos.after(refilledAt, refill);
    }

    /** Returns whether the allowance is complete. */
    boolean isUnused(long now) {
        return isAllowed(now) && used == 0;
    }

    /** Uses one unit of the allowance. */
    void use(long now) {
        if (isUnused(now)) {
            refilledAt = now;
        }
        used++;
    }
}
