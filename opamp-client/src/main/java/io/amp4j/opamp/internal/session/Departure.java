package io.amp4j.opamp.internal.session;

/** How far the client is with leaving the server in order: the goodbye, then the close, all of it by a certain time. */
final class Departure {

    private Purpose purpose = Purpose.STOP;
    private long endsBy = Nanos.NEVER;
    private boolean goodbyeSaid;
    private boolean closing;

    void begin(Purpose why, long by) {
        purpose = why;
        endsBy = by;
        goodbyeSaid = false;
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

    /** Why a connection is left in order. A switch to other connection settings joins here. */
    enum Purpose {
        STOP("the agent ends"),
        RESTART("the agent restarts"),
        WAIT("the server is unavailable");

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
