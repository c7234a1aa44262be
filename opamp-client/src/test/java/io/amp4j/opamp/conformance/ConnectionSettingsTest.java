package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Area 18: what becomes of offered settings of OpAMP, between the servers that they lead to. */
class ConnectionSettingsTest {

    /** Remembers the offers, and takes them unless it is told a reason not to. */
    private static final class Taker extends Told {
        private volatile ConnectionSettingsOutcome answer = ConnectionSettingsOutcome.accept();

        @Override
        public ConnectionSettingsOutcome onConnectionSettings(OpampClient client, ConnectionSettings offered) {
            tell(offered);
            return answer;
        }
    }

    private final Taker taker = new Taker();

    private static URI endpoint(FakeOpampServer server, Transport transport) {
        return transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint();
    }

    private static ServerReply offer(String hash, UnaryOperator<SettingsOffer.DestinationBuilder> settings) {
        return ServerReply.builder()
                .connectionSettings(SettingsOffer.builder(Bytes.utf8(hash))
                        .opamp(settings.apply(SettingsOffer.destination()).build())
                        .build())
                .build();
    }

    private static ServerReply offer(String hash, URI endpoint) {
        return offer(hash, settings -> settings.endpoint(endpoint.toString()));
    }

    private static ReceivedMessage awaitStatus(FakeOpampServer server, String hash, int status) {
        return server.awaitMessage(message -> isStatus(message, hash, status), Stage.LIMIT);
    }

    private static boolean isStatus(ReceivedMessage message, String hash, int status) {
        return message.connectionSettingsStatus()
                .filter(said -> said.hash().equals(Bytes.utf8(hash)) && said.status() == status)
                .isPresent();
    }

    private Stage stage(Transport transport) {
        return Stage.on(transport, FakeOpampServer.start(), taker);
    }

    /** Lets no attempt on a server succeed, though each gets an answer. */
    private static void refuse(FakeOpampServer server, int status) {
        server.onUpgrade(request -> true, Answer.status(status));
        server.onMessage(message -> true, Answer.status(status));
    }

