package io.amp4j.opamp.internal.session;

/** How far the client is with leaving the server in order: the goodbye, then the close, all of it by a certain time. */
final class GracefulShutdown {

    private Purpose purpose = Purpose.STOP;
    private long endsBy = Nanos.NEVER;
    private boolean goodbyeSaid;
    private boolean goodbyeLost;
    private boolean closing;

    void begin(Purpose why, long by) {
        purpose = why;
        endsBy = by;
        goodbyeSaid = false;
        goodbyeLost = false;
        closing = false;
    }

    /** The user ends the client while it was leaving for another purpose. */
    void becomesFinal(long by) {
        purpose = Purpose.STOP;
        endsBy = Math.min(endsBy, by);
    }

    Purpose purpose() {
        return purpose;
    }

    long endsBy() {
        return endsBy;
    }

    boolean isClosing() {
        return closing;
    }

    void closing() {
        closing = true;
    }

    /** Returns true once: then it is time for the goodbye. */
    boolean takeGoodbye() {
        boolean first = !goodbyeSaid;
        goodbyeSaid = true;
        return first;
    }

    /** The connection for the goodbye was gone, as one that was kept too long can be: there is one more, on a new connection. */
    void goodbyeLost() {
        goodbyeSaid = goodbyeLost;
        goodbyeLost = true;
    }

    /** Why a connection is left in order. */
    enum Purpose {
        STOP("the agent ends"),
        RESTART("the agent restarts"),
        WAIT("the server is unavailable"),
        SWITCH("the agent uses other connection settings");

        private final String reason;

        Purpose(String reason) {
            this.reason = reason;
        }

        /** Returns what the server reads in the Close frame. */
        String reason() {
            return reason;
        }
    }
}
