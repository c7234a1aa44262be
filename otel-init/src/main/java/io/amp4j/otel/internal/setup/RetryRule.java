package io.amp4j.otel.internal.setup;

import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** When a batch is sent again (OTLP/HTTP 1.x, "Failures" and "Throttling"). */
public final class RetryRule {
    private static final Duration LONGEST_THROTTLE = Duration.ofHours(1);

    private RetryRule() {}

    /**
     * Returns how long to wait before the batch is sent again, or empty if it is discarded.
     *
     * @param attempts how often the batch has been sent, at least 1
     * @param left the time that is left for this batch
     * @param chance a random number in [0, 1) that spreads the waits of many agents; it only shortens them
     */
    public static Optional<Duration> next(Reply reply, int attempts, Duration left, RetryPolicy policy, double chance) {
        if (!reply.isRetryable()) {
            return Optional.empty();
        }
        Duration wait;
        if (reply.asksForAWait()) {
            // A wait that the server requests overrides the limit of attempts; only the timeout ends it.
            wait = reply.retryAfter().orElseThrow();
        } else if (attempts >= policy.getMaxAttempts()) {
            return Optional.empty();
        } else {
            double grown = policy.getInitialBackoff().toNanos() * Math.pow(policy.getBackoffMultiplier(), attempts - 1);
            double capped = Math.min(grown, (double) policy.getMaxBackoff().toNanos());
            wait = Duration.ofNanos((long) (capped * (1 - 0.2 * chance)));
        }
        return wait.compareTo(left) < 0 ? Optional.of(wait) : Optional.empty();
    }

    /** Reads a {@code Retry-After} header: seconds or an HTTP date. Nothing when it cannot be read; an hour at most. */
    public static Optional<Duration> retryAfter(String header, Instant now) {
        String text = header.strip();
        Duration wait;
        if (text.matches("\\d{1,9}")) {
            wait = Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                wait = Duration.between(
                        now,
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        }
        if (wait.isNegative()) {
            return Optional.of(Duration.ZERO);
        }
        return Optional.of(wait.compareTo(LONGEST_THROTTLE) > 0 ? LONGEST_THROTTLE : wait);
    }
}
