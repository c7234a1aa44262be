package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.BackoffPolicy;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Computes when the client may contact the server again. One delay applies to everything it sends: changes, heartbeats, polls and
 * connection attempts. A failure starts a growing delay; a server that asks the client to wait sets the delay.
 */
final class Retry {

    /** How long a connection must have been open so that its loss starts a new series of failures. */
    static final long STABLE = 30_000_000_000L;

    /** The shortest delay that a server's hint can cause, so that a hint of 1 ns is no busy loop. */
    private static final long SHORTEST_HINT = 1_000_000_000L;

    private final BackoffPolicy policy;
    private final OptionalInt maxRetries;
    private final OptionalInt heartbeatMaxRetries;
    private final RandomGenerator random;

    private int failures;
    private int attempt;
    private long failedAt;
    private long least = Long.MIN_VALUE;
    private boolean undecided;
    private long notBefore = Long.MIN_VALUE;
    private boolean throttled;
    private long lastImmediate = Long.MIN_VALUE;
    private @Nullable Aside aside;

    Retry(BackoffPolicy policy, OptionalInt maxRetries, OptionalInt heartbeatMaxRetries, RandomGenerator random) {
        this.policy = policy;
        this.maxRetries = maxRetries;
        this.heartbeatMaxRetries = heartbeatMaxRetries;
        this.random = random;
    }

    /** Returns the time from which the client may send; in the past if it may send now, and {@link Nanos#NEVER} while that is undecided. */
    long notBefore() {
        return undecided ? Nanos.NEVER : notBefore;
    }

    /** Like {@link #notBefore()}, but with the delay of the formula while it is undecided. */
    long expectedAt() {
        return notBefore;
    }

    boolean isOpen(long now) {
        return !undecided && now >= notBefore;
    }

    /** Returns whether the server asked for the wait, and not a failure. */
    boolean isThrottled(long now) {
        return throttled && now < notBefore;
    }

    int failures() {
        return failures;
    }

    /** Returns how many attempts in a row had failed with the last failure. */
    int attempt() {
        return attempt;
    }

    /** Called when the delay after the last failure is not decided yet; nothing is sent before {@link #decided}. */
    void undecided() {
        undecided = true;
    }

    /** Decides for the delay of the formula. Returns the remaining delay. */
    long decided(long now) {
        undecided = false;
        return Math.max(0, notBefore - now);
    }

    /**
     * Decides for another delay, counted from the last failure, within the limits set by the server and the series of retries. Returns the
     * remaining delay.
     */
    long decided(long wait, long now) {
        notBefore = Math.max(least, Nanos.after(failedAt, wait));
        return decided(now);
    }

    /** Called after a failure: computes the delay of the backoff and returns it. */
    long failed(long now, boolean withContent, long pollInterval) {
        attempt = ++failures;
        long wait = backoff();
        long shortest = Long.MIN_VALUE;
        OptionalInt limit = withContent ? maxRetries : heartbeatMaxRetries;
        if (limit.isPresent() && failures > limit.getAsInt()) {
            // This series of retries has ended. Parts that are due stay due; the next regular heartbeat starts a new
            // series.
            failures = 0;
            shortest = pollInterval;
        }
        return close(now, wait, shortest, false);
    }

    /** Called when the server asked the client to wait, with or without a time. Returns the delay. */
    long throttled(long now, OptionalLong hint) {
        attempt = ++failures;
        long longest = Nanos.of(policy.throttleMax());
        if (hint.isPresent()) {
            long asked = Math.max(Math.min(hint.getAsLong(), longest), Math.min(SHORTEST_HINT, longest));
            return close(now, asked, asked, true);
        }
        long floor = Nanos.of(policy.throttleFloor());
        long spread = (long) (floor * policy.jitter() * random.nextDouble());
        return close(now, backoff(), Math.min(floor + spread, longest), true);
    }

    /**
     * Called when a working connection was lost without a failure of either side. Returns whether to reconnect at once; if not, starts a
     * delay. Reconnecting at once is allowed once in {@link #STABLE}, so that a server that accepts, answers and closes causes no reconnect
     * storm.
     */
    boolean mayReconnectAtOnce(long now) {
        if (lastImmediate != Long.MIN_VALUE && now - lastImmediate < STABLE) {
            return false;
        }
        lastImmediate = now;
        throttled = false;
        return true;
    }

    /** Called when an exchange succeeded, or a connection has proved stable: the next failure starts a new series. */
    void succeeded() {
        failures = 0;
        throttled = false;
    }

    /**
     * Called when other settings are tried: saves the state of the present ones until {@link #resume}.
     *
     * @param sameServer whether they lead to the same server; then a delay that the server has requested still applies
     */
    void suspend(boolean sameServer) {
        aside = new Aside(failures, notBefore, throttled, lastImmediate);
        failures = 0;
        undecided = false;
        lastImmediate = Long.MIN_VALUE;
        if (!sameServer || !throttled) {
            notBefore = Long.MIN_VALUE;
            least = Long.MIN_VALUE;
            throttled = false;
        }
    }

    /** Called when the previous settings are used again; {@code sameServer} as for {@link #suspend}. */
    void resume(boolean sameServer) {
        Aside before = aside;
        long asked = sameServer && throttled ? notBefore : Long.MIN_VALUE;
        undecided = false;
        if (before != null) {
            failures = before.failures();
            throttled = before.throttled() || asked > before.notBefore();
            notBefore = Math.max(before.notBefore(), asked);
            lastImmediate = before.lastImmediate();
            aside = null;
        }
    }

    /** Called when the other settings are kept: drops the saved state. */
    void keep() {
        aside = null;
    }

    /** The saved state. */
    private record Aside(int failures, long notBefore, boolean throttled, long lastImmediate) {}

    /** @param shortest the minimum of the delay, whoever decides it; {@link Long#MIN_VALUE} for none */
    private long close(long now, long wait, long shortest, boolean byServer) {
        failedAt = now;
        // A shorter new delay never ends a longer one that the server requested.
        long asked = throttled ? notBefore : Long.MIN_VALUE;
        least = shortest == Long.MIN_VALUE ? asked : Math.max(asked, Nanos.after(now, shortest));
        long due = Nanos.after(now, Math.max(wait, shortest));
        notBefore = Math.max(asked, due);
        throttled = byServer || (throttled && now < notBefore && notBefore > due);
        return notBefore - now;
    }

    private long backoff() {
        double grown = Nanos.of(policy.initial()) * Math.pow(policy.multiplier(), Math.min(failures - 1, 1_000));
        double capped = Math.min(grown, (double) Nanos.of(policy.max()));
        return (long) (capped * (1 - policy.jitter() * random.nextDouble()));
    }
}
