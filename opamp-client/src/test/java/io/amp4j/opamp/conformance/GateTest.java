package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Area 11 once more: what the client leaves alone because one of the two sides cannot do it, or because nobody asked for it. */
class GateTest {

    /** What no agent has unless its user sees to it: packages, own telemetry, settings of OpAMP and of others, and the status of settings. */
    private static final List<AgentCapability> NOT_ASKED_FOR = List.of(
            AgentCapability.ACCEPTS_PACKAGES,
            AgentCapability.REPORTS_PACKAGE_STATUSES,
            AgentCapability.REPORTS_OWN_TRACES,
            AgentCapability.REPORTS_OWN_METRICS,
            AgentCapability.REPORTS_OWN_LOGS,
            AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS,
            AgentCapability.ACCEPTS_OTHER_CONNECTION_SETTINGS,
            AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS);

    private static OpampClientBuilder able(OpampClientBuilder client) {
        return client.health(Stage.UP)
                .effectiveConfig(Stage.yaml("a: 1"))
                .availableComponents(AvailableComponents.of(Map.of()));
    }

    /** Offers everything that there is, all of it at an endpoint that tells if anybody comes. */
    private static ServerReply.Builder everything(URI elsewhere) {
        SettingsOffer.Destination destination = SettingsOffer.destination()
                .endpoint(elsewhere.toString())
                .header("X-Offered", "yes")
                .build();
        return ServerReply.builder()
                .offeredPackage("p", 0, "1", Stage.hash("p"), elsewhere.toString(), Stage.hash("content"), Bytes.EMPTY)
                .allPackagesHash(Stage.hash("all"))
                .connectionSettings(SettingsOffer.builder(Stage.hash("settings"))
                        .opamp(SettingsOffer.destination()
                                .endpoint(elsewhere.toString())
                                .heartbeatSeconds(30)
                                .build())
                        .ownMetrics(destination)
                        .ownTraces(destination)
                        .ownLogs(destination)
                        .other("other", destination)
                        .build())
                .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"));
    }

    /** Lets the client poll or beat three times. */
    private static void beat(Stage stage) {
        for (int beat = 0; beat < 3; beat++) {
            long before = stage.sent();
            stage.advance(Stage.INTERVAL);
            stage.until("the next message", () -> stage.client().status().sentMessages() > before);
        }
    }

