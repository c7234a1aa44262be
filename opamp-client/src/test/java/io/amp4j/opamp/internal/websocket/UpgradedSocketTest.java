package io.amp4j.opamp.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import okio.Buffer;
import okio.Okio;
import org.junit.jupiter.api.Test;

class UpgradedSocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** More than any system keeps for a peer that does not read. */
    private static final long FLOOD = 64L << 20;

    @Test
    void cutsOffAWriteThatHangs() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket ours = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket deaf = listener.accept()) {
            UpgradedSocket socket =
                    new UpgradedSocket(ours, ours, Okio.buffer(Okio.source(ours)), Duration.ofMillis(100));
            Buffer flood = new Buffer();
            flood.write(new byte[(int) FLOOD]);

            // A write that nobody cuts off cannot be interrupted either: it must not hold up the tests.
            CompletableFuture<Void> written = new CompletableFuture<>();
            Thread writer = new Thread(() -> {
                try {
                    socket.sink().write(flood, FLOOD);
                    written.complete(null);
                } catch (Throwable t) {
                    written.completeExceptionally(t);
                }
            });
            writer.setDaemon(true);
            writer.start();

            assertThat(written)
                    .failsWithin(LIMIT)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(InterruptedIOException.class);
            assertThat(ours.isClosed()).isTrue();
            assertThat(deaf.isClosed()).isFalse();
        }
    }
}
