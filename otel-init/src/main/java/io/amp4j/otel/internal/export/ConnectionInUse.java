package io.amp4j.otel.internal.export;

import org.jspecify.annotations.Nullable;

/** The connection of an exchange, as long as it has one, so that who cancels the exchange closes no connection of another. */
final class ConnectionInUse {
    private final int period;
    private @Nullable HttpConnection connection;
    private boolean brokenOff;

    /** @param period in which the exchange began */
    ConnectionInUse(int period) {
        this.period = period;
    }

    int period() {
        return period;
    }

    /** The exchange goes on with that connection. */
    synchronized void begin(HttpConnection next) {
        connection = next;
        if (brokenOff) {
            next.close();
        }
    }

    /** The exchange needs the connection no more. Returns whether it may be kept; otherwise it is closed. */
    synchronized boolean end(boolean usable) {
        boolean kept = usable && !brokenOff;
        if (connection != null && !kept) {
            connection.close();
        }
        connection = null;
        return kept;
    }

    /** Ends the exchange from another thread, whatever it does. */
    synchronized void breakOff() {
        brokenOff = true;
        if (connection != null) {
            connection.close();
        }
    }
}
