package io.amp4j.opamp.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.internal.http.HttpClients;
import io.amp4j.opamp.internal.threads.Threads;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.transport.RecordingListener;
import io.amp4j.opamp.transport.RecordingListener.Opened;
import io.amp4j.opamp.transport.Targets;
import io.amp4j.opamp.transport.TestServer;
import io.amp4j.opamp.transport.Wire;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PongTimeoutTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The ping may wait behind a large message, or for a thread: the server has its time from when it is written. */
    @Test
    void runsFromWhenThePingIsWritten() throws Exception {
        ManualTime time = new ManualTime();
        LinkedBlockingQueue<Runnable> writes = new LinkedBlockingQueue<>();
        CountDownLatch pinged = new CountDownLatch(1);
        RecordingListener listener = new RecordingListener();
        HttpClients clients = new HttpClients(null, 1, Duration.ofSeconds(1));
        try (TestServer server = TestServer.plain(wire -> {
            wire.upgrade();
            wire.readFrame(Wire.PING);
            pinged.countDown();
            wire.awaitEnd();
        })) {
            WebSocketConnection connection = new WebSocketConnection(
                    Targets.pings(Targets.of(server.uri("ws")), Duration.ofNanos(1), TIMEOUT),
                    listener,
                    new WebSocketConnection.Shared(
                            clients,
                            task -> Threads.daemons("pong-test-")
                                    .newThread(task)
                                    .start(),
                            writes::add,
                            Threads.daemons("pong-test-reader-"),
                            time.scheduler(),
                            ended -> {}));
            connection.open();
            listener.next(Opened.class);
            Runnable write = null;
            for (int i = 0; i < 20_000 && write == null; i++) {
                // The reader sets the first timer soon after the connection is open.
                time.advance(Duration.ofNanos(1));
                write = writes.poll(1, TimeUnit.MILLISECONDS);
            }
            assertThat(write).as("a ping is to be written").isNotNull();

            time.advance(TIMEOUT.multipliedBy(10));
            assertThat(listener.soFar()).as("it is not even written").isEmpty();

            Objects.requireNonNull(write).run();
            assertThat(pinged.await(20, TimeUnit.SECONDS)).isTrue();
            time.advance(TIMEOUT.minusNanos(1));
            assertThat(listener.soFar()).isEmpty();
            time.advance(Duration.ofNanos(1));
            assertThat(listener.nextFailure().description()).contains("ping");
        } finally {
            clients.close();
        }
    }
}
