package io.amp4j.opamp.internal.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import okhttp3.Connection;
import okhttp3.Protocol;

/**
 * Finds pooled connections that the server has closed meanwhile, before a report is sent on them. The HTTP library checks only after ten
 * seconds, and many servers close after five; a report lost in between could not be repeated, because it is unknown whether it arrived.
 */
final class StaleConnections {
    private final long checkAfterNanos;
    private final Map<Connection, Long> idleSince = Collections.synchronizedMap(new WeakHashMap<>());

    StaleConnections(Duration checkAfter) {
        checkAfterNanos = checkAfter.toNanos();
    }

    void released(Connection connection) {
        idleSince.put(connection, System.nanoTime());
    }

    /** Returns whether a connection must not be used; it is then closed. Takes a millisecond if the connection has been idle for long. */
    boolean closeIfStale(Connection connection) {
        Long since = idleSince.get(connection);
        // An HTTP/2 connection has a reader thread, which notices the end.
        boolean check = since != null
                && System.nanoTime() - since >= checkAfterNanos
                && connection.protocol() != Protocol.HTTP_2;
        if (!check || isOpen(connection.socket())) {
            return false;
        }
        try {
            connection.socket().close();
        } catch (IOException e) {
            // Equivalent to closed.
        }
        return true;
    }

    /** A server must not send anything between exchanges, so unexpected data counts as closed too. */
    private static boolean isOpen(Socket socket) {
        try {
            int before = socket.getSoTimeout();
            socket.setSoTimeout(1);
            try {
                socket.getInputStream().read();
                return false;
            } catch (SocketTimeoutException e) {
                return true;
            } finally {
                socket.setSoTimeout(before);
            }
        } catch (IOException e) {
            return false;
        }
    }
}
