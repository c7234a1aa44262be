package io.amp4j.opamp.transport;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an exchange or a connection failed. An immutable value.
 *
 * @since 0.1.0
 */
public final class TransportFailure {

    private final Kind kind;
    private final int httpStatus;
    private final @Nullable String retryAfter;
    private final @Nullable Throwable cause;
    private final String description;

    private TransportFailure(Builder builder) {
        kind = builder.kind;
        httpStatus = builder.httpStatus;
        retryAfter = builder.retryAfter;
        cause = builder.cause;
        description = builder.description;
    }

    /**
     * Returns a failure without an HTTP answer.
     *
     * @param kind the class of the failure
     * @param description see {@link #description()}
     * @param cause the cause, or null
     */
    public static TransportFailure of(Kind kind, String description, @Nullable Throwable cause) {
        return builder(kind, description).cause(cause).build();
    }

    /** Returns a builder; see {@link #description()} for what the text must not hold. */
    public static Builder builder(Kind kind, String description) {
        return new Builder(requireNonNull(kind, "kind"), requireNonNull(description, "description"));
    }

    /** Returns the class of the failure. */
    public Kind kind() {
        return kind;
    }

    /** Returns the status of the server's or the proxy's answer, or 0 if there was none. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Returns the {@code Retry-After} header of that answer, unchanged. The client parses it, and accepts any content. */
    public Optional<String> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Returns the cause. Its message is not part of {@link #toString()}. */
    public Optional<Throwable> cause() {
        return Optional.ofNullable(cause);
    }

    /** Returns one human-readable sentence. It must not hold header values, credentials or content of a message. */
    public String description() {
        return description;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TransportFailure that
                && kind == that.kind
                && httpStatus == that.httpStatus
                && Objects.equals(retryAfter, that.retryAfter)
                && Objects.equals(cause, that.cause)
                && description.equals(that.description);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, httpStatus, retryAfter, cause, description);
    }

    /** Names the class of the exception without its message. */
    @Override
    public String toString() {
        return "TransportFailure[kind=" + kind + ", httpStatus=" + httpStatus + ", retryAfter="
                + (retryAfter == null ? "none" : Printable.text(retryAfter)) + ", description="
                + Printable.text(description) + ", cause="
                + (cause == null ? "none" : cause.getClass().getName()) + "]";
    }

    /**
     * Builds a failure. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final Kind kind;
        private final String description;
        private int httpStatus;
        private @Nullable String retryAfter;
        private @Nullable Throwable cause;

        private Builder(Kind kind, String description) {
            this.kind = kind;
            this.description = description;
        }

        /**
         * Sets the status of an HTTP answer; any number is accepted, even one that HTTP does not define. Default: 0, for none.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder httpStatus(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("httpStatus must not be negative: " + value);
            }
            httpStatus = value;
            return this;
        }

        /** Sets the {@code Retry-After} header of that answer; null for none, which is the default. */
        public Builder retryAfter(@Nullable String value) {
            retryAfter = value;
            return this;
        }

        /** Sets the cause; null for none, which is the default. */
        public Builder cause(@Nullable Throwable value) {
            cause = value;
            return this;
        }

        /** Returns the failure. */
        public TransportFailure build() {
            return new TransportFailure(this);
        }
    }

    /**
     * The classes of failures. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    public enum Kind {
        /** The server, or its name, cannot be reached. */
        CONNECT,
        /** The proxy cannot be reached or refused to connect. */
        PROXY,
        /** The TLS handshake failed: certificate, host name, protocol version, cipher suite. */
        TLS,
        /** A connect, write, read, whole-call or pong timeout has passed. */
        TIMEOUT,
        /** The server answered with a status that is not success: on HTTP not 2xx, on an upgrade not 101. */
        HTTP_STATUS,
        /** The message is above the send limit; nothing was sent. */
        TOO_LARGE_SENT,
        /** An answer or message of the server is above the receive limit; nothing of it was processed. */
        TOO_LARGE_RECEIVED,
        /** HTTP: the body cannot be decoded (broken or unknown content encoding). */
        MALFORMED,
        /** The connection broke after it was established: reset, closed without an answer or without a Close frame. */
        LOST,
        /** The server broke RFC 6455 or HTTP, or sent a text message over WebSocket. */
        PROTOCOL,
        /** The transport itself failed, because of a defect or of a library that is missing or incompatible. */
        INTERNAL
    }
}
