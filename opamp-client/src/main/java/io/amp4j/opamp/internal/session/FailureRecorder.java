package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What every failure has in common: contact is lost, it is counted, and the server is left alone for a while. */
final class FailureRecorder {

    private final Contact contact;
    private final Counters counters;
    private final Retry retry;
    private final Heartbeat heartbeat;

    FailureRecorder(Core core) {
        this.contact = core.contact;
        this.counters = core.counters;
        this.retry = core.retry;
        this.heartbeat = core.heartbeat;
    }

    /** Takes a failure and returns it as the user is to hear of it: with the time until the next attempt. */
    ConnectionFailure record(ConnectionFailure failure, OptionalLong hint, boolean withContent, long now) {
        contact.lost(now);
        counters.failedAttempts++;
        long wait;
        if (failure.kind() == Kind.THROTTLED) {
            counters.throttles++;
            wait = retry.throttled(now, hint);
        } else {
            wait = retry.failed(now, withContent, heartbeat.interval());
        }
        ConnectionFailure told = failure.withRetryIn(Duration.ofNanos(wait));
        counters.lastFailure = told;
        return told;
    }

    /** Returns what a {@code Retry-After} header asks for, in nanoseconds. */
    static OptionalLong hint(@Nullable String retryAfter, Instant wallTime) {
        if (retryAfter == null) {
            return OptionalLong.empty();
        }
        return RetryAfter.parse(retryAfter, wallTime)
                .map(wait -> OptionalLong.of(Nanos.of(wait)))
                .orElseGet(OptionalLong::empty);
    }
}
