package io.amp4j.opamp.testing;

import static io.amp4j.opamp.testing.Messages.OTHER_UID;
import static io.amp4j.opamp.testing.Messages.SOON;
import static io.amp4j.opamp.testing.Messages.UID;
import static io.amp4j.opamp.testing.Messages.applied;
import static io.amp4j.opamp.testing.Messages.bytes;
import static io.amp4j.opamp.testing.Messages.described;
import static io.amp4j.opamp.testing.Messages.first;
import static io.amp4j.opamp.testing.Messages.heartbeat;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import io.amp4j.opamp.testing.internal.wire.ComponentHealth;
import io.amp4j.opamp.testing.internal.wire.ServerToAgent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeOpampServerHttpTest {
    private final FakeOpampServer server = FakeOpampServer.start();
    private RawHttpClient client;

    @BeforeEach
    void connect() throws IOException {
        client = new RawHttpClient(server.port());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void answersWithUidAndCapabilities() throws IOException {
        RawHttpClient.Response response = client.post(bytes(first()));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers()).containsEntry("Content-Type", "application/x-protobuf");
        assertThat(response.message())
                .isEqualTo(ServerToAgent.newBuilder()
                        .setInstanceUid(ByteString.copyFrom(UID.toByteArray()))
                        .setCapabilities(0x7F)
                        .build());
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void recordsWhatTheAgentSaid() throws IOException {
        AgentToServer.Builder message = first();
        message.getHealthBuilder().setHealthy(true).setStartTimeUnixNano(7);
        message.getHealthBuilder()
                .putComponentHealthMap(
                        "pipeline",
                        ComponentHealth.newBuilder().setLastError("stuck").build());
        client.send(bytes(message), Map.of("OpAMP-Instance-UID", UID.uuid(), "Authorization", "Bearer secret"));
        client.response();

        ReceivedMessage received = server.awaitMessage(m -> m.has(MessagePart.HEALTH), SOON);
        assertThat(received.transport()).isEqualTo(Transport.HTTP);
        assertThat(received.index()).isZero();
        assertThat(received.instanceUid()).isEqualTo(UID);
        assertThat(received.instanceUidText()).isEqualTo("01930000-0000-7000-8000-0000000000aa");
        assertThat(received.sequenceNumber()).isEqualTo(1);
        assertThat(received.capabilities()).isEqualTo(0xFFFF);
        assertThat(received.parts()).containsExactly(MessagePart.DESCRIPTION, MessagePart.HEALTH);
        assertThat(received.description().orElseThrow().identifying()).containsEntry("service.name", "checkout");
        assertThat(received.health().orElseThrow().components())
                .hasEntrySatisfying(
                        "pipeline", part -> assertThat(part.lastError()).isEqualTo("stuck"));
        assertThat(received.raw()).isEqualTo(bytes(message));
        assertThat(received.path()).isEqualTo("/v1/opamp");
        assertThat(received.request().header("authorization")).contains("Bearer secret");
        assertThat(received.toString()).doesNotContain("secret");
        assertThat(received.request().toString()).doesNotContain("secret").contains("Authorization");
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void believesTheSumOfAllReports() throws IOException {
        client.post(bytes(first()));
        AgentToServer.Builder second = heartbeat(2);
        second.getHealthBuilder().setHealthy(true);
        client.post(bytes(second));
        client.post(bytes(heartbeat(3)));

        BelievedAgent agent = server.agent(UID);
        assertThat(agent.description()).isPresent();
        assertThat(agent.health().orElseThrow().healthy()).isTrue();
        assertThat(agent.effectiveConfig()).isEmpty();
        assertThat(agent.lastSequenceNumber()).isEqualTo(3);
        assertThat(agent.messages()).isEqualTo(3);
        assertThat(agent.connected()).isTrue();
        assertThat(server.agents()).containsExactly(agent);
    }

    @Test
    void asksForFullStateAfterAGapAndFromAStranger() throws IOException {
        assertThat(client.post(bytes(heartbeat(1))).message().getFlags()).isEqualTo(1);
        assertThat(client.post(bytes(described(UID, 2))).message().getFlags()).isZero();
        assertThat(client.post(bytes(heartbeat(3))).message().getFlags()).isZero();
        assertThat(client.post(bytes(heartbeat(5))).message().getFlags()).isEqualTo(1);

        server.asksForFullState(false);
        assertThat(client.post(bytes(heartbeat(9))).message().getFlags()).isZero();
    }

    @Test
    void forgetsWhatWasLeftOutOfANewFullReport() throws IOException {
        AgentToServer.Builder healthy = first();
        healthy.getHealthBuilder().setHealthy(true);
        client.post(bytes(healthy));
        client.post(bytes(described(UID, 1)));

        assertThat(server.agent(UID).health()).isEmpty();
    }

    @Test
    void offersConfigUntilItsHashIsAcknowledged() throws IOException {
        Bytes hash = server.offerRemoteConfig(OfferedFile.yaml("a.yaml", "a: 1"), OfferedFile.of("b", "x", ""));

        ServerToAgent offer = client.post(bytes(first())).message();
        assertThat(offer.getRemoteConfig().getConfigHash().toByteArray()).isEqualTo(hash.toByteArray());
        assertThat(offer.getRemoteConfig()
                        .getConfig()
                        .getConfigMapOrThrow("a.yaml")
                        .getContentType())
                .isEqualTo("text/yaml");
        assertThat(client.post(bytes(heartbeat(2))).message().hasRemoteConfig()).isTrue();
        assertThat(client.post(bytes(applied(3, hash))).message().hasRemoteConfig())
                .isFalse();
        assertThat(server.awaitAgent(UID, a -> a.remoteConfigStatus().isPresent(), SOON)
                        .remoteConfigStatus()
                        .orElseThrow())
                .isEqualTo(new Reported.ConfigStatus(hash, Reported.APPLIED, ""));
    }

    @Test
    void offersConfigToOneAgentOnly() throws IOException {
        Bytes hash = Bytes.utf8("h");
        server.offerRemoteConfigTo(UID, hash, OfferedFile.yaml("", "a: 1"));

        assertThat(client.post(bytes(described(OTHER_UID, 1))).message().hasRemoteConfig())
                .isFalse();
        assertThat(client.post(bytes(first())).message().hasRemoteConfig()).isTrue();
    }

    @Test
    void offersNoConfigToAnAgentThatAcceptsNone() throws IOException {
        server.offerRemoteConfig(OfferedFile.yaml("", "a: 1"));

        assertThat(client.post(bytes(first().setCapabilities(1))).message().hasRemoteConfig())
                .isFalse();
    }

    @Test
    void offersAHeartbeatOnceOrUntilAcknowledged() throws IOException {
        server.offerHeartbeat(Duration.ofSeconds(7));
        ServerToAgent answer = client.post(bytes(first())).message();
        assertThat(answer.getConnectionSettings().getOpamp().getHeartbeatIntervalSeconds())
                .isEqualTo(7);
        AgentToServer.Builder acknowledged = heartbeat(2);
        acknowledged
                .getConnectionSettingsStatusBuilder()
                .setLastConnectionSettingsHash(answer.getConnectionSettings().getHash())
                .setStatusValue(Reported.APPLIED);
        assertThat(client.post(bytes(acknowledged)).message().hasConnectionSettings())
                .isFalse();

        AgentToServer.Builder silent = described(OTHER_UID, 1).setCapabilities(0x2001);
        assertThat(client.post(bytes(silent)).message().hasConnectionSettings()).isTrue();
        assertThat(client.post(bytes(silent.setSequenceNum(2))).message().hasConnectionSettings())
                .isFalse();
    }

    @Test
    void sendsQueuedMessagesOnePerAnswerInOrder() throws IOException {
        server.send(
                UID,
                ServerReply.builder().customMessage("cap", "t1", Bytes.EMPTY).build());
        server.send(UID, ServerReply.builder().restart().build());

        assertThat(client.post(bytes(first())).message().getCustomMessage().getType())
                .isEqualTo("t1");
        ServerToAgent command = client.post(bytes(heartbeat(2))).message();
        assertThat(command.hasCommand()).isTrue();
        assertThat(client.post(bytes(heartbeat(3))).message().hasCommand()).isFalse();
    }

    @Test
    void announcesCustomCapabilitiesOnceAndAgainAfterAFullReport() throws IOException {
        server.announceCustomCapabilities("io.amp4j.a");

        assertThat(client.post(bytes(first())).message().getCustomCapabilities().getCapabilitiesList())
                .containsExactly("io.amp4j.a");
        assertThat(client.post(bytes(heartbeat(2))).message().hasCustomCapabilities())
                .isFalse();
        assertThat(client.post(bytes(described(UID, 3))).message().hasCustomCapabilities())
                .isTrue();
    }

    @Test
    void assignsAUidToWhoAsksForOne() throws IOException {
        ServerToAgent answer = client.post(bytes(first().setFlags(1))).message();

        assertThat(answer.getAgentIdentification().getNewInstanceUid().size()).isEqualTo(16);
    }

    @Test
    void hearsTheGoodbye() throws IOException {
        client.post(bytes(first()));
        AgentToServer.Builder goodbye = heartbeat(2);
        goodbye.getAgentDisconnectBuilder();
        client.post(bytes(goodbye));

        assertThat(server.agent(UID).connected()).isFalse();
        assertThat(server.messages().get(1).isDisconnect()).isTrue();
        assertThat(server.messages().get(1).isHeartbeat()).isFalse();
    }

    @Test
    void readsCompressedAndChunkedBodies() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes(first()));
        }
        client.send(zipped.toByteArray(), Map.of("Content-Encoding", "gzip"));
        assertThat(client.response().status()).isEqualTo(200);

        byte[] body = bytes(heartbeat(2));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/x-protobuf");
        headers.put("Transfer-Encoding", "chunked");
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        chunks.writeBytes("1\r\n".getBytes(US_ASCII));
        chunks.write(body, 0, 1);
        chunks.writeBytes(("\r\n" + Integer.toHexString(body.length - 1) + ";x=y\r\n").getBytes(US_ASCII));
        chunks.write(body, 1, body.length - 1);
        chunks.writeBytes("\r\n0\r\n\r\n".getBytes(US_ASCII));
        client.request("POST", "/v1/opamp", headers, chunks.toByteArray());
        assertThat(client.response().status()).isEqualTo(200);

        assertThat(server.messages().get(0).raw()).isEqualTo(bytes(first()));
        assertThat(server.messages().get(1).raw()).isEqualTo(body);
    }

    @Test
    void compressesAnswersWhereAllowed() throws IOException {
        try (FakeOpampServer compressing =
                        FakeOpampServer.builder().compression().start();
                RawHttpClient zipped = new RawHttpClient(compressing.port())) {
            zipped.send(bytes(first()), Map.of("Accept-Encoding", "br;q=1, gzip;q=0.5"));
            RawHttpClient.Response response = zipped.response();
            assertThat(response.headers()).containsEntry("Content-Encoding", "gzip");
            assertThat(ServerToAgent.parseFrom(response.inflated()).getCapabilities())
                    .isEqualTo(0x7F);
            assertThat(zipped.post(bytes(heartbeat(2))).message().getCapabilities())
                    .isEqualTo(0x7F);
        }
    }

    @Test
    void refusesWhatIsNotForIt() throws IOException {
        client.request("POST", "/other", Map.of("Content-Length", "0"), new byte[0]);
        assertThat(client.response().status()).isEqualTo(404);
        client.request("GET", "/v1/opamp", Map.of(), new byte[0]);
        assertThat(client.response().status()).isEqualTo(405);
        client.send(new byte[0], Map.of("Content-Type", "text/plain"));
        assertThat(client.response().status()).isEqualTo(415);
        client.send(new byte[] {-1}, Map.of());
        assertThat(client.response().status()).isEqualTo(400);

        assertThat(server.requests()).extracting(ReceivedRequest::path).contains("/other", "/v1/opamp");
        assertThat(server.violations()).hasSize(4);
        assertThat(server.messages()).singleElement().matches(ReceivedMessage::isMalformed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://127.0.0.1:4320", "null", ""})
    void refusesAPageInABrowser(String origin) throws IOException {
        server.offerRemoteConfig(OfferedFile.yaml("a.yaml", "password: 1"));
        client.send(bytes(first()), Map.of("Origin", origin));
        RawHttpClient.Response response = client.response();

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body()).isEmpty();
        client.request("OPTIONS", "/v1/opamp", Map.of("Origin", origin), new byte[0]);
        assertThat(client.response().status()).isEqualTo(403);
        assertThat(server.messages()).isEmpty();
        assertThat(server.violations()).hasSize(2).allMatch(violation -> violation.endsWith("refused with 403"));
    }

    @Test
    void refusesAMessageAboveItsLimit() throws IOException {
        try (FakeOpampServer small = FakeOpampServer.builder().messageLimit(100).start();
                RawHttpClient big = new RawHttpClient(small.port())) {
            big.send(new byte[101], Map.of());
            assertThat(big.response().status()).isEqualTo(413);
        }
    }

    @Test
    void noticesViolations() throws IOException {
        AgentToServer.Builder wrong = AgentToServer.newBuilder()
                .setInstanceUid(ByteString.copyFromUtf8("short"))
                .setCapabilities(0x10000)
                .setFlags(2);
        wrong.getHealthBuilder().setHealthy(true);
        client.send(bytes(wrong), Map.of("OpAMP-Instance-UID", "other"));
        client.response();
        client.post(bytes(first()));
        client.post(bytes(first()));

        assertThat(String.join("\n", server.violations()))
                .contains("5 bytes, not 16")
                .contains("lack ReportsStatus")
                .contains("undefined capability bits")
                .contains("undefined flag bits")
                .contains("HEALTH is sent without its capability bit")
                .contains("OpAMP-Instance-UID differs")
                .contains("sequence number repeats");
    }

    @Test
    void refusesConnectionsWhileNotListening() throws IOException {
        server.awaitConnections(1, SOON);
        server.stopListening();
        assertThatThrownBy(() -> new RawHttpClient(server.port())).isInstanceOf(ConnectException.class);
        assertThat(client.post(bytes(first())).status()).isEqualTo(200);

        server.resumeListening();
        try (RawHttpClient again = new RawHttpClient(server.port())) {
            assertThat(again.post(bytes(heartbeat(2))).status()).isEqualTo(200);
        }
    }

    @Test
    void keepsItsPortWhileItDoesNotListen() throws IOException {
        try (FakeOpampServer away = FakeOpampServer.start();
                ServerSocket other = new ServerSocket()) {
            away.stopListening();
            other.setReuseAddress(false);
            assertThatThrownBy(() -> other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), away.port())))
                    .isInstanceOf(BindException.class);
            away.resumeListening();
            try (RawHttpClient again = new RawHttpClient(away.port())) {
                assertThat(again.post(bytes(first())).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void leavesHeldConnectionsWithoutAnAnswerUntilReleased() throws IOException {
        server.awaitConnections(1, SOON);
        server.holdNewConnections();
        try (RawHttpClient held = new RawHttpClient(server.port())) {
            held.send(bytes(first()), Map.of());
            server.awaitConnections(2, SOON);
            assertThat(client.post(bytes(described(OTHER_UID, 1))).status()).isEqualTo(200);
            assertThat(server.messages()).hasSize(1);

            server.releaseConnections();
            assertThat(held.response().status()).isEqualTo(200);
        }
    }

    @Test
    void readsDeepTrees() throws IOException {
        ComponentHealth health = ComponentHealth.getDefaultInstance();
        for (int i = 0; i < 150; i++) {
            health = ComponentHealth.newBuilder()
                    .putComponentHealthMap("c", health)
                    .build();
        }
        assertThat(client.post(bytes(first().setHealth(health))).status()).isEqualTo(200);

        int depth = 0;
        for (Reported.Health at = server.messages().get(0).health().orElseThrow();
                !at.components().isEmpty();
                at = at.components().values().iterator().next()) {
            depth++;
        }
        assertThat(depth).isEqualTo(150);
    }

    @Test
    void takesARequestGivenUpAsEndedBeforeTheNext() throws IOException {
        server.nextMessages(Answer.silence());
        client.send(bytes(first()), Map.of());
        server.awaitMessages(1, SOON);
        client.close();
        try (RawHttpClient next = new RawHttpClient(server.port())) {
            assertThat(next.post(bytes(heartbeat(2))).status()).isEqualTo(200);
        }
        assertThat(server.maxRequestsInFlight(UID)).isEqualTo(1);
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void takesTheWholeUrlThatAProxiedClientSends() throws IOException {
        byte[] body = bytes(first());
        Map<String, String> headers =
                Map.of("Content-Type", "application/x-protobuf", "Content-Length", Integer.toString(body.length));
        client.request("POST", "http://opamp.example/v1/opamp?x=y", headers, body);

        assertThat(client.response().status()).isEqualTo(200);
        assertThat(server.messages().get(0).path()).isEqualTo("/v1/opamp");
    }

    @Test
    void forgetsAgentsButNotMessages() throws IOException {
        client.post(bytes(first()));
        server.forgetAgents();

        assertThat(server.agents()).isEmpty();
        assertThat(server.messages()).hasSize(1);
        assertThatThrownBy(() -> server.agent(UID))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(UID.uuid());
        assertThat(client.post(bytes(heartbeat(2))).message().getFlags()).isEqualTo(1);
    }

    @Test
    void tellsListenersAsThingsHappen() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (FakeOpampServer telling = FakeOpampServer.builder()
                        .onMessage(message -> told.add("message " + message.sequenceNumber()))
                        .onConnectionEvent(event -> told.add(event.kind().toString()))
                        .start();
                RawHttpClient agent = new RawHttpClient(telling.port())) {
            agent.post(bytes(first()));
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("OPENED");
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("message 1");
        }
    }

    @Test
    void saysWhatDidArriveWhenAWaitFails() throws IOException {
        client.post(bytes(first()));

        assertThatThrownBy(() -> server.awaitMessage(ReceivedMessage::isDisconnect, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("received 1 messages")
                .hasMessageContaining("#1 [DESCRIPTION]")
                .hasMessageNotContaining("checkout");
    }

    @Test
    void recordsTheLifeOfConnections() throws IOException {
        client.post(bytes(first()));
        client.close();

        ConnectionEvent closed = server.awaitEvent(e -> e.kind() == ConnectionEvent.Kind.CLOSED, SOON);
        assertThat(closed.connectionId()).isEqualTo(1);
        assertThat(closed.detail()).isEqualTo("by the client");
        assertThat(server.connectionEvents())
                .extracting(ConnectionEvent::kind)
                .isEqualTo(List.of(ConnectionEvent.Kind.OPENED, ConnectionEvent.Kind.CLOSED));
        assertThat(server.maxConnections()).isEqualTo(1);
    }
}
