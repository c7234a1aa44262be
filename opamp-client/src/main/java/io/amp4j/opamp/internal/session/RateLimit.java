package io.amp4j.opamp.internal.session;

/**
 * Bounds how often a server can bring something about: a few times at once, then once in a while. The allowance grows back one by one, so
 * that a server which does it now and then never waits.
 */
final class RateLimit {

    private final int burst;
    private final long refill;
    private int used;
    private long refilledAt = Long.MIN_VALUE;

    /**
     * @param burst how often it may happen without any wait
     * @param refill how many nanoseconds it takes until it may once more
     */
    RateLimit(int burst, long refill) {
        this.burst = burst;
        this.refill = refill;
    }

    /** Returns whether it may happen now. */
    boolean isAllowed(long now) {
        while (used > 0 && Nanos.after(refilledAt, refill) <= now) {
            used--;
            refilledAt += refill;
        }
        return used < burst;
    }

    /** Returns when it may happen; in the past if it may now. */
    long allowedAt() {
        return used < burst ? Long.MIN_VALUE : Nanos.after(refilledAt, refill);
    }

    /** Returns whether the allowance is whole again. */
    boolean isUnused(long now) {
        return isAllowed(now) && used == 0;
    }

    /** It happens. */
    void use(long now) {
        if (isUnused(now)) {
            refilledAt = now;
        }
        used++;
    }
}
