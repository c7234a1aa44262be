package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.BackoffPolicy;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When the client may talk to the server again. One wait applies to everything it sends: changes, heartbeats, polls and attempts
 * to connect. A failure starts a growing wait; a server that asks to wait sets how long.
 */
final class Retry {

    /** How long a connection must have lived until its loss is a new failure and not one more of the same kind. */
    static final long STABLE = 30_000_000_000L;

    /** The shortest wait that a server's hint can bring about, so that a hint of 1 ns is no hot loop. */
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

    /** Returns the moment from which on the client may talk; in the past if it may now, and {@link Nanos#NEVER} while that is undecided. */
    long notBefore() {
        return undecided ? Nanos.NEVER : notBefore;
    }

    /** Returns the same moment; that of the formula while it is undecided. */
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

    /** How long to wait after the last failure is decided elsewhere; nothing is sent before {@link #decided}. */
    void undecided() {
        undecided = true;
    }

    /** The wait of the formula is the one. Returns how long it still is. */
    long decided(long now) {
        undecided = false;
        return Math.max(0, notBefore - now);
    }

    /** Another wait, counted from the last failure, is the one, within what the server and the series allow. Returns how long it still is. */
    long decided(long wait, long now) {
        notBefore = Math.max(least, Nanos.after(failedAt, wait));
        return decided(now);
    }

    /** Something failed: the backoff says how long to wait. Returns the wait. */
    long failed(long now, boolean withContent, long pollInterval) {
        attempt = ++failures;
        long wait = backoff();
        long shortest = Long.MIN_VALUE;
        OptionalInt limit = withContent ? maxRetries : heartbeatMaxRetries;
        if (limit.isPresent() && failures > limit.getAsInt()) {
            // This series of retries is over. What is due stays due; the next regular heartbeat starts a new series.
            failures = 0;
            shortest = pollInterval;
        }
        return close(now, wait, shortest, false);
    }

    /** The server asked to wait, with or without saying for how long. Returns the wait. */
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
     * A connection that had worked is lost without anybody's fault. Returns whether to connect again at once; if not, closes the
     * gate. At once is allowed once in {@link #STABLE}, so that a server that accepts, answers and closes gets no reconnect storm.
     */
    boolean mayReconnectAtOnce(long now) {
        if (lastImmediate != Long.MIN_VALUE && now - lastImmediate < STABLE) {
            return false;
        }
        lastImmediate = now;
        throttled = false;
        return true;
    }

    /** An exchange succeeded, or a connection has proved stable: the next failure is a first one. */
    void succeeded() {
        failures = 0;
        throttled = false;
    }

    /**
     * Other settings are tried: what is known of these is put aside until {@link #resume}.
     *
     * @param sameServer whether they lead to the same server; then a wait that it has asked for holds
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

    /** The settings of before are in use again; {@code sameServer} as before. */
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

    /** The other server is the one from now on. */
    void keep() {
        aside = null;
    }

    /** What was put aside. */
    private record Aside(int failures, long notBefore, boolean throttled, long lastImmediate) {}

    /** @param shortest what the wait cannot be below, whoever decides about it; {@link Long#MIN_VALUE} for no bound */
    private long close(long now, long wait, long shortest, boolean byServer) {
        failedAt = now;
        // A shorter new wait never ends a longer one that the server asked for.
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
