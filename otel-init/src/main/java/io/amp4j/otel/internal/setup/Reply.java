package io.amp4j.otel.internal.setup;

import java.time.Duration;
import java.util.Optional;

/**
 * How one attempt to send a batch ended.
 *
 * @param status the HTTP status, 0 if there was no answer, -1 if no request was sent
 * @param retryAfter how long the server asked to wait
 * @param rejected spans that the server refused although it answered with success (OTLP partial success)
 * @param reason why there was no answer, without secrets; empty if there was one
 * @param mayRetry whether the program lets this be retried
 */
public record Reply(int status, Optional<Duration> retryAfter, long rejected, String reason, boolean mayRetry) {
    private static final int WITHOUT_HEADERS = -1;

    /** An answer. */
    public static Reply answered(int status, Optional<Duration> retryAfter, long rejected) {
        return new Reply(status, retryAfter, rejected, "", true);
    }

    /** No answer came. */
    public static Reply unanswered(String reason) {
        return new Reply(0, Optional.empty(), 0, reason, true);
    }

    /** Nothing was sent, because the headers were missing. */
    public static Reply withoutHeaders(String reason) {
        return new Reply(WITHOUT_HEADERS, Optional.empty(), 0, reason, true);
    }

    /** Returns the same reply, to be retried only if the program lets it. */
    public Reply when(boolean retryAllowed) {
        return new Reply(status, retryAfter, rejected, reason, mayRetry && retryAllowed);
    }

    /** Whether the batch arrived. */
    public boolean isDelivered() {
        return status >= 200 && status < 300;
    }

    /**
     * Returns whether the server requested a wait. A {@code Retry-After} of 0, or a date that has passed, does not count, because it would
     * cause a retry storm.
     */
    public boolean asksForAWait() {
        return retryAfter.filter(wait -> !wait.isZero()).isPresent();
    }

    /** Whether a later attempt with the same bytes may succeed. */
    public boolean isRetryable() {
        boolean passing = status == 0
                || status == WITHOUT_HEADERS
                || status == 429
                || status == 502
                || status == 503
                || status == 504;
        return passing && mayRetry;
    }

    /** The kind of answer, for what is said about it. */
    public Condition condition() {
        if (isDelivered()) {
            return rejected > 0 ? Condition.PARTLY_REJECTED : Condition.DELIVERING;
        }
        return switch (status) {
            case WITHOUT_HEADERS -> Condition.WITHOUT_KEY;
            case 0 -> Condition.UNREACHABLE;
            case 401 -> Condition.UNAUTHORIZED;
            case 403 -> Condition.FORBIDDEN;
            case 404, 405 -> Condition.NO_SUCH_ROUTE;
            case 407 -> Condition.PROXY_REFUSED;
            case 413 -> Condition.TOO_LARGE;
            case 429 -> Condition.THROTTLED;
            default -> {
                if (status >= 300 && status < 400) {
                    yield Condition.REDIRECTED;
                }
                yield status >= 500 ? Condition.SERVER_TROUBLE : Condition.REFUSED;
            }
        };
    }

    /** The endpoint's condition; each change of it is logged with one line. */
    public enum Condition {
        /** Spans arrive. */
        DELIVERING,
        /** Some spans of a batch were refused. */
        PARTLY_REJECTED,
        /** The source of the headers failed. */
        WITHOUT_KEY,
        /** There is no answer. */
        UNREACHABLE,
        /** 401. */
        UNAUTHORIZED,
        /** 403. */
        FORBIDDEN,
        /** 404 or 405. */
        NO_SUCH_ROUTE,
        /** 407. */
        PROXY_REFUSED,
        /** 413. */
        TOO_LARGE,
        /** 429. */
        THROTTLED,
        /** 3xx, not followed. */
        REDIRECTED,
        /** 5xx. */
        SERVER_TROUBLE,
        /** Any other status. */
        REFUSED;

        /** Returns whether this condition concerns only one batch; the next batch may succeed. */
        public boolean concernsOneBatch() {
            return this == PARTLY_REJECTED || this == TOO_LARGE;
        }
    }
}
