package io.amp4j.opamp.transport;

import io.amp4j.opamp.internal.checks.Checks;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of every message, in bytes, counted on the inflated message; on WebSocket the OpAMP header counts too. The transport enforces
 * them, and holds no more of an answer than it may receive.
 *
 * @since 0.1.0
 */
public final class MessageLimits {
    /** 64 MiB each. */
    public static final MessageLimits DEFAULT = new Builder().build();

    private final int maxSentBytes;
    private final int maxReceivedBytes;

    private MessageLimits(Builder builder) {
        maxSentBytes = builder.maxSentBytes;
        maxReceivedBytes = builder.maxReceivedBytes;
    }

    /** Starts limits like {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the size above which nothing is sent. */
    public int maxSentBytes() {
        return maxSentBytes;
    }

    /** Returns the size above which nothing is processed. */
    public int maxReceivedBytes() {
        return maxReceivedBytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MessageLimits that
                && maxSentBytes == that.maxSentBytes
                && maxReceivedBytes == that.maxReceivedBytes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(maxSentBytes, maxReceivedBytes);
    }

    @Override
    public String toString() {
        return "MessageLimits[maxSentBytes=" + maxSentBytes + ", maxReceivedBytes=" + maxReceivedBytes + "]";
    }

    /**
     * Collects limits; each must be positive. Not for use by several threads.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private int maxSentBytes = 64 << 20;
        private int maxReceivedBytes = 64 << 20;

        private Builder() {}

        /** Sets {@link MessageLimits#maxSentBytes()}. */
        public Builder maxSentBytes(int value) {
            maxSentBytes = Checks.positive("maxSentBytes", value);
            return this;
        }

        /** Sets {@link MessageLimits#maxReceivedBytes()}. */
        public Builder maxReceivedBytes(int value) {
            maxReceivedBytes = Checks.positive("maxReceivedBytes", value);
            return this;
        }

        /** Returns the limits. */
        public MessageLimits build() {
            return new MessageLimits(this);
        }
    }
}
