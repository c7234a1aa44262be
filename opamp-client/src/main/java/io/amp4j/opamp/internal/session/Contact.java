package io.amp4j.opamp.internal.session;

/** Whether the server is within reach, and whether it has been out of reach for so long that it may have forgotten the agent. */
final class Contact {

    /** After how long without contact the server may have forgotten the agent; with a long heartbeat, after three of them. */
    private static final long STALE_AFTER = 60_000_000_000L;

    private long lostAt = Nanos.NEVER;
    private boolean reachable;

    boolean isReachable() {
        return reachable;
    }

    /** The transport reaches the server. */
    void reached() {
        reachable = true;
    }

    /** An exchange or a connection failed; the first of several counts. */
    void lost(long now) {
        reachable = false;
        if (lostAt == Nanos.NEVER) {
            lostAt = now;
        }
    }

    /** The connection is given up on purpose. */
    void ended() {
        reachable = false;
    }

    /** The server took a message without an error. */
    void regained() {
        lostAt = Nanos.NEVER;
    }

    /** Returns whether the contact has been lost for too long; once for each such time. */
    boolean serverStateMayBeStale(long now, long heartbeatInterval) {
        if (lostAt == Nanos.NEVER || now - lostAt <= Math.max(STALE_AFTER, 3 * heartbeatInterval)) {
            return false;
        }
        lostAt = now;
        return true;
    }
}
