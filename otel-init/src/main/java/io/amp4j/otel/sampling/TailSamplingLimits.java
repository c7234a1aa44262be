package io.amp4j.otel.sampling;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The limits of what a {@link TailSamplingProcessor} holds. At a limit the oldest trace is decided early, with the facts known so far.
 *
 * @since 0.1.0
 */
public final class TailSamplingLimits {
    /** The defaults. */
    public static final TailSamplingLimits DEFAULT = builder().build();

    private final int maxTraces;
    private final long maxBytes;
    private final Duration maxAge;

    private TailSamplingLimits(Builder builder) {
        if (builder.maxTraces <= 0 || builder.maxBytes <= 0 || builder.maxAge.isNegative() || builder.maxAge.isZero()) {
            throw new IllegalArgumentException("limits must be above 0: " + builder.maxTraces + " traces, "
                    + builder.maxBytes + " bytes, " + builder.maxAge);
        }
        this.maxTraces = builder.maxTraces;
        this.maxBytes = builder.maxBytes;
        this.maxAge = builder.maxAge;
    }

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns how many traces are held at most. */
    public int maxTraces() {
        return maxTraces;
    }

    /** Returns the estimated size, in bytes, of the spans held at most. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Returns how long a trace is held at most. */
    public Duration maxAge() {
        return maxAge;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TailSamplingLimits that
                && maxTraces == that.maxTraces
                && maxBytes == that.maxBytes
                && maxAge.equals(that.maxAge);
    }

    @Override
    public int hashCode() {
        return Objects.hash(maxTraces, maxBytes, maxAge);
    }

    @Override
    public String toString() {
        return "TailSamplingLimits[maxTraces=" + maxTraces + ", maxBytes=" + maxBytes + ", maxAge=" + maxAge + "]";
    }

    /** Builds a {@link TailSamplingLimits}; values that are not set keep their default. Not thread-safe. */
    public static final class Builder {
        private int maxTraces = 4_096;
        private long maxBytes = 64L << 20;
        private Duration maxAge = Duration.ofSeconds(60);

        private Builder() {}

        /** Sets {@link TailSamplingLimits#maxTraces}. Default: 4,096. */
        public Builder maxTraces(int newMaxTraces) {
            maxTraces = newMaxTraces;
            return this;
        }

        /** Sets {@link TailSamplingLimits#maxBytes}. Default: 64 MiB. */
        public Builder maxBytes(long newMaxBytes) {
            maxBytes = newMaxBytes;
            return this;
        }

        /** Sets {@link TailSamplingLimits#maxAge}. Default: 60 s. */
        public Builder maxAge(Duration newMaxAge) {
            maxAge = requireNonNull(newMaxAge, "maxAge");
            return this;
        }

        /** Returns the value. */
        public TailSamplingLimits build() {
            return new TailSamplingLimits(this);
        }
    }
}
