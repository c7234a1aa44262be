package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.Reported;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AwaitIdleTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FakeOpampServer server = FakeOpampServer.start();
    private final ManualTime time = new ManualTime();

    @AfterEach
    void stopServer() {
        server.close();
    }

    /** A place where the client calls code of the user. */
    enum Place {
        CALLBACK("1 callbacks") {
            @Override
            OpampClientBuilder in(OpampClientBuilder builder, Runnable code) {
                return builder.callbacks(new OpampCallbacks() {
                    @Override
                    public void onConnect(OpampClient client) {
                        code.run();
                    }
                });
            }
        },
        EFFECTIVE_CONFIG("1 callbacks") {
            @Override
            OpampClientBuilder in(OpampClientBuilder builder, Runnable code) {
                return builder.effectiveConfigSupplier(() -> {
                    code.run();
                    return EffectiveConfig.of(ConfigFile.yaml("a: 1"));
                });
            }
        },
        HEADERS("1 calls of a header supplier") {
            @Override
            OpampClientBuilder in(OpampClientBuilder builder, Runnable code) {
                return builder.headerSupplier(() -> {
                    code.run();
                    return Map.of("X-Token", "secret");
                });
            }
        },
        LOAD("1 calls of a state store") {
            @Override
            OpampClientBuilder in(OpampClientBuilder builder, Runnable code) {
                return builder.stateStore(new CallingStore(code, () -> {}));
            }
        },
        SAVE("1 calls of a state store") {
            @Override
            OpampClientBuilder in(OpampClientBuilder builder, Runnable code) {
                return builder.stateStore(new CallingStore(() -> {}, code));
            }
        };

        private final String underway;

        Place(String underway) {
            this.underway = underway;
        }

        abstract OpampClientBuilder in(OpampClientBuilder builder, Runnable code);
    }

    private record CallingStore(Runnable onLoad, Runnable onSave) implements StateStore {
        @Override
        public Optional<ClientState> load() {
            onLoad.run();
            return Optional.empty();
        }

        @Override
        public void save(ClientState state) {
            onSave.run();
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitsForTheCodeOfTheUserAndNamesIt(Place place) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (OpampClient client = started(builder -> place.in(builder, () -> {
            begun.countDown();
            awaitQuietly(release);
        }))) {
            assertThat(begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

            assertThatExceptionOfType(OpampException.class)
                    .isThrownBy(() -> client.awaitIdle(Duration.ZERO))
                    .withMessageStartingWith("the client is not idle after PT0S: under way are ")
                    .withMessageContaining(place.underway);
            release.countDown();
            client.awaitIdle(LIMIT);

            assertThat(server.messages()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesToWaitForItself(Place place) {
        AtomicReference<@Nullable OpampClient> self = new AtomicReference<>();
        CompletableFuture<@Nullable Throwable> outcome = new CompletableFuture<>();
        OpampClient client = built(
                server.httpEndpoint(),
                builder -> place.in(builder, () -> {
                    try {
                        Objects.requireNonNull(self.get()).awaitIdle(LIMIT);
                        outcome.complete(null);
                    } catch (RuntimeException e) {
                        outcome.complete(e);
                    }
                }));
        self.set(client);
        try (client) {
            client.start();

            assertThat(outcome)
                    .succeedsWithin(LIMIT)
                    .isInstanceOfSatisfying(
                            IllegalStateException.class, e -> assertThat(e).hasMessageContaining("from a callback"));
        }
    }

    @Test
    void waitsForAnExchange() {
        CompletableFuture<@Nullable Void> gate = new CompletableFuture<>();
        server.nextMessages(Answer.normally().after(gate));
        try (OpampClient client = started(UnaryOperator.identity())) {
            server.awaitMessages(1, LIMIT);

            assertThatExceptionOfType(OpampException.class)
                    .isThrownBy(() -> client.awaitIdle(Duration.ZERO))
                    .withMessageContaining("1 exchanges with the server");
            gate.complete(null);
            client.awaitIdle(LIMIT);

            assertThat(client.status().state()).isEqualTo(OpampStatus.State.CONNECTED);
        }
    }

    @Test
    void doesNotWaitForAConfigurationThatIsAppliedLater() {
        CompletableFuture<ConfigOutcome> later = new CompletableFuture<>();
        server.offerRemoteConfig(OfferedFile.yaml("", "a: 1"));
        try (OpampClient client = started(builder -> builder.callbacks(new OpampCallbacks() {
            @Override
            public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                return ConfigOutcome.applying(later);
            }
        }))) {
            client.awaitIdle(LIMIT);
            assertThat(reportedStatus()).isEqualTo(Reported.APPLYING);
            later.complete(ConfigOutcome.applied());
            client.awaitIdle(LIMIT);

            assertThat(reportedStatus()).isEqualTo(Reported.APPLIED);
        }
    }

    /** Each exchange brings another task, callback or save: a moment between two of them that looks idle would show here. */
    @Test
    void seesNoRestBetweenTwoSteps() {
        AtomicInteger applied = new AtomicInteger();
        try (OpampClient client = started(builder -> builder.stateStore(StateStore.inMemory())
                .headerSupplier(Map::of)
                .effectiveConfigSupplier(() -> EffectiveConfig.of(ConfigFile.yaml("level: " + applied.get())))
                .callbacks(new OpampCallbacks() {
                    @Override
                    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                        applied.incrementAndGet();
                        return ConfigOutcome.applied();
                    }
                }))) {
            for (int i = 1; i <= 500; i++) {
                server.offerRemoteConfig(OfferedFile.yaml("", "level: " + i));
                client.awaitIdle(LIMIT);
                client.refreshEffectiveConfig();
                client.updateHealth(ComponentHealth.unhealthy("error " + i));
                client.awaitIdle(LIMIT);

                assertThat(server.agents().get(0).health().orElseThrow().lastError())
                        .isEqualTo("error " + i);
                assertThat(applied).hasValue(i);
                assertThat(reportedStatus()).isEqualTo(Reported.APPLIED);
                // What a server brings about many times at one moment waits.
                time.advance(Duration.ofSeconds(30));
            }
        }
    }

    @Test
    void hasNothingToWaitForBeforeTheStartAndAfterTheEnd() {
        OpampClient client = built(server.httpEndpoint(), UnaryOperator.identity());
        client.awaitIdle(Duration.ZERO);
        client.start();
        client.close();

        client.awaitIdle(Duration.ZERO);
    }

    @Test
    void doesNotWaitForACallbackThatIsLeftBehindByTheEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        OpampClient client = started(builder -> Place.CALLBACK.in(builder, () -> {
            begun.countDown();
            awaitQuietly(release);
        }));
        assertThat(begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        client.close(Duration.ZERO);

        client.awaitIdle(Duration.ZERO);
        release.countDown();
    }

    @Test
    void waitsForAllClientsOfAFleet() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        OpampFleet fleet = OpampFleet.create();
        try (fleet) {
            OpampClient hanging = Place.CALLBACK
                    .in(fleet.client(server.httpEndpoint()).agent(AgentDescription.of("a", "1")), () -> {
                        begun.countDown();
                        awaitQuietly(release);
                    })
                    .build();
            OpampClient closed = fleet.client(server.httpEndpoint())
                    .agent(AgentDescription.of("b", "1"))
                    .build();
            closed.start();
            closed.close();
            hanging.start();
            assertThat(begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

            closed.awaitIdle(Duration.ZERO);
            assertThatExceptionOfType(OpampException.class)
                    .isThrownBy(() -> fleet.awaitIdle(Duration.ZERO))
                    .withMessageStartingWith("the fleet is not idle after PT0S: under way are ")
                    .withMessageContaining("1 callbacks");
            release.countDown();
            fleet.awaitIdle(LIMIT);
        }
        fleet.awaitIdle(Duration.ZERO);
    }

    @Test
    void saysThatItWasInterrupted() {
        CompletableFuture<@Nullable Void> gate = new CompletableFuture<>();
        server.nextMessages(Answer.normally().after(gate));
        try (OpampClient client = started(UnaryOperator.identity())) {
            server.awaitMessages(1, LIMIT);
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(OpampException.class)
                    .isThrownBy(() -> client.awaitIdle(LIMIT))
                    .withMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            gate.complete(null);
        }
    }

    private int reportedStatus() {
        return server.agents().get(0).remoteConfigStatus().orElseThrow().status();
    }

    private OpampClient started(UnaryOperator<OpampClientBuilder> change) {
        OpampClient client = built(server.httpEndpoint(), change);
        client.start();
        return client;
    }

    private OpampClient built(URI endpoint, UnaryOperator<OpampClientBuilder> change) {
        return change.apply(OpampClient.builder(endpoint)
                        .firstHeartbeatSpread(0)
                        .agent(AgentDescription.of("checkout", "1.4.0"))
                        .health(ComponentHealth.healthy(Instant.EPOCH))
                        .clock(time.clock())
                        .ticker(time.ticker())
                        .scheduler(time.scheduler()))
                .build();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
