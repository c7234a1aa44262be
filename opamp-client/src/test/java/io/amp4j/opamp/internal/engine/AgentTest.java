package io.amp4j.opamp.internal.engine;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.internal.session.SessionConfig;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentTest {

    private static final OpampClient CLIENT = OpampClient.builder(URI.create("ws://127.0.0.1:1"))
            .agent(AgentDescription.of("checkout", "1.4.0"))
            .build();

    private final FakeTransport transport = new FakeTransport();
    private @Nullable Engine engine;

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void triesAgainAfterAnErrorOfTheTransport() throws Exception {
        transport.errors.set(1);
        agent(null, null, null, null).start();
        assertThat(transport.opened.poll(20, SECONDS)).isNotNull();
        assertThat(transport.errors).hasNegativeValue();
    }

    @Test
    void connectsThoughTheStoreFailsWithErrors() throws Exception {
        StateStore broken = new StateStore() {
            @Override
            public Optional<ClientState> load() {
                throw new StackOverflowError("a test throws this");
            }

            @Override
            public void save(ClientState state) {
                throw new StackOverflowError("a test throws this");
            }
        };
        agent(broken, null, null, null).start();
        assertThat(transport.opened.poll(20, SECONDS)).isNotNull();
    }

    @Test
    void closesTheStoreThoughTheCloserIsInterruptedAndTheLoopIsBusy() throws Exception {
        ClosableStore store = new ClosableStore();
        Agent agent = agent(store, null, null, null);
        agent.start();
        assertThat(transport.opened.poll(20, SECONDS)).isNotNull();
        CountDownLatch release = new CountDownLatch(1);
        running().loop().execute(() -> await(release));

        closeInterrupted(agent);
        release.countDown();

        assertThat(store.closed.await(20, SECONDS)).isTrue();
    }

    @Test
    void closesTheStoreAfterASaveThatOutlivesTheEngine() throws Exception {
        ClosableStore store = new ClosableStore();
        CountDownLatch saving = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        store.onSave = () -> {
            saving.countDown();
            await(release);
        };
        Agent agent = agent(store, null, null, null);
        agent.start();
        assertThat(saving.await(20, SECONDS)).isTrue();

        agent.stop(Duration.ZERO);
        agent.awaitEnd(System.nanoTime());
        running().close();
        release.countDown();

        assertThat(store.closed.await(20, SECONDS)).isTrue();
    }

    @Test
    void readsTheEffectiveConfigOnceForAllRequestsThatWait() throws InterruptedException {
        BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
        AtomicInteger reads = new AtomicInteger();
        Agent agent = agent(
                null,
                null,
                () -> {
                    reads.incrementAndGet();
                    return EffectiveConfig.of(Map.of());
                },
                waiting::add);
        for (int i = 0; i < 100; i++) {
            agent.readEffectiveConfig();
        }
        drain(waiting);
        assertThat(reads).hasValue(1);

        agent.readEffectiveConfig();
        drain(waiting);
        assertThat(reads).hasValue(2);
    }

    @Test
    void readsSuppliedHeadersOffTheLoop() throws Exception {
        CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
        Map<String, List<String>> headers = new AbstractMap<>() {
            @Override
            public Set<Entry<String, List<String>>> entrySet() {
                onLoop.complete(running().loop().isCurrentThread());
                return Set.of(Map.entry("X-Team", List.of("payments")));
            }
        };
        agent(null, () -> headers, null, null).start();
        assertThat(onLoop.get(20, SECONDS)).isFalse();
        ConnectionTarget target = transport.opened.poll(20, SECONDS);
        assertThat(target).isNotNull();
        assertThat(target.headers()).containsEntry("X-Team", List.of("payments"));
    }

    private void closeInterrupted(Agent agent) {
        Thread.currentThread().interrupt();
        try {
            agent.stop(Duration.ZERO);
            agent.awaitEnd(System.nanoTime() + SECONDS.toNanos(20));
            running().close();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Runs what is handed over, of which there is at least one task. */
    private static void drain(BlockingQueue<Runnable> waiting) throws InterruptedException {
        for (Runnable task = requireNonNull(waiting.poll(20, SECONDS)); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Engine running() {
        Engine current = engine;
        if (current == null) {
            throw new AssertionError("no engine");
        }
        return current;
    }

    private Agent agent(
            @Nullable StateStore store,
            @Nullable Supplier<Map<String, List<String>>> headers,
            @Nullable Supplier<EffectiveConfig> effectiveConfig,
            @Nullable Executor callbacks) {
        Engine made = new Engine(transport, InstantSource.system(), System::nanoTime, null, callbacks, 1);
        engine = made;
        SessionConfig session = SessionConfig.builder(false, AgentDescription.of("checkout", "1.4.0"))
                .backoff(BackoffPolicy.builder().initial(Duration.ofMillis(1)).build())
                .build();
        ConnectionTarget target = ConnectionTarget.of(URI.create("ws://127.0.0.1:1/v1/opamp"));
        return made.agent(
                new AgentSpec(
                        session,
                        target,
                        headers,
                        new OpampCallbacks() {},
                        true,
                        null,
                        null,
                        store,
                        effectiveConfig,
                        config -> config,
                        new NoOffers(target),
                        null,
                        new SplittableRandom(1)),
                CLIENT);
    }

    /** Opens connections on which nothing ever happens, after some errors. */
    private static final class FakeTransport implements Transport {
        private final LinkedBlockingQueue<ConnectionTarget> opened = new LinkedBlockingQueue<>();
        private final AtomicInteger errors = new AtomicInteger();

        @Override
        public Connection open(ConnectionTarget target, ConnectionListener listener) {
            if (errors.getAndDecrement() > 0) {
                throw new LinkageError("a test throws this");
            }
            opened.add(target);
            return new Connection() {
                @Override
                public void send(byte[] protobuf, String instanceUidText) {}

                @Override
                public void close(int code, String reason) {}

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }

    /** Remembers nothing, but that it was closed. */
    private static final class ClosableStore implements StateStore {
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile Runnable onSave = () -> {};

        @Override
        public Optional<ClientState> load() {
            return Optional.empty();
        }

        @Override
        public void save(ClientState state) {
            onSave.run();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
