package io.amp4j.opamp.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.AgentConnection;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ServerReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A server that goes on talking while a callback of the user does not come back. */
class BlockedCallbackTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PAUSE = "com.example.pause";
    private static final int MESSAGES = 12_000;
    private static final int SIZE = 10_000;

    @Test
    void holdsLittleOfAFloodAndTellsTheNewestAfterwards() throws Exception {
        Blocked callbacks = new Blocked();
        try (FakeOpampServer server = FakeOpampServer.start();
                OpampClient client = OpampClient.builder(server.webSocketEndpoint())
                        .agent(AgentDescription.of("checkout", "1.4.0"))
                        .customCapabilities(CustomCapabilities.of(List.of(PAUSE)))
                        .callbacks(callbacks)
                        .build()) {
            client.start();
            Bytes uid = server.awaitMessages(1, LIMIT).get(0).instanceUid();
            AgentConnection connection = server.awaitWebSocket(uid, LIMIT);
            assertThat(callbacks.begun.await(30, SECONDS)).isTrue();
            long before = usedHeap();

            for (int i = 1; i <= MESSAGES; i++) {
                connection.send(ServerReply.builder()
                        .remoteConfig(Bytes.utf8("hash-" + i), OfferedFile.yaml("", "n: " + i))
                        .customMessage(PAUSE, "" + i, Bytes.of(new byte[SIZE]))
                        .build());
                if (i % 500 == 0) {
                    long sent = i;
                    until(() -> client.status().receivedMessages() > sent);
                }
            }
            long held = usedHeap() - before;

            assertThat(callbacks.configs).isEmpty();
            assertThat(held).as("bytes held of %d", MESSAGES * (long) SIZE).isLessThan(40_000_000);
            callbacks.release.countDown();
            assertThat(callbacks.last.await(30, SECONDS)).isTrue();
            // On a slow machine the rate of configurations allows a second one meanwhile.
            assertThat(callbacks.configs).hasSizeBetween(1, 2);
            server.awaitMessage(
                    message -> message.remoteConfigStatus()
                            .filter(status ->
                                    status.status() == 1 && status.hash().equals(Bytes.utf8("hash-" + MESSAGES)))
                            .isPresent(),
                    LIMIT);
            assertThat(client.status().skippedCallbacks()).isGreaterThan(MESSAGES);
            assertThat(callbacks.custom).isSorted().last().isEqualTo(MESSAGES);
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void until(BooleanSupplier met) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Does not return from its first message until it is released. */
    private static final class Blocked implements OpampCallbacks {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private final CountDownLatch last = new CountDownLatch(2);
        private final List<RemoteConfig> configs = new CopyOnWriteArrayList<>();
        private final List<Integer> custom = new CopyOnWriteArrayList<>();

        @Override
        public void onMessage(OpampClient client, MessageData message) {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            configs.add(config);
            last.countDown();
            return ConfigOutcome.applied();
        }

        @Override
        public void onCustomMessage(OpampClient client, CustomMessage message) {
            int number = Integer.parseInt(message.type());
            custom.add(number);
            if (number == MESSAGES) {
                last.countDown();
            }
        }
    }
}
