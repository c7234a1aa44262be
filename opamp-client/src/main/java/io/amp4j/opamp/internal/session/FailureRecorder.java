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
 * What every failure has in common: contact is lost, it is counted, and the client waits before the next attempt. How long is what the
 * formula of the policy says, or else its {@link BackoffFunction}, which is asked and has {@link #ANSWER_TIMEOUT} for it; nothing is sent
 * meanwhile. The user is told of the failure once it is known.
 */
final class FailureRecorder {

    /** How long the function may take, the time included that it waits for its thread. */
    static final long ANSWER_TIMEOUT = 5_000_000_000L;

    private final Effects effects;
    private final Contact contact;
    private final Counters counters;
    private final Retry retry;
    private final Heartbeat heartbeat;
    private final boolean asks;
    private long questions;
    private @Nullable Question open;
    private boolean warned;

    FailureRecorder(Core core) {
        this.effects = core.effects;
        this.contact = core.contact;
        this.counters = core.counters;
        this.retry = core.retry;
        this.heartbeat = core.heartbeat;
        this.asks = core.config.backoff().function().isPresent();
    }

    /**
     * Takes a failure, and tells the user of it.
     *
     * @param notice how the user is told; gets the failure with the time until the next attempt
     */
    void record(
            ConnectionFailure failure,
            OptionalLong hint,
            boolean withContent,
            Function<ConnectionFailure, Notice> notice,
            long now) {
        giveUpAsking(now);
        contact.lost(now);
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

    /** The function has answered; null if with nothing that can be used. */
    void delayAnswered(long number, @Nullable Duration delay, long now) {
        Question answered = open;
        if (answered == null || answered.number() != number) {
            return;
        }
        warned = false;
        tell(answered, delay == null ? retry.decided(now) : retry.decided(Nanos.of(delay), now));
    }

    /** Does without an answer if it is late. */
    void proceed(long now) {
        if (now >= nextDeadline()) {
            if (!warned) {
                warned = true;
                effects.warn("the backoff function has not answered within 5 s; the delay of the formula is used");
            }
            giveUpAsking(now);
        }
    }

    /** Returns when an answer is late. */
    long nextDeadline() {
        return open == null ? Nanos.NEVER : open.answerBy();
    }

    /** Does without the answer to a question that is open. */
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

    /** Returns what a {@code Retry-After} header asks for, in nanoseconds. */
    static OptionalLong hint(@Nullable String retryAfter, Instant wallTime) {
        if (retryAfter == null) {
            return OptionalLong.empty();
        }
        return RetryAfter.parse(retryAfter, wallTime)
                .map(wait -> OptionalLong.of(Nanos.of(wait)))
                .orElseGet(OptionalLong::empty);
    }

    /** A failure of which the user is told once the function has answered. */
    private record Question(
            long number, ConnectionFailure failure, Function<ConnectionFailure, Notice> notice, long answerBy) {}
}
