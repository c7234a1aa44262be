package io.amp4j.otel.sampling;

/**
 * How many traces a rate still allows.
 *
 * @param traces traces that may pass now, fractions included
 * @param atNanos when that was so
 */
record RateAllowance(double traces, long atNanos) {
    /** Starts with what one second allows. */
    static RateAllowance full(long nowNanos) {
        return new RateAllowance(Double.MAX_VALUE, nowNanos);
    }

    RateAllowance refilled(double perSecond, long nowNanos) {
        double grown = traces + Math.max(0, nowNanos - atNanos) / 1e9 * perSecond;
        // A rate below one a second still allows a whole trace from time to time.
        return new RateAllowance(Math.min(grown, Math.max(1, perSecond)), nowNanos);
    }

    RateAllowance taken() {
        return new RateAllowance(traces - 1, atNanos);
    }
}