    private static void failAttempts(Stage stage, int attempts) {
        for (int attempt = 0; attempt < attempts; attempt++) {
            stage.failed();
            stage.advanceSeconds(attempt < attempts - 1 ? 10 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, HTTP", "HTTP, WEBSOCKET", "WEBSOCKET, HTTP", "WEBSOCKET, WEBSOCKET"})
    @Requirement({
        "R-072", "R-257", "R-260", "R-261", "R-263", "R-264", "R-270", "R-271", "R-276", "R-279", "R-280", "R-283"
    })
    void movesToTheOfferedServerAndSaysSoThere(Transport from, Transport to) {
        try (Stage stage = stage(from);
                FakeOpampServer next = FakeOpampServer.start()) {
            stage.connect(client -> client.header("X-Kept", "1").header("X-Key", "old"));
            URI endpoint = endpoint(next, to);
            stage.push(offer(
                    "s",
                    settings -> settings.endpoint(endpoint.toString())
                            .heartbeatSeconds(30)
                            .header("x-key", "new")
                            .header("x-key", "newer")));
            ReceivedMessage first = next.awaitMessages(1, Stage.LIMIT).get(0);
            ReceivedMessage applied = awaitStatus(next, "s", Reported.APPLIED);

            List<ReceivedMessage> old = stage.server.messages();
            assertThat(old).last().matches(ReceivedMessage::isDisconnect);
            assertThat(old.subList(0, old.size() - 1))
                    .filteredOn(message -> message.connectionSettingsStatus().isPresent())
                    .singleElement()
                    .matches(message -> isStatus(message, "s", Reported.APPLYING));
            assertThat(old.get(old.size() - 1).arrivalNanos()).isLessThan(first.arrivalNanos());
            assertThat(first.has(MessagePart.DESCRIPTION)).isTrue();
            assertThat(isStatus(first, "s", Reported.APPLYING)).isTrue();
            assertThat(first.instanceUid()).isEqualTo(old.get(0).instanceUid());
            assertThat(first.sequenceNumber())
                    .isGreaterThan(old.get(old.size() - 1).sequenceNumber());
            assertThat(first.transport()).isEqualTo(to);
            assertThat(first.headers().get("x-key")).containsExactly("new", "newer");
            assertThat(first.headers().get("x-kept")).containsExactly("1");
            assertThat(applied.connectionSettingsStatus().orElseThrow().errorMessage())
                    .isEmpty();
            assertThat(stage.client().status().connectionSettingsStatus())
                    .isEqualTo(ConnectionSettingsStatus.applied(
                            Hash.of(Stage.hash("s").toByteArray())));
            long before = next.messages().size();
            stage.advance(Stage.INTERVAL);
            ReceivedMessage later =
                    next.awaitMessages((int) before + 1, Stage.LIMIT).get((int) before);
            assertThat(later.isHeartbeat()).isTrue();
            assertThat(stage.server.messages()).hasSize(old.size());
            stage.client().close();
            assertThat(next.violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, HTTP", "HTTP, WEBSOCKET", "WEBSOCKET, HTTP", "WEBSOCKET, WEBSOCKET"})
    @Defect("S11")
    @Requirement({"R-262", "R-265", "R-266", "R-279"})
    void goesBackToTheServerThatWorkedIfTheOfferedOneRefuses(Transport from, Transport to) {
        try (Stage stage = stage(from);
                FakeOpampServer next = FakeOpampServer.start()) {
            refuse(next, 401);
            stage.connect();
            stage.push(offer("s", endpoint(next, to)));
            failAttempts(stage, 3);

            ReceivedMessage failed = awaitStatus(stage.server, "s", Reported.FAILED);
            assertThat(failed.connectionSettingsStatus().orElseThrow().errorMessage())
                    .contains("401");
            assertThat(failed.has(MessagePart.DESCRIPTION)).isTrue();
            assertThat(next.requests()).hasSize(3);
            stage.advanceSeconds(600);
            assertThat(next.requests()).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-267")
    void goesBackInTimeFromAServerThatNeverAnswers(Transport transport) {
        try (Stage stage = stage(transport);
                FakeOpampServer next = FakeOpampServer.start()) {
            next.holdNewConnections();
            stage.connect();
            stage.push(offer("s", endpoint(next, transport)));
            stage.server.awaitMessage(ReceivedMessage::isDisconnect, Stage.LIMIT);
            long before = stage.isHttp() ? stage.server.messages().size() : 1;
            stage.until("the attempt", () -> stage.client().status().attempts() > before);
            stage.advance(Duration.ofMinutes(2));

            awaitStatus(stage.server, "s", Reported.FAILED);
            assertThat(next.messages()).isEmpty();
        }
    }

    @Test
    @Requirement("R-262")
    void goesBackFromAServerThatAnswersWithNothing() {
        try (Stage stage = stage(Transport.HTTP);
                FakeOpampServer next = FakeOpampServer.start()) {
            Answer nothing = Answer.http(200, Map.of("Content-Type", "application/x-protobuf"), new byte[0]);
            next.nextMessages(nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing);
            stage.connect();
            stage.push(offer("s", endpoint(next, Transport.HTTP)));
            stage.server.awaitMessage(ReceivedMessage::isDisconnect, Stage.LIMIT);
            next.awaitMessages(1, Stage.LIMIT);
            stage.advance(Duration.ofMinutes(2));

            awaitStatus(stage.server, "s", Reported.FAILED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void staysIfTheUserRefuses(Transport transport) {
        taker.answer = ConnectionSettingsOutcome.refuse("not in this week");
        try (Stage stage = stage(transport);
                FakeOpampServer next = FakeOpampServer.start()) {
            stage.connect();
            stage.say(offer("s", endpoint(next, transport)));

            ReceivedMessage failed = awaitStatus(stage.server, "s", Reported.FAILED);
            assertThat(failed.connectionSettingsStatus().orElseThrow().errorMessage())
                    .isEqualTo("opamp: not in this week");
            assertThat(taker.next(ConnectionSettings.class).endpoint())
                    .isEqualTo(endpoint(next, transport).toString());
            assertThat(next.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-269", "R-405"})
    void staysIfTheEndpointIsNoneOfAServer(Transport transport) {
        try (Stage stage = stage(transport)) {
            stage.connect();
            stage.say(offer("s", settings -> settings.endpoint("ftp://127.0.0.1/x")));

            ReceivedMessage failed = awaitStatus(stage.server, "s", Reported.FAILED);
            assertThat(failed.connectionSettingsStatus().orElseThrow().errorMessage())
                    .contains("http, https, ws or wss");
            assertThat(taker.all(ConnectionSettings.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-256", "R-277"})
    void takesTheSameOfferOnce(Transport transport) {
        try (Stage stage = stage(transport);
                FakeOpampServer next = FakeOpampServer.start()) {
            SettingsOffer offer = SettingsOffer.builder(Bytes.utf8("s"))
                    .opamp(SettingsOffer.destination()
                            .endpoint(endpoint(next, transport).toString())
                            .heartbeatSeconds(30)
                            .build())
                    .build();
            next.offerConnectionSettings(offer);
            stage.connect();
            stage.push(ServerReply.builder().connectionSettings(offer).build());
            awaitStatus(next, "s", Reported.APPLIED);
            for (int beat = 0; beat < 3; beat++) {
                int before = next.messages().size();
                stage.advance(Stage.INTERVAL);
                next.awaitMessages(before + 1, Stage.LIMIT);
            }
            assertThat(taker.all(ConnectionSettings.class)).hasSize(1);
            assertThat(next.messages().stream().filter(message -> message.has(MessagePart.DESCRIPTION)))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIntervalAloneIsAnOfferThatNeedsNoOtherConnection(Transport transport) {
        try (Stage stage = stage(transport)) {
            stage.connect();
            stage.say(offer("s", settings -> settings.heartbeatSeconds(7)));
            awaitStatus(stage.server, "s", Reported.APPLIED);
            assertThat(stage.client().status().heartbeatInterval()).isEqualTo(Duration.ofSeconds(7));
            assertThat(stage.server.messages()).noneMatch(ReceivedMessage::isDisconnect);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-280")
    void saysHowFarItIsAgainInAFullReportAlone(Transport transport) {
        try (Stage stage = stage(transport)) {
            stage.connect();
            stage.say(offer("s", settings -> settings.heartbeatSeconds(30)));
            awaitStatus(stage.server, "s", Reported.APPLIED);
            long before = stage.sent();
            stage.advance(Stage.INTERVAL);
            stage.awaitSent(before + 1);
            assertThat(stage.last().isHeartbeat()).isTrue();
            stage.say(ServerReply.builder().reportFullState().build());
            stage.rest();
            assertThat(isStatus(stage.last(), "s", Reported.APPLIED)).isTrue();
            assertThat(stage.last().has(MessagePart.DESCRIPTION)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Defect("S11")
    @Requirement({"R-278", "R-285"})
    void usesWhatWorkedAlsoAfterARestart(Transport transport) {
        StateStore store = StateStore.inMemory();
        try (Stage stage = stage(transport);
                FakeOpampServer next = FakeOpampServer.start()) {
            stage.connect(client -> client.stateStore(store));
            stage.push(offer(
                    "s",
                    settings -> settings.endpoint(endpoint(next, transport).toString())
                            .header("Authorization", "Bearer offered")));
            awaitStatus(next, "s", Reported.APPLIED);
            int before = stage.server.messages().size();
            stage.client().close();
            int known = next.messages().size();
            stage.start(client -> client.stateStore(store).header("Authorization", "Bearer bootstrap"));

            ReceivedMessage first = next.awaitMessages(known + 1, Stage.LIMIT).get(known);
            assertThat(isStatus(first, "s", Reported.APPLIED)).isTrue();
            assertThat(first.headers().get("authorization")).containsExactly("Bearer offered");
            assertThat(stage.server.messages()).hasSize(before);
        }
    }

    @Test
    void offeredHeadersGoBeforeThoseOfTheSupplier() {
        try (Stage stage = stage(Transport.HTTP)) {
            stage.connect(client -> client.headerSupplier(() -> Map.of("X-Key", "supplied", "X-Own", "supplied")));
            stage.push(offer("s", settings -> settings.header("x-key", "offered")));
            ReceivedMessage applied = awaitStatus(stage.server, "s", Reported.APPLIED);
            assertThat(applied.headers().get("x-key")).containsExactly("offered");
            assertThat(applied.headers().get("x-own")).containsExactly("supplied");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-286")
    void waitsWhenItsCredentialsAreRevoked(Transport transport) {
        try (Stage stage = stage(transport);
                FakeOpampServer next = FakeOpampServer.start()) {
            stage.connect();
            stage.push(offer("s", endpoint(next, transport)));
            awaitStatus(next, "s", Reported.APPLIED);
            stage.digest();
            refuse(next, 403);
            if (transport == Transport.WEBSOCKET) {
                next.awaitWebSocket(stage.uid(), Stage.LIMIT).cut(true);
            } else {
                stage.advance(Stage.INTERVAL);
            }
            ConnectionFailure failure = stage.failed();
            while (!failure.isAuthentication()) {
                failure = stage.failed();
            }
            Duration wait = failure.retryIn();
            for (int attempt = 0; attempt < 4; attempt++) {
                stage.advance(failure.retryIn());
                failure = stage.failed();
                assertThat(failure.isAuthentication()).isTrue();
            }
            assertThat(failure.retryIn()).isGreaterThan(wait.multipliedBy(3));
        }
    }
}
