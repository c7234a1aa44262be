package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.Reported;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dozens of agents whose user's code hangs, beside one whose does not. */
class HangingCodeTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PAUSE = "com.example.pause";
    private static final int HANGING = 40;

    private final FakeOpampServer server = FakeOpampServer.start();
    private final OpampFleet fleet = OpampFleet.create();
    private final CountDownLatch release = new CountDownLatch(1);
    private final Semaphore hanging = new Semaphore(0);

    @AfterEach
    void stop() {
        release.countDown();
        fleet.close();
        server.close();
    }

    /** Hangs until the end of the test, whoever interrupts it. */
    private void hang() {
        hanging.release();
        boolean released = false;
        while (!released) {
            try {
                release.await();
                released = true;
            } catch (InterruptedException e) {
                // It does not heed this.
            }
        }
    }

    /** What of a user's code hangs. */
    private enum Code {
        STORE_LOAD {
            @Override
            void hangs(HangingCodeTest test, OpampClientBuilder builder) {
                builder.stateStore(new HangingStore(test::hang, () -> {}));
            }
        },
        STORE_SAVE {
            @Override
            void hangs(HangingCodeTest test, OpampClientBuilder builder) {
                builder.stateStore(new HangingStore(() -> {}, test::hang));
            }
        },
        HEADERS {
            @Override
            void hangs(HangingCodeTest test, OpampClientBuilder builder) {
                builder.headerSupplier(() -> {
                    test.hang();
                    return Map.of();
                });
            }
        },
        EFFECTIVE_CONFIG {
            @Override
            void hangs(HangingCodeTest test, OpampClientBuilder builder) {
                builder.effectiveConfigSupplier(() -> {
                    test.hang();
                    return EffectiveConfig.of(Map.of());
                });
            }
        },
        CALLBACK {
            @Override
            void hangs(HangingCodeTest test, OpampClientBuilder builder) {
                builder.callbacks(new OpampCallbacks() {
                    @Override
                    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                        test.hang();
                        return ConfigOutcome.applied();
                    }
                });
            }
        };

        abstract void hangs(HangingCodeTest test, OpampClientBuilder builder);
    }

    @ParameterizedTest
    @EnumSource
    void delaysItsOwnAgentAlone(Code code) throws Exception {
        server.offerRemoteConfig(OfferedFile.yaml("", "a: 1"));
        for (int i = 0; i < HANGING; i++) {
            OpampClientBuilder builder =
                    fleet.client(server.httpEndpoint()).agent(AgentDescription.of("hanging-" + i, "1"));
            code.hangs(this, builder);
            builder.build().start();
        }
        healthyAgent().start();

        awaitApplied();
        // And no two of those that hang had to share a thread.
        assertThat(hanging.tryAcquire(HANGING, LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void delaysTheEndOfAFleetOnceAndNotForEachAgent() throws Exception {
        for (int i = 0; i < HANGING; i++) {
            OpampClientBuilder builder =
                    fleet.client(server.httpEndpoint()).agent(AgentDescription.of("hanging-" + i, "1"));
            builder.callbacks(new OpampCallbacks() {
                        @Override
                        public void onConnect(OpampClient client) {
                            hang();
                        }
                    })
                    .build()
                    .start();
        }
        assertThat(hanging.tryAcquire(HANGING, LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        long before = System.nanoTime();
        fleet.close();
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(30));
    }

    @Test
    void delaysFuturesOfItsOwnAgentAlone() throws Exception {
        server.announceCustomCapabilities(PAUSE);
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < HANGING; i++) {
            OpampClient client = messenger("hanging-" + i);
            sent.add(client.sendCustomMessage(message()).whenComplete((done, error) -> hang()));
        }
        assertThat(hanging.tryAcquire(HANGING, LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(messenger("healthy").sendCustomMessage(message())).succeedsWithin(LIMIT);
        assertThat(sent).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void letsWhatHangsOnAFutureWaitForAnotherOfTheSameAgent() {
        server.announceCustomCapabilities(PAUSE);
        OpampClient client = messenger("checkout");
        CompletableFuture<Void> both = client.sendCustomMessage(message())
                .thenRun(() -> client.sendCustomMessage(message()).join());
        assertThat(both).succeedsWithin(LIMIT);
    }

    @Test
    void delaysNoAgentWhenItIsAHandlerOfTheLog() {
        Logger logger = Logger.getLogger("io.amp4j.opamp");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                hang();
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            server.offerRemoteConfig(OfferedFile.yaml("", "a: 1"));
            for (int i = 0; i < HANGING; i++) {
                // Nobody listens at port 1, which is worth a warning.
                fleet.client(URI.create("http://127.0.0.1:1"))
                        .agent(AgentDescription.of("alone-" + i, "1"))
                        .backoff(BackoffPolicy.DEFAULT)
                        .build()
                        .start();
            }
            assertThat(hanging.tryAcquire(1, LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            healthyAgent().start();
            awaitApplied();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            release.countDown();
            logger.removeHandler(handler);
        }
    }

    private OpampClient messenger(String name) {
        OpampClient client = fleet.client(server.httpEndpoint())
                .agent(AgentDescription.of(name, "1"))
                .customCapabilities(CustomCapabilities.of(List.of(PAUSE)))
                .build();
        client.start();
        return client;
    }

    private static CustomMessage message() {
        return CustomMessage.of(PAUSE, "pause", io.amp4j.opamp.Bytes.EMPTY);
    }

    private OpampClient healthyAgent() {
        return fleet.client(server.httpEndpoint())
                .agent(AgentDescription.of("healthy", "1"))
                .stateStore(StateStore.inMemory())
                .headerSupplier(() -> Map.of("X-Team", "payments"))
                .effectiveConfigSupplier(() -> EffectiveConfig.of(Map.of()))
                .callbacks(new OpampCallbacks() {
                    @Override
                    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                        return ConfigOutcome.applied();
                    }
                })
                .build();
    }

    /** The healthy agent is the only one that applies anything. */
    private void awaitApplied() {
        server.await(
                "the healthy agent to apply",
                () -> server.messages().stream()
                        .anyMatch(message -> message.remoteConfigStatus()
                                .filter(status -> status.status() == Reported.APPLIED)
                                .isPresent()),
                LIMIT);
    }

    /** Hangs where a test wants it to. */
    private record HangingStore(Runnable onLoad, Runnable onSave) implements StateStore {
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
}
