package io.amp4j.opamp.internal.session;

/** Tracks whether the server can be reached, and whether it could not be reached for so long that it may have forgotten the agent. */
final class Reachability {

    /** After how long without contact the server may have forgotten the agent; with a long heartbeat, after three of them. */
    private static final long STALE_AFTER = 60_000_000_000L;

    private long lostAt = Nanos.NEVER;
    private boolean reachable;

    boolean isReachable() {
        return reachable;
    }

    /** Called when the transport reaches the server. */
    void reached() {
        reachable = true;
    }

    /** Called when an exchange or a connection failed; the time of the first of several failures counts. */
    void lost(long now) {
        reachable = false;
        if (lostAt == Nanos.NEVER) {
            lostAt = now;
        }
    }

    /** Called when the connection is closed on purpose. */
    void ended() {
        reachable = false;
    }

    /** Called when the server accepted a message without an error. */
    void regained() {
        lostAt = Nanos.NEVER;
    }

    /** Returns whether the contact has been lost for too long; true only once for each such period. */
    boolean serverStateMayBeStale(long now, long heartbeatInterval) {
        if (lostAt == Nanos.NEVER || now - lostAt <= Math.max(STALE_AFTER, 3 * heartbeatInterval)) {
            return false;
        }
        lostAt = now;
        return true;
    }
}
