package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.ConnectionEvent;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ReceivedRequest;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Areas 1 and 6: endpoints, connecting, reconnecting and saying goodbye. */
class LifecycleTest {

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-001", "R-063", "R-172"})
    void beginsWithAFullReportOverTheTransportOfItsScheme(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.health(Stage.UP).effectiveConfig(Stage.yaml("a: 1")));

            ReceivedMessage first = stage.message(1);
            assertThat(first.transport()).isEqualTo(transport);
            assertThat(first.parts())
                    .containsExactlyInAnyOrder(
                            MessagePart.DESCRIPTION, MessagePart.HEALTH, MessagePart.EFFECTIVE_CONFIG);
            assertThat(first.capabilities() & 1).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-002")
    void asksForTheDefaultPathOrTheOneConfigured(Transport transport) {
        try (Stage stage =
                Stage.on(transport, FakeOpampServer.builder().anyPath().start())) {
            String authority = stage.endpoint().getScheme() + "://127.0.0.1:" + stage.server.port();
            for (String path : List.of("", "/tenant/7/opamp?region=eu")) {
                try (OpampClient client = OpampClient.builder(URI.create(authority + path))
                        .agent(io.amp4j.opamp.AgentDescription.of("checkout", "1"))
                        .build()) {
                    client.start();
                    stage.server.awaitRequest(
                            request -> request.target().equals(path.isEmpty() ? "/v1/opamp" : path), Stage.LIMIT);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-062")
    void connectsOverTls(Transport transport) {
        try (Stage stage = Stage.on(transport, FakeOpampServer.builder().tls().start())) {
            String authority = stage.server.certificateAuthority().pem();
            stage.connect(client -> client.tls(
                    TlsSettings.builder().trustedCertificates(authority).build()));

            assertThat(stage.endpoint().getScheme()).isIn("https", "wss");
            assertThat(stage.message(1).description()).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-007")
    @Defect("J41")
    void isNotMovedByAServerThatOffersTheSameWithEveryAnswer(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.server.onMessage(
                    message -> !message.isDisconnect(),
                    Answer.reply(ServerReply.builder()
                            .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                            .build()));
            stage.connect();
            stage.answered();
            for (int beat = 0; beat < 5; beat++) {
                stage.advance(Stage.INTERVAL);
                stage.answered();
            }

            assertThat(stage.told.all(io.amp4j.opamp.RemoteConfig.class)).hasSize(1);
            assertThat(stage.sent()).as("report, status and five heartbeats").isEqualTo(7);
            assertThat(stage.message(2).remoteConfigStatus().orElseThrow().hash())
                    .isEqualTo(Stage.hash("h"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-008")
    void hasNothingToSayToABareAcknowledgement(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.server.onMessage(message -> true, Answer.reply(ServerReply.acknowledgement()));
            stage.connect();

            stage.advance(Stage.INTERVAL.minusNanos(1));
            assertThat(stage.sent()).isEqualTo(1);
            stage.advance(Duration.ofNanos(1));
            assertThat(stage.message(2).isHeartbeat()).isTrue();
        }
    }

    @Test
    @Requirement({"R-067", "R-068", "R-070"})
    @Defect("P3")
    void leavesAWebSocketWithAGoodbyeAndThenAClose() {
        try (Stage stage = Stage.on(Transport.WEBSOCKET)) {
            stage.connect().close();

            assertThat(stage.last().isDisconnect()).isTrue();
            assertThat(stage.messages()).hasSize(2);
            ConnectionEvent close =
                    stage.server.awaitEvent(event -> event.kind() == ConnectionEvent.Kind.CLOSE_RECEIVED, Stage.LIMIT);
            assertThat(close.code()).isEqualTo(1000);
            assertThat(close.atNanos()).isGreaterThan(stage.last().arrivalNanos());
        }
    }

    @Test
    @Requirement({"R-070", "R-071"})
    @Defect({"J20", "J24", "S10"})
    void leavesOverHttpWithAGoodbyeThatCarriesWhatIsDueAndThenIsSilent() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            OpampClient client = stage.connect(builder -> builder.health(Stage.UP));
            client.updateHealth(Stage.DOWN);
            client.close();

            ReceivedMessage goodbye = stage.last();
            assertThat(goodbye.isDisconnect()).isTrue();
            assertThat(stage.messages())
                    .anyMatch(message -> message.health()
                            .filter(health -> health.lastError().equals("disk full"))
                            .isPresent());
            int told = stage.told.all().size();
            stage.time.advance(Duration.ofHours(1));
            client.updateHealth(Stage.UP);
            assertThat(client.status().sentMessages()).isEqualTo(goodbye.sequenceNumber());
            assertThat(stage.told.all()).hasSize(told);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-074")
    void closesInTimeBeforeAServerThatHangs(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect(builder -> builder.health(Stage.UP));
            stage.server.onMessage(message -> true, Answer.silence());
            stage.server.echoCloses(false);
            client.updateHealth(Stage.DOWN);
            stage.message(2);

            long begin = System.nanoTime();
            client.close(Duration.ofMillis(300));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
            long end = System.nanoTime() + Stage.LIMIT.toNanos();
            while (client.status().state() != OpampStatus.State.CLOSED) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.onSpinWait();
            }
        }
    }

    @Test
    @Requirement("R-069")
    @Defect("J5")
    void answersTheServersCloseAndComesBack() {
        try (Stage stage = Stage.on(Transport.WEBSOCKET)) {
            stage.connect(client -> client.health(Stage.UP));
            stage.server.awaitWebSocket(stage.uid(), Stage.LIMIT).close(1001, "going away");

            ConnectionFailure failure = stage.failed();
            assertThat(failure.kind()).isEqualTo(Kind.CLOSED_BY_SERVER);
            assertThat(failure.closeCode()).isEqualTo(1001);
            stage.server.awaitEvent(event -> event.kind() == ConnectionEvent.Kind.CLOSE_RECEIVED, Stage.LIMIT);
            stage.answered();
            stage.client().updateHealth(Stage.DOWN);
            stage.server.awaitMessage(
                    message ->
                            message.health().filter(health -> !health.healthy()).isPresent(),
                    Stage.LIMIT);
        }
    }

    @Test
    @Requirement({"R-075", "R-079"})
    void comesBackAtOnceAfterALossAndNeverTwice() {
        try (Stage stage = Stage.on(Transport.WEBSOCKET)) {
            stage.connect();
            stage.cutWebSocket();

            assertThat(stage.failed().retryIn()).isZero();
            stage.answered();
            assertThat(stage.message(2).connectionId())
                    .isNotEqualTo(stage.message(1).connectionId());
            assertThat(stage.time.elapsed()).isZero();
            assertThat(stage.server.maxConnections(stage.uid())).isEqualTo(1);
        }
    }

    @Test
    @Requirement("R-080")
    @Defect("S3")
    void saysGoodbyeAndClosesBeforeItReconnectsOnPurpose() {
        try (Stage stage = Stage.on(Transport.WEBSOCKET)) {
            stage.connect();
            stage.push(ServerReply.unavailable(Duration.ofSeconds(45)));
            ReceivedMessage goodbye = stage.server.awaitMessage(ReceivedMessage::isDisconnect, Stage.LIMIT);
            ConnectionEvent close =
                    stage.server.awaitEvent(event -> event.kind() == ConnectionEvent.Kind.CLOSE_RECEIVED, Stage.LIMIT);
            stage.server.awaitEvent(event -> event.kind() == ConnectionEvent.Kind.CLOSED, Stage.LIMIT);
            stage.until("the wait", () -> stage.client().status().state() == OpampStatus.State.WAITING);
            stage.advanceSeconds(45);
            stage.answered();

            ReceivedRequest again = stage.server.requests().get(1);
            assertThat(List.of(goodbye.arrivalNanos(), close.atNanos(), again.arrivalNanos()))
                    .isSorted();
            assertThat(stage.last().description()).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-082", "R-083"})
    @Defect("S7")
    void asksForFreshCredentialsBeforeEachAttempt(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            AtomicInteger asked = new AtomicInteger();
            refuse(stage, 401);
            refuse(stage, 401);
            stage.start(client -> client.header("Authorization", "Basic dXNlcjpwYXNz")
                    .headerSupplier(() -> Map.of("Authorization", "Bearer " + asked.incrementAndGet())));
            for (int attempt = 1; attempt <= 2; attempt++) {
                ConnectionFailure failure = stage.failed();
                assertThat(failure.isAuthentication()).isTrue();
                assertThat(failure.retryIn()).isPositive();
                assertThat(stage.server.requests()).as("no tight loop").hasSize(attempt);
                stage.advance(failure.retryIn());
            }
            stage.answered();

            assertThat(stage.server.requests().stream()
                            .map(request -> request.header("Authorization").orElseThrow()))
                    .containsExactly("Bearer 1", "Bearer 2", "Bearer 3");
        }
    }

    private static void refuse(Stage stage, int status) {
        if (stage.isHttp()) {
            stage.server.nextMessages(Answer.status(status));
        } else {
            stage.server.nextUpgrades(Answer.status(status));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-081", "R-117"})
    void backsOffWhenRefusedAndAdoptsTheIdentityThatSettlesIt(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            refuse(stage, 409);
            stage.start();
            ConnectionFailure failure = stage.failed();
            assertThat(failure.httpStatus()).isEqualTo(409);
            assertThat(failure.retryIn()).isPositive();
            stage.server.nextMessages(
                    Answer.reply(ServerReply.builder().newInstanceUid(newUid(7)).build()));
            stage.advance(failure.retryIn());

            stage.server.awaitMessage(message -> message.instanceUid().equals(newUid(7)), Stage.LIMIT);
            stage.answered();
            assertThat(stage.uid()).isEqualTo(newUid(7));
        }
    }

    static io.amp4j.opamp.testing.Bytes newUid(int last) {
        byte[] bytes = new byte[16];
        bytes[0] = 1;
        bytes[15] = (byte) last;
        return io.amp4j.opamp.testing.Bytes.of(bytes);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-084")
    @Defect("S6")
    void tellsConnectsFailuresErrorsAndMessagesInOrderAndOnce(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            refuse(stage, 404);
            stage.start();
            stage.advance(stage.failed().retryIn());
            stage.answered();
            stage.push(ServerReply.error(ServerReply.BAD_REQUEST, "no"));
            stage.told.next(io.amp4j.opamp.ServerError.class);

            List<Class<?>> kinds =
                    stage.told.all().stream().<Class<?>>map(Object::getClass).toList();
            List<Class<?>> expected = stage.isHttp()
                    ? List.of(
                            ConnectionFailure.class,
                            Told.Word.class,
                            MessageData.class,
                            Told.Word.class,
                            io.amp4j.opamp.ServerError.class)
                    : List.of(
                            ConnectionFailure.class,
                            Told.Word.class,
                            MessageData.class,
                            io.amp4j.opamp.ServerError.class);
            assertThat(kinds).isEqualTo(expected);
        }
    }

    @Test
    @Defect("J21")
    void neverConnectsAfterItWasClosedWhileItWaited() {
        try (Stage stage = Stage.on(Transport.WEBSOCKET)) {
            stage.server.nextUpgrades(Answer.status(500));
            OpampClient client = stage.start();
            stage.failed();
            client.close();
            int told = stage.told.all().size();

            stage.time.advance(Duration.ofHours(1));

            assertThat(client.status().attempts()).isEqualTo(1);
            assertThat(stage.server.requests()).hasSize(1);
            assertThat(stage.told.all()).hasSize(told);
        }
    }

    @Test
    @Defect({"P4", "J43"})
    void saysGoodbyeOnceHoweverOftenItIsClosedAndNothingBeforeItIsStarted() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            OpampClient unused = stage.builder().build();
            OpampClient client = stage.connect();
            client.close();
            client.close();
            unused.close();

            assertThat(stage.messages())
                    .filteredOn(ReceivedMessage::isDisconnect)
                    .hasSize(1);
            assertThat(stage.server.requests()).hasSize(2);
            assertThat(stage.server.agents()).hasSize(1);
        }
    }
}
