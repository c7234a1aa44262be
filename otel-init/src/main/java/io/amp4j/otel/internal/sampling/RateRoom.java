package io.amp4j.otel.internal.sampling;

/**
 * The room that a rate leaves.
 *
 * @param traces traces that may pass now, fractions included
 * @param atNanos when that was so
 */
public record RateRoom(double traces, long atNanos) {
    /** Room for one second's worth, to begin with. */
    public static RateRoom full(long nowNanos) {
        return new RateRoom(Double.MAX_VALUE, nowNanos);
    }

    RateRoom refilled(double perSecond, long nowNanos) {
        double grown = traces + Math.max(0, nowNanos - atNanos) / 1e9 * perSecond;
        // A rate below one a second still lets a whole trace through now and then.
        return new RateRoom(Math.min(grown, Math.max(1, perSecond)), nowNanos);
    }

    RateRoom taken() {
        return new RateRoom(traces - 1, atNanos);
    }
}
