package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the code of a user that makes the effective configuration is called, and what its failures do. */
class EffectiveConfigTest {

    private static final Duration LIMIT = Duration.ofSeconds(RecordingCallbacks.LIMIT_SECONDS);
    private static final EffectiveConfig CONFIG = EffectiveConfig.of(ConfigFile.yaml("a: 1"));

    private final FakeOpampServer server = FakeOpampServer.start();
    private final ManualTime time = new ManualTime();
    private final RecordingCallbacks callbacks = new RecordingCallbacks();

    @AfterEach
    void stopServer() {
        server.close();
        assertThat(server.violations()).isEmpty();
    }

    private OpampClientBuilder client() {
        return OpampClient.builder(server.httpEndpoint())
                .firstHeartbeatSpread(0)
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .callbacks(callbacks);
    }

    @Test
    void reportsNothingWhereTheRedactionThrowsAndIsBuiltNevertheless() {
        try (WarningLog log = new WarningLog();
                OpampClient client = client().effectiveConfig(CONFIG)
                        .redaction(config -> {
                            throw new IllegalStateException("no rules loaded");
                        })
                        .build()) {
            client.start();

            assertThat(server.awaitMessages(1, LIMIT).get(0).has(MessagePart.EFFECTIVE_CONFIG))
                    .isFalse();
            assertThat(log.with("redaction")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asksNeitherSupplierNorRedactionOnceTheClientIsClosed(boolean bySupplier) throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        AtomicInteger late = new AtomicInteger();
        server.offerRemoteConfig(OfferedFile.yaml("", "x"));
        OpampCallbacks closing = new OpampCallbacks() {
            @Override
            public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                client.close();
                closed.set(true);
                return bySupplier ? ConfigOutcome.applied() : ConfigOutcome.applied(CONFIG);
            }
        };
        OpampClient client = client().callbacks(closing)
                .effectiveConfigSupplier(() -> {
                    count(closed, late);
                    return CONFIG;
                })
                .redaction(config -> {
                    count(closed, late);
                    return config;
                })
                .build();
        client.start();
        server.awaitMessage(ReceivedMessage::isDisconnect, LIMIT);
        // Waits for the callback as well.
        client.close();

        assertThat(closed).isTrue();
        assertThat(late).hasValue(0);
    }

    private static void count(AtomicBoolean closed, AtomicInteger late) {
        if (closed.get()) {
            late.incrementAndGet();
        }
    }

    @Test
    void logsASupplierThatThrowsOnceUntilItWorksAgain() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (WarningLog log = new WarningLog();
                OpampClient client = client().effectiveConfigSupplier(() -> {
                            if (broken.get()) {
                                throw new IllegalStateException("not now");
                            }
                            return CONFIG;
                        })
                        .build()) {
            client.start();
            callbacks.await(MessageData.class);
            beats(3);
            assertThat(log.with("supplier of the effective configuration")).hasSize(1);

            broken.set(false);
            beats(2);
            server.awaitMessage(message -> message.has(MessagePart.EFFECTIVE_CONFIG), LIMIT);
            broken.set(true);
            client.refreshEffectiveConfig();
            beats(3);
            assertThat(log.with("supplier of the effective configuration")).hasSize(2);
        }
    }

    private void beats(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            time.advance(Duration.ofSeconds(30));
            callbacks.await(MessageData.class);
        }
    }

    @Test
    void readsAgainAfterAFailureWhichMayHaveChangedSomething() {
        AtomicReference<EffectiveConfig> running = new AtomicReference<>(CONFIG);
        server.offerRemoteConfig(OfferedFile.yaml("", "x"));
        try (OpampClient client = client().callbacks(new RecordingCallbacks(config -> {
                    running.set(EffectiveConfig.of(ConfigFile.yaml("half: 1")));
                    return ConfigOutcome.failed("the other half is wrong");
                }))
                .effectiveConfigSupplier(running::get)
                .build()) {
            client.start();

            ReceivedMessage failed =
                    server.awaitMessage(message -> message.has(MessagePart.REMOTE_CONFIG_STATUS), LIMIT);
            assertThat(failed.effectiveConfig().orElseThrow().get("").text()).isEqualTo("half: 1");
        }
    }
}
