package io.amp4j.opamp.internal.session;

/**
 * The server's requests for a full report, answered once each and at a bounded rate: a few at once, then one in a while. A server
 * that asks in every message would otherwise be answered without end.
 */
final class FullState {

    /** How many requests are answered without any wait. */
    static final int BURST = 3;

    /** How long it takes until one more is. */
    static final long REFILL = 30_000_000_000L;

    private final RateLimit limit = new RateLimit(BURST, REFILL);
    private boolean state;
    private boolean components;
    private long holdUntil = Long.MIN_VALUE;
    private boolean warned;

    /** Remembers a request; several make one. Returns true if it must wait for the rate, the first time that happens. */
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

    /** Holds the answer back, because it would be out of date in a moment. */
    void holdUntil(long moment) {
        holdUntil = moment;
    }

    /** Ends the hold. */
    void release() {
        holdUntil = Long.MIN_VALUE;
    }

    /** Returns when the answer may go, or {@link Nanos#NEVER} if nothing was asked. */
    long dueAt() {
        if (!state && !components) {
            return Nanos.NEVER;
        }
        return Math.max(holdUntil, limit.allowedAt());
    }

    /** Takes the request if its time has come. */
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

    /** Forgets what was asked: a report without omissions is on its way anyway, or it is another server. */
    void clear() {
        state = false;
        components = false;
        release();
    }

    /** What the server asked for. */
    record Request(boolean fullState, boolean fullComponents) {
        static final Request NONE = new Request(false, false);
    }
}
