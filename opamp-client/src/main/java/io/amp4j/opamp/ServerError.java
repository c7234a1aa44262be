package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * The server's word that it could not process a message.
 *
 * @param type what kind of trouble
 * @param message what the server says about it; may be empty
 * @param retryAfter how long the server asks to wait, at most about 292 years so that it fits a long of nanoseconds; zero if it
 *     does not say
 */
public record ServerError(Type type, String message, Duration retryAfter) {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    public ServerError {
        requireNonNull(type, "type");
        requireNonNull(message, "message");
        requireNonNull(retryAfter, "retryAfter");
        if (retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter must not be negative: " + retryAfter);
        }
        retryAfter = retryAfter.compareTo(LONGEST) > 0 ? LONGEST : retryAfter;
    }

    /** Returns an error without a wish for when to try again. */
    public static ServerError of(Type type, String message) {
        return new ServerError(type, message, Duration.ZERO);
    }

    /** Returns how long to wait before the next attempt, if the server is unavailable and says so. A wait of zero says nothing. */
    public Optional<Duration> retryHint() {
        return type == Type.UNAVAILABLE && !retryAfter.isZero() ? Optional.of(retryAfter) : Optional.empty();
    }

    /** Does not show the message, which may quote what the agent sent. */
    @Override
    public String toString() {
        return "ServerError[type=" + type + ", message=" + Copies.length(message) + ", retryAfter=" + retryAfter + "]";
    }

    /** What kind of trouble the server has. */
    public enum Type {
        /** Not said, or of a kind that this client does not know. The message is not to be sent again. */
        UNKNOWN,
        /** The message was malformed. It is not to be sent again. */
        BAD_REQUEST,
        /** The server is overloaded or otherwise unable. The message is to be sent again, later. */
        UNAVAILABLE
    }
}
