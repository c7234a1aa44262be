package io.amp4j.opamp.internal.session;

/**
 * When the next message is due though there is nothing to say. Counted from the last message of any kind.
 *
 * <p>On HTTP the heartbeat is the poll and cannot be switched off. On WebSocket it runs only with ReportsHeartbeat and only while
 * the server has not disabled it.
 */
final class Heartbeat {

    /** The longest interval that a server can bring about: a day. */
    static final long LONGEST = 86_400_000_000_000L;

    private final boolean http;
    private final boolean zeroDisables;
    private boolean reported;
    private long interval;
    private boolean disabledByServer;
    private long lastSent = Nanos.NEVER;

    Heartbeat(boolean http, boolean zeroDisables, boolean reported, long interval) {
        this.http = http;
        this.zeroDisables = zeroDisables;
        this.reported = reported;
        this.interval = interval;
    }

    /** Returns the interval in nanoseconds, also while no heartbeats are sent. */
    long interval() {
        return interval;
    }

    /** Sets whether the agent has the capability ReportsHeartbeat. */
    void reported(boolean value) {
        reported = value;
    }

    /** The user wants another interval; this also ends what a server had disabled. */
    void changed(long newInterval) {
        interval = newInterval;
        disabledByServer = false;
    }

    /** The server has offered an interval; zero is on the wire the same as not said. */
    void offered(long nanos) {
        if (!reported) {
            return;
        }
        disabledByServer = nanos == 0 && zeroDisables && !http;
        if (nanos > 0) {
            interval = Math.min(nanos, LONGEST);
        }
    }

    /** A message of any kind is sent. */
    void sent(long now) {
        lastSent = now;
    }

    /** There is no connection: the next one starts with a report, from which the interval counts anew. */
    void paused() {
        lastSent = Nanos.NEVER;
    }

    /** Returns when the next heartbeat is due, or {@link Nanos#NEVER}. */
    long dueAt() {
        if (lastSent == Nanos.NEVER || (!http && (!reported || disabledByServer))) {
            return Nanos.NEVER;
        }
        return Nanos.after(lastSent, interval);
    }
}
