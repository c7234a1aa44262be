package io.amp4j.opamp.internal.session;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Computes when the next heartbeat is due, counted from the last message of any kind.
 *
 * <p>On HTTP the heartbeat is the poll and cannot be switched off. On WebSocket it is sent only with ReportsHeartbeat and only while the
 * server has not disabled it.
 */
final class Heartbeat {

    /** The longest interval that a server can set: a day. */
    static final long LONGEST = 86_400_000_000_000L;

    private boolean http;
    private final boolean zeroDisables;
    private boolean reported;
    private long interval;
    private boolean disabledByServer;
    private @Nullable Duration accepted;
    private boolean setByUser;
    private long lastSent = Nanos.NEVER;
    private double firstShare = 1;
    private boolean first = true;

    Heartbeat(boolean http, boolean zeroDisables, boolean reported, long interval) {
        this.http = http;
        this.zeroDisables = zeroDisables;
        this.reported = reported;
        this.interval = interval;
    }

    /** Returns the interval in nanoseconds, even while no heartbeats are sent. */
    long interval() {
        return interval;
    }

    /** Sets whether the transport is plain HTTP from now on. */
    void http(boolean value) {
        http = value;
    }

    /** Sets whether the agent has the capability ReportsHeartbeat. */
    void reported(boolean value) {
        reported = value;
    }

    /** Returns the interval of the server that is in force, zero if it has disabled heartbeats; null if it is the user's. */
    @Nullable
    Duration accepted() {
        return accepted;
    }

    /**
     * Called when the user sets another interval; this also enables heartbeats that a server had disabled. Returns whether an interval of
     * the server was in force.
     */
    boolean changed(long newInterval) {
        boolean wasAccepted = accepted != null;
        interval = newInterval;
        disabledByServer = false;
        accepted = null;
        setByUser = true;
        return wasAccepted;
    }

    /** Sets the interval that an earlier process accepted. */
    void restored(@Nullable Duration acceptedBefore) {
        if (acceptedBefore != null && !setByUser) {
            offered(Nanos.of(acceptedBefore));
        }
    }

    /**
     * Called when the server offers an interval; on the wire, zero is the same as not set. Returns whether the interval in force has
     * changed.
     */
    boolean offered(long nanos) {
        if (!reported) {
            return false;
        }
        Duration before = accepted;
        disabledByServer = nanos == 0 && zeroDisables && !http;
        if (disabledByServer) {
            accepted = Duration.ZERO;
        } else if (nanos > 0) {
            interval = Math.min(nanos, LONGEST);
            accepted = Duration.ofNanos(interval);
        }
        return !Objects.equals(accepted, before);
    }

    /**
     * Sets the fraction of the interval after which the first heartbeat is sent, so that agents that start together do not send at the same
     * time: all later heartbeats count from the message before.
     */
    void spreadFirst(double share) {
        firstShare = share;
    }

    /** Called when a message of any kind is sent. */
    void sent(long now) {
        if (now >= dueAt()) {
            first = false;
        }
        lastSent = now;
    }

    /** Called when there is no connection: the next one starts with a report, from which the interval counts again. */
    void paused() {
        lastSent = Nanos.NEVER;
    }

    /** Returns when the next heartbeat is due, or {@link Nanos#NEVER}. */
    long dueAt() {
        if (lastSent == Nanos.NEVER || (!http && (!reported || disabledByServer))) {
            return Nanos.NEVER;
        }
        return Nanos.after(lastSent, first ? (long) (interval * firstShare) : interval);
    }
}
