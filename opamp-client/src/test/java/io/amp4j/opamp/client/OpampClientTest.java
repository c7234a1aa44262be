package io.amp4j.opamp.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.opentelemetry.api.impl.InstrumentationUtil;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client as its users see it, over real sockets and in a time that stands still. */
class OpampClientTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ComponentHealth UP = ComponentHealth.healthy(Instant.EPOCH);
    private static final String PAUSE = "com.example.pause";

    private final FakeOpampServer server = FakeOpampServer.start();
    private final ManualTime time = new ManualTime();
    private final RecordingCallbacks callbacks = new RecordingCallbacks();

    enum Way {
        HTTP,
        WEB_SOCKET
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private OpampClientBuilder client(Way way) {
        return client(way == Way.HTTP ? server.httpEndpoint() : server.webSocketEndpoint());
    }

    private OpampClientBuilder client(URI endpoint) {
        return OpampClient.builder(endpoint)
                .firstHeartbeatSpread(0)
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .callbacks(callbacks);
    }

    private ReceivedMessage awaitMessages(int count) {
        return server.awaitMessages(count, LIMIT).get(count - 1);
    }

    @ParameterizedTest
    @EnumSource
    void reportsHeartbeatsAndSaysGoodbye(Way way) throws Exception {
        try (OpampClient client = client(way)
                .health(UP)
                .effectiveConfig(EffectiveConfig.of(ConfigFile.yaml("a: 1")))
                .build()) {
            client.start();
            ReceivedMessage first = awaitMessages(1);
            assertThat(first.parts())
                    .contains(MessagePart.DESCRIPTION, MessagePart.HEALTH, MessagePart.EFFECTIVE_CONFIG);
            assertThat(first.sequenceNumber()).isEqualTo(1);
            callbacks.await(MessageData.class);

            for (int beat = 2; beat <= 4; beat++) {
                time.advance(Duration.ofSeconds(30));
                assertThat(awaitMessages(beat).isHeartbeat()).isTrue();
                if (way == Way.HTTP) {
                    callbacks.await(MessageData.class);
                }
            }
            assertThat(client.status().state()).isEqualTo(OpampStatus.State.CONNECTED);
            assertThat(client.status().sentMessages()).isEqualTo(4);
        }
        List<ReceivedMessage> all = server.messages();
        assertThat(all).hasSize(5);
        assertThat(all.get(4).isDisconnect()).isTrue();
        assertThat(all).extracting(ReceivedMessage::sequenceNumber).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(server.violations()).isEmpty();
        assertThat(server.maxRequestsInFlight()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void appliesARemoteConfigAndReportsTheOutcomeWithTheNewEffectiveConfig(Way way) {
        AtomicReference<EffectiveConfig> running = new AtomicReference<>(EffectiveConfig.of(ConfigFile.yaml("old")));
        RecordingCallbacks applying = new RecordingCallbacks(config -> {
            running.set(EffectiveConfig.of(config.files()));
            return ConfigOutcome.applied();
        });
        server.offerRemoteConfig(io.amp4j.opamp.testing.Bytes.fromHex("010203"), OfferedFile.yaml("main", "new: 1"));
        try (OpampClient client = client(way)
                .callbacks(applying)
                .effectiveConfigSupplier(running::get)
                .build()) {
            client.start();

            ReceivedMessage applied =
                    server.awaitMessage(message -> message.remoteConfigStatus().isPresent(), LIMIT);
            Reported.ConfigStatus status = applied.remoteConfigStatus().orElseThrow();
            assertThat(status.hash()).isEqualTo(io.amp4j.opamp.testing.Bytes.fromHex("010203"));
            assertThat(status.status()).isEqualTo(Reported.APPLIED);
            assertThat(applied.effectiveConfig().orElseThrow()).containsOnlyKeys("main");
        }
        assertThat(server.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void reportsWhatTheCallbackThrowsAsFailed(Way way) {
        RecordingCallbacks throwing = new RecordingCallbacks(config -> {
            throw new IllegalArgumentException("no such sampler");
        });
        server.offerRemoteConfig(OfferedFile.yaml("", "x"));
        try (OpampClient client = client(way).callbacks(throwing).build()) {
            client.start();

            Reported.ConfigStatus status = server.awaitMessage(
                            message -> message.remoteConfigStatus().isPresent(), LIMIT)
                    .remoteConfigStatus()
                    .orElseThrow();
            assertThat(status.status()).isEqualTo(Reported.FAILED);
            assertThat(status.errorMessage()).isEqualTo("no such sampler");
            assertThat(client.status().isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportsAnOutcomeThatComesLater(Way way) {
        CompletableFuture<ConfigOutcome> later = new CompletableFuture<>();
        server.offerRemoteConfig(OfferedFile.yaml("", "x"));
        try (OpampClient client = client(way)
                .callbacks(new RecordingCallbacks(config -> ConfigOutcome.applying(later)))
                .build()) {
            client.start();
            assertThat(awaitStatus(Reported.APPLYING)).isTrue();
            later.complete(ConfigOutcome.failed("disk full"));
            assertThat(awaitStatus(Reported.FAILED)).isTrue();
        }
    }

    private boolean awaitStatus(int status) {
        return server.awaitMessage(
                        message -> message.remoteConfigStatus()
                                .filter(reported -> reported.status() == status)
                                .isPresent(),
                        LIMIT)
                .has(MessagePart.REMOTE_CONFIG_STATUS);
    }

    @Test
    void backsOffAndRecoversWithItsState() throws Exception {
        server.nextMessages(Answer.status(500), Answer.status(401), Answer.cut());
        try (OpampClient client = client(Way.HTTP).health(UP).build()) {
            client.start();
            for (int attempt = 1; attempt <= 3; attempt++) {
                ConnectionFailure failure = callbacks.await(ConnectionFailure.class);
                assertThat(failure.retryIn()).isPositive();
                assertThat(server.messages()).hasSize(attempt);
                time.advance(failure.retryIn());
            }
            ReceivedMessage recovered = awaitMessages(4);
            assertThat(recovered.parts()).contains(MessagePart.DESCRIPTION, MessagePart.HEALTH);
            assertThat(recovered.sequenceNumber()).isEqualTo(4);
            callbacks.await(MessageData.class);
            assertThat(callbacks.names)
                    .containsSubsequence(
                            "onConnectFailed", "onConnectFailed", "onConnectFailed", "onConnect", "onMessage");
            assertThat(callbacks.names.stream().filter("onConnectFailed"::equals))
                    .hasSize(3);
        }
    }

    @Test
    void reconnectsAWebSocketThatBroke() throws Exception {
        try (OpampClient client = client(Way.WEB_SOCKET).health(UP).build()) {
            client.start();
            awaitMessages(1);
            callbacks.await(MessageData.class);

            server.cutConnections(true);
            assertThat(callbacks.await(ConnectionFailure.class).retryIn()).isZero();
            ReceivedMessage again = awaitMessages(2);
            assertThat(again.sequenceNumber()).isEqualTo(2);

            client.updateHealth(ComponentHealth.unhealthy("disk full"));
            server.awaitMessage(
                    message ->
                            message.health().filter(health -> !health.healthy()).isPresent(),
                    LIMIT);
        }
        assertThat(server.maxConnections()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void waitsAsLongAsTheServerAsks(Way way) throws Exception {
        server.nextMessages(Answer.throttle(Duration.ofSeconds(90)));
        try (OpampClient client = client(way).health(UP).build()) {
            client.start();
            if (way == Way.HTTP) {
                assertThat(callbacks.await(ConnectionFailure.class).kind()).isEqualTo(ConnectionFailure.Kind.THROTTLED);
            } else {
                callbacks.await(ServerError.class);
                server.await("the goodbye", () -> server.messages().size() == 2, LIMIT);
                server.awaitConnections(0, LIMIT);
            }
            int before = server.messages().size();
            client.updateHealth(ComponentHealth.unhealthy("newest"));
            assertThat(client.status().isThrottled()).isTrue();
            time.advance(Duration.ofSeconds(89));
            assertThat(server.messages()).hasSize(before);
            time.advance(Duration.ofSeconds(1));
            ReceivedMessage after = awaitMessages(before + 1);
            assertThat(after.health().orElseThrow().lastError()).isEqualTo("newest");
            assertThat(after.description()).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void deliversCustomMessagesBothWays(Way way) throws Exception {
        server.announceCustomCapabilities(PAUSE);
        try (OpampClient client = client(way)
                .customCapabilities(CustomCapabilities.of(List.of(PAUSE)))
                .build()) {
            client.start();
            callbacks.await(MessageData.class);

            CompletableFuture<?> sent = client.sendCustomMessage(CustomMessage.of(PAUSE, "now", Bytes.utf8("please")));
            sent.get(20, SECONDS);
            Reported.CustomMessage received = server.awaitMessage(
                            message -> message.customMessage().isPresent(), LIMIT)
                    .customMessage()
                    .orElseThrow();
            assertThat(received.type()).isEqualTo("now");

            CompletableFuture<?> refused =
                    client.sendCustomMessage(CustomMessage.of("com.example.other", "x", Bytes.EMPTY));
            assertThat(refused)
                    .failsWithin(LIMIT)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("com.example.other");
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesTheIdentityThatTheServerGives(Way way) throws Exception {
        try (OpampClient client = client(way).requestInstanceUid(true).build()) {
            client.start();
            var given = callbacks.await(io.amp4j.opamp.InstanceUid.class);
            ReceivedMessage under =
                    server.awaitMessage(message -> message.instanceUidText().equals(given.toString()), LIMIT);
            assertThat(under.flags()).isZero();
            assertThat(under.description()).isPresent();
            assertThat(client.status().instanceUid()).contains(given);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Defect("S12")
    void closesFromWithinACallback(Way way) throws Exception {
        AtomicReference<OpampClient> self = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        AtomicInteger after = new AtomicInteger();
        OpampClient client = client(way)
                .callbacks(new OpampCallbacks() {
                    @Override
                    public void onMessage(OpampClient client, MessageData message) {
                        if (closed.getCount() == 0) {
                            after.incrementAndGet();
                            return;
                        }
                        self.get().close();
                        closed.countDown();
                    }
                })
                .build();
        self.set(client);
        client.start();

        assertThat(closed.await(20, SECONDS)).isTrue();
        assertThat(server.messages().get(server.messages().size() - 1).isDisconnect())
                .isTrue();
        assertThat(client.status().state()).isEqualTo(OpampStatus.State.CLOSED);
        client.close();
        assertThat(after).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void closesInTimeThoughTheServerIsMuteAndACallbackHangs(Way way) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        server.nextMessages(Answer.normally(), Answer.silence());
        OpampClient client = client(way)
                .callbacks(new OpampCallbacks() {
                    @Override
                    public void onMessage(OpampClient client, MessageData message) {
                        boolean released = false;
                        while (!released) {
                            try {
                                released = release.await(20, SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                                return;
                            }
                        }
                    }
                })
                .health(UP)
                .build();
        client.start();
        awaitMessages(1);
        client.updateHealth(ComponentHealth.unhealthy("x"));
        awaitMessages(2);

        long before = System.nanoTime();
        client.close(Duration.ofMillis(200));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(Ends.soon(client)).isTrue();
        release.countDown();
    }

    @ParameterizedTest
    @EnumSource
    @Defect("S12")
    void keepsHeartbeatsGoingWhileACallbackBlocks(Way way) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        server.offerRemoteConfig(OfferedFile.yaml("", "x"));
        OpampClient client = client(way)
                .callbacks(new RecordingCallbacks(config -> {
                    blocked.countDown();
                    try {
                        assertThat(release.await(20, SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return ConfigOutcome.applied();
                }))
                .build();
        try (client) {
            client.start();
            assertThat(blocked.await(20, SECONDS)).isTrue();
            time.advance(Duration.ofMillis(500));
            assertThat(awaitStatus(Reported.APPLYING)).isTrue();
            int before = server.messages().size();
            time.advance(Duration.ofSeconds(30));
            assertThat(awaitMessages(before + 1).isHeartbeat()).isTrue();
            release.countDown();
            assertThat(awaitStatus(Reported.APPLIED)).isTrue();
        }
    }

    @Test
    void hidesFromTracingWhatAHeaderSupplierAsksFor() throws Exception {
        CompletableFuture<Boolean> hidden = new CompletableFuture<>();
        try (OpampClient client = client(Way.HTTP)
                .headerSupplier(() -> {
                    hidden.complete(InstrumentationUtil.shouldSuppressInstrumentation(Context.current()));
                    return Map.of();
                })
                .build()) {
            client.start();
            assertThat(hidden.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void saysWhyASuppliedHeaderCannotBeSent() throws Exception {
        try (OpampClient client = client(Way.HTTP)
                .headerSupplier(() -> Map.of("Authorization", "Bearer s3cret\n"))
                .build()) {
            client.start();
            ConnectionFailure failure = callbacks.await(ConnectionFailure.class);
            assertThat(failure.message())
                    .startsWith(
                            "the supplied headers cannot be used: the value of header 'Authorization' has characters")
                    .endsWith("strip line breaks and white space around a token");
            assertThat(failure.toString()).doesNotContain("s3cret");
        }
    }

    @Test
    void saysWhatToLookAtWhenTheServerRefuses() throws Exception {
        server.nextMessages(Answer.status(404), Answer.status(401));
        try (OpampClient client = client(Way.HTTP).build()) {
            client.start();
            ConnectionFailure unknown = callbacks.await(ConnectionFailure.class);
            assertThat(unknown.message()).contains("status 404 at /v1/opamp; check the path of the endpoint");
            time.advance(unknown.retryIn());
            assertThat(callbacks.await(ConnectionFailure.class).message()).contains("401; check the headers");
        }
    }

    @Test
    void asksForHeadersBeforeEachAttempt() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.nextMessages(Answer.status(401));
        try (OpampClient client = client(Way.HTTP)
                .header("X-Fixed", "f")
                .headerSupplier(() -> Map.of("Authorization", "Bearer " + asked.incrementAndGet()))
                .build()) {
            client.start();
            ConnectionFailure refused = callbacks.await(ConnectionFailure.class);
            assertThat(refused.isAuthentication()).isTrue();
            time.advance(refused.retryIn());
            awaitMessages(2);
        }
        assertThat(server.messages().get(0).headers()).containsEntry("authorization", List.of("Bearer 1"));
        assertThat(server.messages().get(1).headers())
                .containsEntry("authorization", List.of("Bearer 2"))
                .containsEntry("x-fixed", List.of("f"));
    }

    @Test
    void goesOnFromItsStore() throws Exception {
        StateStore store = StateStore.inMemory();
        server.offerRemoteConfig(OfferedFile.yaml("", "x"));
        String uid;
        try (OpampClient client = client(Way.HTTP).stateStore(store).build()) {
            client.start();
            assertThat(awaitStatus(Reported.APPLIED)).isTrue();
            uid = client.status().instanceUid().orElseThrow().toString();
        }
        int before = server.messages().size();
        RecordingCallbacks second = new RecordingCallbacks();
        try (OpampClient client =
                client(Way.HTTP).stateStore(store).callbacks(second).build()) {
            client.start();
            ReceivedMessage first = awaitMessages(before + 1);
            assertThat(first.instanceUidText()).isEqualTo(uid);
            assertThat(first.sequenceNumber()).isEqualTo(before + 1);
            assertThat(first.remoteConfigStatus().orElseThrow().status()).isEqualTo(Reported.APPLIED);
            assertThat(second.await(RemoteConfig.class).files()).containsOnlyKeys("");
        }
    }

    @ParameterizedTest
    @EnumSource
    void restartsOnCommand(Way way) throws Exception {
        try (OpampClient client = client(way).build()) {
            client.start();
            awaitMessages(1);
            callbacks.await(MessageData.class);
            server.send(
                    io.amp4j.opamp.testing.Bytes.of(client.status()
                            .instanceUid()
                            .orElseThrow()
                            .toBytes()
                            .toByteArray()),
                    ServerReply.builder().restart().build());
            if (way == Way.HTTP) {
                // The next poll fetches it. On a WebSocket it is there already, and the goodbye has but 5 s to get out.
                time.advance(Duration.ofSeconds(30));
            }

            ReceivedMessage goodbye = server.awaitMessage(ReceivedMessage::isDisconnect, LIMIT);
            callbacks.await(String.class);
            ReceivedMessage again = server.awaitMessageAfter(goodbye, message -> true, LIMIT);
            assertThat(again.description()).isPresent();
            assertThat(callbacks.names).contains("onRestart");
        }
    }

    @Test
    @Defect("S18")
    void derivesCapabilitiesFromWhatIsConfigured() {
        try (OpampClient plain =
                        client(Way.HTTP).callbacks(new OpampCallbacks() {}).build();
                OpampClient able = client(Way.HTTP).health(UP).build()) {
            assertThat(plain.status().agentCapabilities())
                    .containsExactlyInAnyOrder(AgentCapability.REPORTS_STATUS, AgentCapability.REPORTS_HEARTBEAT);
            assertThat(able.status().agentCapabilities())
                    .contains(
                            AgentCapability.ACCEPTS_REMOTE_CONFIG,
                            AgentCapability.REPORTS_REMOTE_CONFIG,
                            AgentCapability.ACCEPTS_RESTART_COMMAND,
                            AgentCapability.REPORTS_HEALTH);
            assertThatIllegalStateException()
                    .isThrownBy(() -> plain.updateHealth(UP))
                    .withMessageContaining("REPORTS_HEALTH")
                    .withMessageContaining("health(");
        }
    }

    @Test
    @Defect({"J43", "S14"})
    void startsOnceAndNeverAfterClose() {
        OpampClient client = client(Way.HTTP).build();
        client.start();
        assertThatIllegalStateException().isThrownBy(client::start).withMessageContaining("already");
        client.close();
        assertThatIllegalStateException().isThrownBy(client::start).withMessageContaining("closed");

        OpampClient unused = client(Way.HTTP).build();
        unused.close();
        unused.close();
        assertThat(unused.status().state()).isEqualTo(OpampStatus.State.CLOSED);
    }
}
