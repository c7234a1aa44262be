package io.amp4j.opamp.internal.session;

/** The progress of a graceful disconnect: the disconnect message, then the close, all by a deadline. */
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

    /** Called when the user closes the client during a disconnect for another purpose. */
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

    /** Returns true once, when the disconnect message must be sent. */
    boolean takeGoodbye() {
        boolean first = !goodbyeSaid;
        goodbyeSaid = true;
        return first;
    }

    /**
     * Called when the connection was lost with the disconnect message, for example because the server had closed an idle connection: the
     * message is sent once more, on a new connection.
     */
    void goodbyeLost() {
        goodbyeSaid = goodbyeLost;
        goodbyeLost = true;
    }

    /** Why a connection is closed gracefully. */
    enum Purpose {
        STOP("the agent ends"),
        RESTART("the agent restarts"),
        WAIT("the server is unavailable"),
        SWITCH("the agent uses other connection settings");

        private final String reason;

        Purpose(String reason) {
            this.reason = reason;
        }

        /** Returns the reason in the Close frame. */
        String reason() {
            return reason;
        }
    }
}
