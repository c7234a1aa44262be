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
 * Finds kept connections that the server has closed meanwhile, before a report is sent on them. The HTTP library looks only after ten
 * seconds, and many servers close after five; a report lost in between could not be repeated, since nobody knows whether it arrived.
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

    /** Returns whether a connection is not to be used, which is then closed. Takes a millisecond if it has been idle for long. */
    boolean closeIfStale(Connection connection) {
        Long since = idleSince.get(connection);
        // HTTP/2 has a thread of its own that reads, and notices.
        boolean check = since != null
                && System.nanoTime() - since >= checkAfterNanos
                && connection.protocol() != Protocol.HTTP_2;
        if (!check || isOpen(connection.socket())) {
            return false;
        }
        try {
            connection.socket().close();
        } catch (IOException e) {
            // As good as closed.
        }
        return true;
    }

    /** A server has nothing to say between exchanges, so a byte is as bad as the end. */
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
