package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.BackoffPolicy;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * When the client may talk to the server again. One gate holds for everything it sends: changes, heartbeats, polls and attempts
 * to connect. A failure closes the gate for a growing time; a server that asks for patience closes it for as long as it says.
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
    private long notBefore = Long.MIN_VALUE;
    private boolean throttled;
    private long lastImmediate = Long.MIN_VALUE;

    Retry(BackoffPolicy policy, OptionalInt maxRetries, OptionalInt heartbeatMaxRetries, RandomGenerator random) {
        this.policy = policy;
        this.maxRetries = maxRetries;
        this.heartbeatMaxRetries = heartbeatMaxRetries;
        this.random = random;
    }

    /** Returns the moment from which on the client may talk; in the past if it may now. */
    long notBefore() {
        return notBefore;
    }

    boolean isOpen(long now) {
        return now >= notBefore;
    }

    /** Returns whether the gate was closed by the server and not by a failure. */
    boolean isThrottled(long now) {
        return throttled && now < notBefore;
    }

    int failures() {
        return failures;
    }

    /** Something failed: closes the gate by the backoff. Returns the wait. */
    long failed(long now, boolean withContent, long pollInterval) {
        failures++;
        long wait = backoff();
        OptionalInt limit = withContent ? maxRetries : heartbeatMaxRetries;
        if (limit.isPresent() && failures > limit.getAsInt()) {
            // This series of retries is over. What is due stays due; the next regular heartbeat starts a new series.
            failures = 0;
            wait = Math.max(wait, pollInterval);
        }
        return close(now, wait, false);
    }

    /** The server asked for patience, with or without saying for how long. Returns the wait. */
    long throttled(long now, OptionalLong hint) {
        failures++;
        long longest = Nanos.of(policy.throttleMax());
        if (hint.isPresent()) {
            return close(now, Math.max(Math.min(hint.getAsLong(), longest), Math.min(SHORTEST_HINT, longest)), true);
        }
        long floor = Nanos.of(policy.throttleFloor());
        long spread = (long) (floor * policy.jitter() * random.nextDouble());
        return close(now, Math.max(backoff(), Math.min(floor + spread, longest)), true);
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

    private long close(long now, long wait, boolean byServer) {
        // A shorter new wait never opens a gate that the server has closed for longer.
        notBefore = Math.max(throttled ? notBefore : Long.MIN_VALUE, Nanos.after(now, wait));
        throttled = byServer || (throttled && now < notBefore && notBefore > Nanos.after(now, wait));
        return notBefore - now;
    }

    private long backoff() {
        double grown = Nanos.of(policy.initial()) * Math.pow(policy.multiplier(), Math.min(failures - 1, 1_000));
        double capped = Math.min(grown, (double) Nanos.of(policy.max()));
        return (long) (capped * (1 - policy.jitter() * random.nextDouble()));
    }
}
