package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.BackoffFunction;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Handles every failure: the contact is lost, the failure is counted, and the client waits before the next attempt. The delay is that of the
 * policy's formula, or that of its {@link BackoffFunction}, which has {@link #ANSWER_TIMEOUT} to return; nothing is sent meanwhile. The
 * user is notified of the failure once the delay is known.
 */
final class FailureRecorder {

    /** How long the function may take, including the time in the queue for its thread. */
    static final long ANSWER_TIMEOUT = 5_000_000_000L;

    private final Effects effects;
    private final Reachability reachability;
    private final Counters counters;
    private final Retry retry;
    private final Heartbeat heartbeat;
    private final boolean asks;
    private long questions;
    private @Nullable Question open;
    private boolean warned;

    FailureRecorder(Core core) {
        this.effects = core.effects;
        this.reachability = core.reachability;
        this.counters = core.counters;
        this.retry = core.retry;
        this.heartbeat = core.heartbeat;
        this.asks = core.config.backoff().function().isPresent();
    }

    /**
     * Records a failure, and notifies the user of it.
     *
     * @param notice creates the notice for the user; gets the failure with the time until the next attempt
     */
    void record(
            ConnectionFailure failure,
            OptionalLong hint,
            boolean withContent,
            Function<ConnectionFailure, Notice> notice,
            long now) {
        giveUpAsking(now);
        reachability.lost(now);
        counters.failedAttempts++;
        long wait;
        if (failure.kind() == Kind.THROTTLED) {
            counters.throttles++;
            wait = retry.throttled(now, hint);
        } else {
            wait = retry.failed(now, withContent, heartbeat.interval());
        }
        ConnectionFailure expected = failure.withRetryIn(Duration.ofNanos(wait));
        counters.lastFailure = expected;
        if (asks) {
            retry.undecided();
            open = new Question(++questions, expected, notice, Nanos.after(now, ANSWER_TIMEOUT));
            effects.add(new Effect.AskForDelay(questions, retry.attempt(), expected));
        } else {
            effects.tell(notice.apply(expected));
        }
    }

    /** Called when the function has returned; {@code delay} is null if the result is invalid. */
    void delayAnswered(long number, @Nullable Duration delay, long now) {
        Question answered = open;
        if (answered == null || answered.number() != number) {
            return;
        }
        warned = false;
        tell(answered, delay == null ? retry.decided(now) : retry.decided(Nanos.of(delay), now));
    }

    /** Uses the formula if the function has not returned in time. */
    void proceed(long now) {
        if (now >= nextDeadline()) {
            if (!warned) {
                warned = true;
                effects.warn("the backoff function has not answered within 5 s; the delay of the formula is used");
            }
            giveUpAsking(now);
        }
    }

    /** Returns when the function's time is over. */
    long nextDeadline() {
        return open == null ? Nanos.NEVER : open.answerBy();
    }

    /** Uses the formula for a question that is open. */
    void giveUpAsking(long now) {
        if (open != null) {
            tell(open, retry.decided(now));
        }
    }

    private void tell(Question settled, long wait) {
        open = null;
        ConnectionFailure told = settled.failure().withRetryIn(Duration.ofNanos(wait));
        counters.lastFailure = told;
        effects.tell(settled.notice().apply(told));
    }

    /** Returns the delay of a {@code Retry-After} header, in nanoseconds. */
    static OptionalLong hint(@Nullable String retryAfter, Instant wallTime) {
        if (retryAfter == null) {
            return OptionalLong.empty();
        }
        return RetryAfter.parse(retryAfter, wallTime)
                .map(wait -> OptionalLong.of(Nanos.of(wait)))
                .orElseGet(OptionalLong::empty);
    }

    /** A failure of which the user is notified once the function has returned. */
    private record Question(
            long number, ConnectionFailure failure, Function<ConnectionFailure, Notice> notice, long answerBy) {}
}
