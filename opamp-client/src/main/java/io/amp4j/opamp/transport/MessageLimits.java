package io.amp4j.opamp.transport;

import io.amp4j.opamp.internal.checks.Checks;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The maximum sizes of messages, in bytes before compression; on WebSocket the OpAMP header counts too. The transport enforces them, and
 * never buffers more of an answer than the limit.
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

    /** Returns a builder with the values of {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the maximum size of a message to send. */
    public int maxSentBytes() {
        return maxSentBytes;
    }

    /** Returns the maximum size of a received message. */
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
     * Builds limits; each must be positive. Not thread-safe.
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
