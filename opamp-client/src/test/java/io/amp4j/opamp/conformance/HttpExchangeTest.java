package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import io.amp4j.opamp.transport.MessageLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Areas 3, 4 and 5: exchanges over plain HTTP, and the size limits of both transports. */
class HttpExchangeTest {

    @Test
    @Requirement({"R-041", "R-042"})
    @Defect("J34")
    void namesTheAgentInTheHeaderAsInTheBody() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            stage.server.nextMessages(
                    Answer.normally(),
                    Answer.reply(ServerReply.builder()
                            .newInstanceUid(LifecycleTest.newUid(3))
                            .build()));
            stage.connect();
            stage.advance(Stage.INTERVAL);
            stage.message(3);
            stage.answered();

            for (ReceivedMessage message : stage.messages()) {
                assertThat(message.request().header("OpAMP-Instance-UID")).contains(message.instanceUidText());
            }
            assertThat(stage.message(2).instanceUidText())
                    .isNotEqualTo(stage.message(3).instanceUidText());
            assertThat(stage.message(3).instanceUid()).isEqualTo(LifecycleTest.newUid(3));
        }
    }

    @Test
    @Requirement({"R-043", "R-044", "R-213"})
    @Defect({"J18", "P5"})
    void hasOneRequestInFlightAndSendsWhatChangedMeanwhileRightAfterIt() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            CompletableFuture<Boolean> gate = new CompletableFuture<>();
            stage.server.nextMessages(Answer.normally(), Answer.normally().after(gate));
            OpampClient client = stage.connect(builder -> builder.health(Stage.UP));
            client.updateHealth(ComponentHealth.unhealthy("change 0"));
            stage.message(2);
            for (int i = 1; i <= 1_000; i++) {
                client.updateHealth(ComponentHealth.unhealthy("change " + i));
            }
            stage.advance(Duration.ofSeconds(20));
            assertThat(stage.sent()).isEqualTo(2);
            gate.complete(true);

            ReceivedMessage merged = stage.message(3);
            assertThat(merged.health().orElseThrow().lastError()).isEqualTo("change 1000");
            stage.answered();
            stage.answered();
            assertThat(stage.sent()).isEqualTo(3);
            assertThat(stage.server.maxRequestsInFlight()).isEqualTo(1);
            assertThat(stage.time.elapsed()).as("did not wait for the poll").isEqualTo(Duration.ofSeconds(20));
        }
    }

    @Test
    @Requirement({"R-045", "R-046", "R-047", "R-180"})
    void pollsEveryHalfMinuteWithNothingButItsIdentity() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            stage.connect(client -> client.health(Stage.UP));
            for (int poll = 2; poll <= 6; poll++) {
                stage.advance(Stage.INTERVAL.minusNanos(1));
                assertThat(stage.sent()).isEqualTo(poll - 1);
                stage.advance(Duration.ofNanos(1));
                stage.answered();
                ReceivedMessage message = stage.message(poll);
                assertThat(message.parts()).isEmpty();
                assertThat(message.flags()).isZero();
                assertThat(message.instanceUid()).isEqualTo(stage.uid());
                assertThat(message.sequenceNumber()).isEqualTo(poll);
            }
        }
    }

    @Test
    @Requirement("R-048")
    void pollsAtTheIntervalConfigured() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            stage.connect(client -> client.heartbeat(Duration.ofSeconds(5)));
            stage.advance(Duration.ofMillis(4_999));
            assertThat(stage.sent()).isEqualTo(1);
            stage.advance(Duration.ofMillis(1));
            assertThat(stage.sent()).isEqualTo(2);
        }
    }

    @Test
    @Requirement("R-052")
    @Defect({"J1", "J19", "P2"})
    void reportsEverythingAgainAfterAFailedExchange() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            stage.server.nextMessages(Answer.status(500), Answer.cut(), Answer.status(502), Answer.status(504));
            stage.start(client -> client.health(Stage.UP).effectiveConfig(Stage.yaml("a: 1")));
            Duration before = Duration.ZERO;
            for (int attempt = 1; attempt <= 4; attempt++) {
                ConnectionFailure failure = stage.failed();
                assertThat(failure.retryIn()).isGreaterThan(before);
                before = failure.retryIn();
                stage.advance(failure.retryIn());
            }
            stage.answered();

            ReceivedMessage first = stage.message(1);
            for (int attempt = 2; attempt <= 5; attempt++) {
                ReceivedMessage message = stage.message(attempt);
                assertThat(message.parts()).isEqualTo(first.parts());
                assertThat(message.description()).isEqualTo(first.description());
                assertThat(message.effectiveConfig()).isEqualTo(first.effectiveConfig());
                assertThat(message.sequenceNumber()).isEqualTo(attempt);
            }
        }
    }

    @Test
    @Requirement("R-051")
    void saysTheSameOverBothTransports() {
        assertThat(scenario(Transport.HTTP))
                .isEqualTo(scenario(Transport.WEBSOCKET))
                .hasSize(5);
    }

    private static List<Set<MessagePart>> scenario(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client =
                    stage.connect(builder -> builder.health(Stage.UP).effectiveConfig(Stage.yaml("a: 1")));
            client.updateHealth(Stage.DOWN);
            stage.answered();
            stage.say(ServerReply.builder()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "b: 2"))
                    .build());
            stage.answered();
            stage.say(ServerReply.builder().reportFullState().build());
            stage.answered();
            client.close();
            List<Set<MessagePart>> parts = new ArrayList<>();
            for (ReceivedMessage message : stage.messages()) {
                if (!message.isHeartbeat()) {
                    parts.add(message.parts());
                }
            }
            return parts;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-027", "R-033", "R-055", "R-056", "R-061"})
    @Defect({"J33", "S2"})
    void doesNothingOfAMessageAboveTheReceiveLimit(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            ServerReply offer = ServerReply.builder()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .build();
            stage.server.nextMessages(Answer.sized(offer, 1_025), Answer.sized(offer, 1_024));
            stage.start(client -> client.maxReceivedBytes(1_024));

            ConnectionFailure failure = stage.failed();
            assertThat(failure.kind()).isEqualTo(ConnectionFailure.Kind.TOO_LARGE);
            assertThat(failure.message()).contains("1024");
            assertThat(stage.told.all(RemoteConfig.class)).isEmpty();
            assertThat(stage.client().status().receivedMessages()).isZero();
            assertThat(stage.client().status().lastFailure()).isPresent();
            stage.advance(failure.retryIn());
            stage.answered();
            assertThat(stage.told.next(RemoteConfig.class).files()).containsOnlyKeys("");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-030", "R-031", "R-033", "R-034", "R-057", "R-058", "R-059", "R-061"})
    void discardsAndCountsWhatIsAboveTheSendLimitThoughItWouldCompress(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect(builder -> builder.maxSentBytes(2_000)
                    .compression(true)
                    .health(Stage.UP)
                    .effectiveConfig(Stage.yaml("a: 1")));
            client.updateEffectiveConfig(Stage.yaml("x".repeat(20_000)));
            client.updateHealth(Stage.DOWN);
            stage.server.awaitMessage(
                    message ->
                            message.health().filter(health -> !health.healthy()).isPresent(),
                    Stage.LIMIT);
            stage.answered();
            assertThat(client.status().discardedMessages()).isEqualTo(1);
            stage.advance(Duration.ofSeconds(29));

            assertThat(stage.sent()).as("no hot loop").isLessThanOrEqualTo(3);
            assertThat(client.status().discardedMessages()).isEqualTo(1);
            client.updateEffectiveConfig(Stage.yaml("b: 2"));
            stage.server.awaitMessage(
                    message -> message.effectiveConfig()
                            .filter(files -> files.get("").text().equals("b: 2"))
                            .isPresent(),
                    Stage.LIMIT);
            assertThat(stage.messages()).allMatch(message -> message.size() <= 2_000);
        }
    }

    @Test
    @Requirement({"R-032", "R-061"})
    void limitsMessagesTo64MebibytesByDefault() {
        assertThat(MessageLimits.DEFAULT.maxSentBytes()).isEqualTo(67_108_864);
        assertThat(MessageLimits.DEFAULT.maxReceivedBytes()).isEqualTo(67_108_864);
    }

    @Test
    @Requirement("R-060")
    @Defect({"P8", "J17"})
    void neverRepeatsARequestThatWasTooLarge() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            stage.server.nextMessages(Answer.status(413));
            OpampClient client =
                    stage.start(builder -> builder.health(Stage.UP).effectiveConfig(Stage.yaml("x".repeat(5_000))));
            stage.advance(stage.failed().retryIn());
            stage.answered();
            client.updateHealth(Stage.DOWN);
            stage.answered();
            stage.advance(Stage.INTERVAL);
            stage.answered();

            List<ReceivedMessage> all = stage.messages();
            assertThat(all.get(0).effectiveConfig()).isPresent();
            assertThat(all.subList(1, all.size())).noneMatch(message -> message.has(MessagePart.EFFECTIVE_CONFIG));
            assertThat(all.get(1).description()).isPresent();
            assertThat(all.get(2).health().orElseThrow().healthy()).isFalse();
        }
    }
}
