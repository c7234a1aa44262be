package io.amp4j.opamp.internal.websocket;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okio.AsyncTimeout;
import okio.BufferedSource;
import okio.Okio;
import okio.Sink;

/**
 * A connection after its upgrade. What was read behind the head of the answer is in the source.
 *
 * <p>Of the library under it only what every version has is used: sockets of its own came in OkHttp 5.
 */
final class UpgradedSocket {
    private final Socket raw;
    private final Socket secured;
    private final BufferedSource source;
    private final Sink sink;

    /**
     * @param raw the TCP connection
     * @param secured its TLS socket, or {@code raw}
     * @param writeTimeout after which a write that hangs is cut off
     */
    UpgradedSocket(Socket raw, Socket secured, BufferedSource source, Duration writeTimeout) throws IOException {
        this.raw = raw;
        this.secured = secured;
        this.source = source;
        AsyncTimeout timeout = new AsyncTimeout() {
            @Override
            protected void timedOut() {
                // Not its own cancel(), which newer versions of it have.
                UpgradedSocket.this.cancel();
            }
        };
        timeout.timeout(writeTimeout.toNanos(), TimeUnit.NANOSECONDS);
        this.sink = timeout.sink(Okio.sink(secured.getOutputStream()));
    }

    BufferedSource source() {
        return source;
    }

    /** Returns where to write; a write that hangs fails with an {@link java.io.InterruptedIOException}. */
    Sink sink() {
        return sink;
    }

    /** Ends what we send, and leaves what the server sends. */
    void hangUp() throws IOException {
        secured.shutdownOutput();
    }

    /** Cuts the connection at once: the TCP connection, since closing TLS would wait for a write that hangs. */
    void cancel() {
        close(raw);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException | RuntimeException e) {
            // As good as closed.
        }
    }
}
