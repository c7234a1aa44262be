package io.amp4j.opamp.internal.session;

/**
 * The server's requests for a full report. Each is answered once, at a limited rate: a few at once, then one per interval. Otherwise a
 * server that requests it in every message would cause an endless loop.
 */
final class FullState {

    /** How many requests are answered without a delay. */
    static final int BURST = 3;

    /** The interval after which one more is. */
    static final long REFILL = 30_000_000_000L;

    private final RateLimit limit = new RateLimit(BURST, REFILL);
    private boolean state;
    private boolean components;
    private long holdUntil = Long.MIN_VALUE;
    private boolean warned;

    /** Records a request; several are merged. Returns true the first time that a request must wait for the rate limit. */
    boolean request(boolean fullState, boolean fullComponents, long now) {
        state |= fullState;
        components |= fullComponents;
        if (limit.isAllowed(now)) {
            if (limit.isUnused(now)) {
                warned = false;
            }
            return false;
        }
        boolean first = !warned;
        warned = true;
        return first;
    }

    /** Delays the answer, because the state is about to change. */
    void holdUntil(long moment) {
        holdUntil = moment;
    }

    /** Ends that delay. */
    void release() {
        holdUntil = Long.MIN_VALUE;
    }

    /** Returns when the answer may be sent, or {@link Nanos#NEVER} if there is no request. */
    long dueAt() {
        if (!state && !components) {
            return Nanos.NEVER;
        }
        return Math.max(holdUntil, limit.allowedAt());
    }

    /** Removes and returns the request if it is due. */
    Request take(long now) {
        if (!limit.isAllowed(now) || dueAt() > now) {
            return Request.NONE;
        }
        Request taken = new Request(state, components);
        limit.use(now);
        state = false;
        components = false;
        return taken;
    }

    /** Drops the request, because a full report is sent anyway, or the server is another. */
    void clear() {
        state = false;
        components = false;
        release();
    }

    /** The parts that the server requested. */
    record Request(boolean fullState, boolean fullComponents) {
        static final Request NONE = new Request(false, false);
    }
}
