package io.amp4j.otel;

import java.time.Duration;

/**
 * What a {@link TailSamplingProcessor} may hold. At a limit the oldest trace is decided early, with what is known of it.
 *
 * @param maxTraces traces held at most; default 4,096
 * @param maxBytes estimated size of the spans held at most, in bytes; default 64 MiB
 * @param maxAge how long a trace is held at most; default 60 s
 */
public record TailSamplingLimits(int maxTraces, long maxBytes, Duration maxAge) {
    /** The defaults. */
    public static final TailSamplingLimits DEFAULT = new TailSamplingLimits(4_096, 64L << 20, Duration.ofSeconds(60));

    /** Checks that each is above 0. */
    public TailSamplingLimits {
        if (maxTraces <= 0 || maxBytes <= 0 || maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException(
                    "limits must be above 0: " + maxTraces + " traces, " + maxBytes + " bytes, " + maxAge);
        }
    }
}
