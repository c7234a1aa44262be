package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.Reported;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callbacks on an executor of the program, whatever that does. */
class CallbackExecutorTest {
    private static final Duration LIMIT = Duration.ofSeconds(RecordingCallbacks.LIMIT_SECONDS);

    private final FakeOpampServer server = FakeOpampServer.start();
    private final ExecutorService pool = Executors.newSingleThreadExecutor(task -> new Thread(task, "the-program's"));
    private final Applying callbacks = new Applying();

    @AfterEach
    void close() {
        server.close();
        pool.shutdownNow();
    }

    /** Remembers where it is called. */
    private static class Applying implements OpampCallbacks {
        private final Set<String> threads = ConcurrentHashMap.newKeySet();

        @Override
        public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            threads.add(Thread.currentThread().getName());
            return ConfigOutcome.applied();
        }
    }

    private void applies(Executor executor) {
        try (OpampClient client = OpampClient.builder(server.httpEndpoint())
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .callbacks(callbacks)
                .callbackExecutor(executor)
                .build()) {
            var hash = server.offerRemoteConfig(OfferedFile.yaml("", "level: debug"));
            client.start();
            server.awaitConfigStatus(hash, Reported.APPLIED, LIMIT);
        }
    }

    @Test
    void runsThemAndIsLeftOpen() {
        applies(pool);

        assertThat(callbacks.threads).containsExactly("the-program's");
        assertThat(pool.isShutdown()).isFalse();
    }

    @Test
    void ofAFleetRunsThoseOfAllClients() {
        try (OpampFleet fleet = OpampFleet.builder().callbackExecutor(pool).build()) {
            var hash = server.offerRemoteConfig(OfferedFile.yaml("", "level: debug"));
            for (String name : new String[] {"one", "two"}) {
                fleet.client(server.httpEndpoint())
                        .agent(AgentDescription.of(name, "1.4.0"))
                        .callbacks(callbacks)
                        .build()
                        .start();
            }
            server.await(
                    "both have applied it",
                    () -> server.messages().stream()
                                    .filter(message -> message.remoteConfigStatus()
                                            .filter(status -> status.status() == Reported.APPLIED
                                                    && status.hash().equals(hash))
                                            .isPresent())
                                    .map(message -> message.instanceUid())
                                    .distinct()
                                    .count()
                            == 2,
                    LIMIT);
        }
        assertThat(callbacks.threads).containsExactly("the-program's");
    }

    @Test
    void thatTakesNothingLosesNothing() {
        applies(task -> {
            throw new RejectedExecutionException("full");
        });

        assertThat(callbacks.threads).singleElement().asString().startsWith("opamp-callback-");
    }

    @Test
    void thatRunsThemInPlaceHoldsUpNoHeartbeat() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (OpampClient client = OpampClient.builder(server.httpEndpoint())
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .heartbeat(Duration.ofMillis(50))
                .callbacks(new OpampCallbacks() {
                    @Override
                    public void onConnect(OpampClient connected) {
                        called.countDown();
                        try {
                            free.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                })
                .callbackExecutor(Runnable::run)
                .build()) {
            client.start();
            assertThat(called.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            server.awaitMessages(server.messages().size() + 3, LIMIT);
            free.countDown();
        }
    }
}
