package io.amp4j.otel.sampling;

/**
 * How many traces a rate still allows.
 *
 * @param traces how many traces may pass now; may be a fraction
 * @param atNanos the time of that count
 */
record RateAllowance(double traces, long atNanos) {
    /** Returns the allowance of one second. */
    static RateAllowance full(long nowNanos) {
        return new RateAllowance(Double.MAX_VALUE, nowNanos);
    }

    RateAllowance refilled(double perSecond, long nowNanos) {
        double grown = traces + Math.max(0, nowNanos - atNanos) / 1e9 * perSecond;
        // At least one, so that a rate below one a second still allows a whole trace from time to time.
        return new RateAllowance(Math.min(grown, Math.max(1, perSecond)), nowNanos);
    }

    RateAllowance taken() {
        return new RateAllowance(traces - 1, atNanos);
    }
}
