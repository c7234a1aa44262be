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
 * A connection after its upgrade. Bytes that were read after the head of the answer are in the source.
 *
 * <p>Uses only the part of Okio and OkHttp that every supported version has: their own sockets exist only from OkHttp 5 on.
 */
final class UpgradedSocket {
    private final Socket raw;
    private final Socket secured;
    private final BufferedSource source;
    private final Sink sink;

    /**
     * @param raw the TCP connection
     * @param secured its TLS socket, or {@code raw}
     * @param writeTimeout the time after which a blocked write fails
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

    /** Returns the sink to write to; a blocked write fails with an {@link java.io.InterruptedIOException}. */
    Sink sink() {
        return sink;
    }

    /** Closes only the sending direction. */
    void hangUp() throws IOException {
        secured.shutdownOutput();
    }

    /** Cuts the connection at once: the TCP connection, since closing TLS would wait for a blocked write. */
    void cancel() {
        close(raw);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException | RuntimeException e) {
            // Equivalent to closed.
        }
    }
}