    private static boolean isLacking(ReceivedMessage message) {
        return message.has(MessagePart.PACKAGE_STATUSES)
                || message.has(MessagePart.CONNECTION_SETTINGS_STATUS)
                || message.has(MessagePart.CONNECTION_SETTINGS_REQUEST);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-152", "R-153", "R-154", "R-155", "R-156", "R-157", "R-158", "R-164"})
    void leavesOffersAloneForWhichItHasNoCapability(Transport transport) {
        long bits = AgentCapability.mask(NOT_ASKED_FOR);
        try (Stage stage = Stage.on(transport);
                FakeOpampServer elsewhere = FakeOpampServer.start()) {
            for (URI endpoint : List.of(elsewhere.httpEndpoint(), elsewhere.webSocketEndpoint())) {
                stage.connect(GateTest::able);
                stage.say(everything(endpoint).reportFullState().build());
                assertThat(stage.told.next(RemoteConfig.class).files())
                        .as("what is beside them")
                        .hasSize(1);
                stage.server.awaitMessage(
                        message -> message.instanceUid().equals(stage.uid())
                                && message.remoteConfigStatus().isPresent(),
                        Stage.LIMIT);
                beat(stage);
            }
            stage.client().close();

            assertThat(elsewhere.requests()).isEmpty();
            assertThat(stage.messages())
                    .hasSizeGreaterThan(8)
                    .allMatch(message -> (message.capabilities() & bits) == 0)
                    .noneMatch(GateTest::isLacking);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP, 0x02", "HTTP, 0x04", "HTTP, 0x08", "HTTP, 0x10", "HTTP, 0x20", "HTTP, 0x40",
        "WEBSOCKET, 0x02", "WEBSOCKET, 0x04", "WEBSOCKET, 0x08", "WEBSOCKET, 0x10", "WEBSOCKET, 0x20", "WEBSOCKET, 0x40"
    })
    @Requirement({"R-165", "R-167", "R-168"})
    void sendsNothingThatTheServerSaysItCannotTake(Transport transport, int lacking) {
        int acceptsEffectiveConfig = 0x4;
        try (Stage stage = Stage.on(
                transport,
                FakeOpampServer.builder().capabilities(0x7F & ~lacking).start())) {
            OpampClient client = stage.connect(GateTest::able);
            client.updateEffectiveConfig(Stage.yaml("b: 2"));
            client.updateHealth(Stage.DOWN);
            stage.say(ServerReply.builder().capabilities(0).reportFullState().build());
            stage.server.awaitMessage(
                    message -> message.sequenceNumber() > 1 && message.has(MessagePart.DESCRIPTION), Stage.LIMIT);

            List<ReceivedMessage> all = stage.messages();
            List<ReceivedMessage> later = all.subList(1, all.size());
            assertThat(later.stream().anyMatch(message -> message.has(MessagePart.EFFECTIVE_CONFIG)))
                    .isEqualTo(lacking != acceptsEffectiveConfig);
            assertThat(later).anyMatch(message -> message.has(MessagePart.HEALTH));
            assertThat(all).noneMatch(GateTest::isLacking);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-398")
    void actsOnNothingByDefault(Transport transport) {
        try (Stage stage = Stage.on(transport);
                FakeOpampServer elsewhere = FakeOpampServer.start()) {
            stage.connect(client -> client.callbacks(new OpampCallbacks() {
                @Override
                public void onMessage(OpampClient client, MessageData message) {
                    stage.told.onMessage(client, message);
                }
            }));
            stage.say(everything(elsewhere.httpEndpoint())
                    .restart()
                    .customMessage("com.example.pause", "now", Bytes.EMPTY)
                    .build());
            beat(stage);

            assertThat(elsewhere.requests()).isEmpty();
            List<ReceivedMessage> all = stage.messages();
            assertThat(all.subList(1, all.size())).hasSizeGreaterThan(1).allMatch(ReceivedMessage::isHeartbeat);
            assertThat(all)
                    .extracting(ReceivedMessage::sequenceNumber)
                    .isSorted()
                    .endsWith((long) all.size());
        }
    }

    @Test
    @Requirement("R-411")
    void reportsThroughAForwarder() throws IOException {
        HttpClient onwards = HttpClient.newHttpClient();
        AtomicInteger forwarded = new AtomicInteger();
        try (Stage stage = Stage.on(Transport.HTTP)) {
            HttpServer forwarder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            forwarder.createContext("/v1/opamp", exchange -> {
                HttpRequest.Builder request = HttpRequest.newBuilder(stage.endpoint())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
                for (String name : List.of("Content-Type", "Content-Encoding", "OpAMP-Instance-UID")) {
                    String value = exchange.getRequestHeaders().getFirst(name);
                    if (value != null) {
                        request.header(name, value);
                    }
                }
                HttpResponse<byte[]> answer = onwards.sendAsync(
                                request.build(), HttpResponse.BodyHandlers.ofByteArray())
                        .join();
                forwarded.incrementAndGet();
                exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(
                        answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
                exchange.close();
            });
            forwarder.start();
            URI endpoint =
                    URI.create("http://127.0.0.1:" + forwarder.getAddress().getPort() + "/v1/opamp");
            try (OpampClient client = OpampClient.builder(endpoint)
                    .agent(io.amp4j.opamp.AgentDescription.of("checkout", "1.4.0"))
                    .callbacks(stage.told)
                    .build()) {
                stage.server.offerRemoteConfig(OfferedFile.yaml("", "a: 1"));
                client.start();
                assertThat(stage.told.next(RemoteConfig.class).files()).hasSize(1);
                stage.server.awaitMessage(
                        message -> message.remoteConfigStatus().isPresent(), Stage.LIMIT);
            } finally {
                forwarder.stop(0);
            }
            assertThat(stage.server.messages()).hasSize(forwarded.get()).last().matches(ReceivedMessage::isDisconnect);
        }
    }
}
