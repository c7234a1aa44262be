package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An error message of a server that could not process a message of the client.
 *
 * @since 0.1.0
 */
public final class ServerError {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final Type type;
    private final String message;
    private final Duration retryAfter;

    private ServerError(Type type, String message, Duration retryAfter) {
        requireNonNull(type, "type");
        requireNonNull(message, "message");
        requireNonNull(retryAfter, "retryAfter");
        if (retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter must not be negative: " + retryAfter);
        }
        retryAfter = retryAfter.compareTo(LONGEST) > 0 ? LONGEST : retryAfter;
        this.type = type;
        this.message = message;
        this.retryAfter = retryAfter;
    }

    /** Returns the kind of the error. */
    public Type type() {
        return type;
    }

    /** Returns the server's error message; may be empty. */
    public String message() {
        return message;
    }

    /**
     * Returns how long the server asks the client to wait; zero if it does not say. Limited to about 292 years, so that it fits a long of
     * nanoseconds.
     */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Returns an error that does not say when to try again. */
    public static ServerError of(Type type, String message) {
        return new ServerError(type, message, Duration.ZERO);
    }

    /**
     * Returns this error with another value of {@link #retryAfter()}.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ServerError withRetryAfter(Duration wait) {
        return new ServerError(type, message, requireNonNull(wait, "wait"));
    }

    /** Returns how long to wait before the next attempt, if the server is unavailable and says so. A wait of zero counts as none. */
    public Optional<Duration> retryHint() {
        return type == Type.UNAVAILABLE && !retryAfter.isZero() ? Optional.of(retryAfter) : Optional.empty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServerError that
                && type.equals(that.type)
                && message.equals(that.message)
                && retryAfter.equals(that.retryAfter);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, message, retryAfter);
    }

    /** Does not show the message, which may quote what the agent sent. */
    @Override
    public String toString() {
        return "ServerError[type=" + type + ", message=" + Copies.length(message) + ", retryAfter=" + retryAfter + "]";
    }

    /**
     * The kind of an error. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    public enum Type {
        /** Not specified, or a kind that this client does not know. The message must not be sent again. */
        UNKNOWN,
        /** The message was malformed. It must not be sent again. */
        BAD_REQUEST,
        /** The server is overloaded or otherwise unavailable. The message should be sent again later. */
        UNAVAILABLE
    }
}
