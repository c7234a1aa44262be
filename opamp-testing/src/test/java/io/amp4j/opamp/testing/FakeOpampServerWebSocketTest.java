package io.amp4j.opamp.testing;

import static io.amp4j.opamp.testing.Messages.OTHER_UID;
import static io.amp4j.opamp.testing.Messages.SOON;
import static io.amp4j.opamp.testing.Messages.UID;
import static io.amp4j.opamp.testing.Messages.applied;
import static io.amp4j.opamp.testing.Messages.bytes;
import static io.amp4j.opamp.testing.Messages.described;
import static io.amp4j.opamp.testing.Messages.first;
import static io.amp4j.opamp.testing.Messages.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.opamp.testing.internal.Frame;
import io.amp4j.opamp.testing.internal.MessageDeflate;
import io.amp4j.opamp.testing.internal.Payload;
import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import io.amp4j.opamp.testing.internal.wire.ServerToAgent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FakeOpampServerWebSocketTest {
    private final FakeOpampServer server =
            FakeOpampServer.builder().compression().messageLimit(100_000).start();
    private RawWebSocketClient client;

    @BeforeEach
    void connect() throws IOException {
        client = RawWebSocketClient.open(server);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private ConnectionEvent await(ConnectionEvent.Kind kind) {
        return server.awaitEvent(event -> event.kind() == kind, SOON);
    }

    @Test
    void acceptsAnUpgradeWithTheRightKey() throws IOException {
        try (RawWebSocketClient other = new RawWebSocketClient(server.port())) {
            // The key and its answer are the example of RFC 6455, section 1.3.
            RawHttpClient.Response response = other.upgrade(Map.of("Authorization", "Bearer x"));
            assertThat(response.headers()).containsEntry("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(response.headers()).doesNotContainKey("Sec-WebSocket-Extensions");
        }
        assertThat(server.awaitRequest(
                                request -> request.header("Authorization").isPresent(), SOON)
                        .isUpgrade())
                .isTrue();
        await(ConnectionEvent.Kind.UPGRADED);
    }

    @Test
    void refusesAPageInABrowser() throws IOException {
        try (RawWebSocketClient page = new RawWebSocketClient(server.port())) {
            assertThat(page.upgrade(Map.of("Origin", "https://evil.example")).status())
                    .isEqualTo(403);
        }
        assertThat(await(ConnectionEvent.Kind.REFUSED).code()).isEqualTo(403);
    }

    @Test
    void answersEachMessageOnTheSamePortAndPathAsHttp() throws IOException {
        ServerToAgent answer = client.exchange(first());
        assertThat(answer.getInstanceUid().toByteArray()).isEqualTo(UID.toByteArray());
        assertThat(answer.getCapabilities()).isEqualTo(0x7F);

        try (RawHttpClient http = new RawHttpClient(server.port())) {
            assertThat(http.post(bytes(heartbeat(2))).status()).isEqualTo(200);
        }
        ReceivedMessage received = server.messages().get(0);
        assertThat(received.transport()).isEqualTo(Transport.WEBSOCKET);
        assertThat(received.raw()).isEqualTo(RawWebSocketClient.framed(bytes(first())));
        assertThat(received.request().isUpgrade()).isTrue();
        assertThat(server.agent(UID).messages()).isEqualTo(2);
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void putsFragmentsTogetherAroundControlFrames() throws IOException {
        byte[] message = RawWebSocketClient.framed(bytes(first()));
        client.frame(false, 0, WebSocketFrame.BINARY, Arrays.copyOf(message, 5));
        client.frame(true, 0, WebSocketFrame.PING, new byte[] {7});
        client.frame(false, 0, WebSocketFrame.CONTINUATION, Arrays.copyOfRange(message, 5, message.length));
        client.frame(true, 0, WebSocketFrame.CONTINUATION, new byte[0]);

        Frame pong = client.frame();
        assertThat(pong.opcode()).isEqualTo(WebSocketFrame.PONG);
        assertThat(pong.payload()).containsExactly(7);
        assertThat(client.receive().getCapabilities()).isEqualTo(0x7F);
        assertThat(server.messages().get(0).raw()).isEqualTo(message);
    }

    @Test
    void compressesBothWaysWhenAgreed() throws IOException {
        try (RawWebSocketClient deflating = new RawWebSocketClient(server.port())) {
            RawHttpClient.Response response =
                    deflating.upgrade(Map.of("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"));
            assertThat(response.headers())
                    .containsEntry(
                            "Sec-WebSocket-Extensions",
                            "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
            byte[] message = RawWebSocketClient.framed(bytes(first()));
            deflating.frame(true, 4, WebSocketFrame.BINARY, MessageDeflate.deflate(Payload.of(message)));

            Frame frame = deflating.frame();
            assertThat(frame.reserved()).isEqualTo(4);
            assertThat(MessageDeflate.inflate(frame.payload(), 1000)).startsWith(0);
            assertThat(server.messages().get(0).raw()).isEqualTo(message);
            assertThat(server.webSockets())
                    .extracting(AgentConnection::deflates)
                    .containsExactly(false, true);
        }
    }

    @Test
    void takesALongHeaderAndRefusesAnother() throws IOException {
        byte[] body = bytes(first());
        byte[] twoByteHeader = new byte[body.length + 2];
        twoByteHeader[0] = (byte) 0x80;
        System.arraycopy(body, 0, twoByteHeader, 2, body.length);
        client.frame(true, 0, WebSocketFrame.BINARY, twoByteHeader);
        assertThat(client.receive().hasErrorResponse()).isFalse();
        assertThat(server.violations()).isEmpty();

        for (byte[] wrong :
                new byte[][] {{1, 0}, {}, {(byte) 0x80}, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0}}) {
            client.frame(true, 0, WebSocketFrame.BINARY, wrong);
            assertThat(client.receive().getErrorResponse().getTypeValue()).isEqualTo(ServerReply.BAD_REQUEST);
        }
        assertThat(server.messages()).filteredOn(ReceivedMessage::isMalformed).hasSize(4);
        assertThat(server.violations()).anyMatch(text -> text.contains("header of a message is not 0"));
    }

    static Stream<Arguments> badFrames() {
        byte[] body = RawWebSocketClient.framed(bytes(first()));
        return Stream.of(
                argumentSet("unmasked", Frame.encode(true, 0, 2, false, body), 1002),
                argumentSet("reserved bits", Frame.encode(true, 2, 2, true, body), 1002),
                argumentSet("text", Frame.encode(true, 0, 1, true, body), 1003),
                argumentSet("unknown opcode", Frame.encode(true, 0, 5, true, body), 1002),
                argumentSet("fragmented ping", Frame.encode(false, 0, 9, true, body), 1002),
                argumentSet("stray continuation", Frame.encode(true, 0, 0, true, body), 1002),
                argumentSet("too long", Frame.encode(true, 0, 2, true, new byte[100_001]), 1009));
    }

    @ParameterizedTest
    @MethodSource("badFrames")
    void closesOnBadFrames(byte[] bytes, int code) throws IOException {
        client.raw(bytes);

        Frame close = client.frame();
        assertThat(close.opcode()).isEqualTo(WebSocketFrame.CLOSE);
        assertThat(ByteBuffer.wrap(close.payload()).getShort()).isEqualTo((short) code);
        assertThat(server.violations()).hasSize(1);
    }

    @Test
    void pushesOffersAtOnceAndUntilAcknowledged() throws IOException {
        client.exchange(first());

        Bytes hash = server.offerRemoteConfig(OfferedFile.yaml("", "a: 1"));
        assertThat(client.receive().getRemoteConfig().getConfigHash().toByteArray())
                .isEqualTo(hash.toByteArray());
        assertThat(client.exchange(heartbeat(2)).hasRemoteConfig()).isTrue();
        assertThat(client.exchange(applied(3, hash)).hasRemoteConfig()).isFalse();

        server.offerHeartbeat(Duration.ofSeconds(3));
        assertThat(client.receive().getConnectionSettings().getOpamp().getHeartbeatIntervalSeconds())
                .isEqualTo(3);
        server.announceCustomCapabilities("io.amp4j.x");
        assertThat(client.receive().getCustomCapabilities().getCapabilitiesList())
                .containsExactly("io.amp4j.x");
    }

    @Test
    void sendsAtOnceToTheAgentMeant() throws IOException {
        client.exchange(first());
        try (RawWebSocketClient other = RawWebSocketClient.open(server)) {
            other.exchange(described(OTHER_UID, 1));
            server.send(OTHER_UID, ServerReply.builder().restart().build());
            server.send(
                    UID,
                    ServerReply.builder()
                            .customMessage("c", "t", Bytes.utf8("x"))
                            .build());

            assertThat(other.receive().hasCommand()).isTrue();
            assertThat(client.receive().getCustomMessage().getData().toStringUtf8())
                    .isEqualTo("x");
        }
    }

    @Test
    void pushesFramesPingsAndCloses() throws IOException {
        client.exchange(first());
        AgentConnection connection = server.awaitWebSocket(UID, SOON);
        assertThat(connection.instanceUid()).contains(UID);

        connection.send(WebSocketFrame.ping(Bytes.utf8("hello")));
        assertThat(new String(client.frame().payload(), StandardCharsets.UTF_8)).isEqualTo("hello");
        client.frame(true, 0, WebSocketFrame.PONG, new byte[0]);
        await(ConnectionEvent.Kind.PONG_RECEIVED);

        connection.close(1013, "later");
        Frame close = client.frame();
        assertThat(new String(close.payload(), 2, 5, StandardCharsets.UTF_8)).isEqualTo("later");
        client.frame(true, 0, WebSocketFrame.CLOSE, close.payload());
        assertThat(client.isOver()).isTrue();
        ConnectionEvent received = await(ConnectionEvent.Kind.CLOSE_RECEIVED);
        assertThat(received.code()).isEqualTo(1013);
        assertThat(received.detail()).isEqualTo("later");
        assertThat(await(ConnectionEvent.Kind.CLOSED).detail()).isEqualTo("after the closing handshake");
        assertThat(server.webSockets()).isEmpty();
    }

    @Test
    void echoesACloseAndEndsTheConnection() throws IOException {
        client.frame(true, 0, WebSocketFrame.CLOSE, new byte[0]);

        Frame echo = client.frame();
        assertThat(echo.opcode()).isEqualTo(WebSocketFrame.CLOSE);
        assertThat(echo.payload()).isEmpty();
        assertThat(client.isOver()).isTrue();
        assertThat(await(ConnectionEvent.Kind.CLOSE_RECEIVED).code()).isEqualTo(1005);
    }

    @Test
    void withholdsPongsAndCloseEchoes() throws IOException {
        server.answerPings(false);
        server.echoCloses(false);
        client.frame(true, 0, WebSocketFrame.PING, new byte[0]);
        client.frame(true, 0, WebSocketFrame.CLOSE, new byte[] {3, (byte) 0xe8});
        assertThat(await(ConnectionEvent.Kind.CLOSE_RECEIVED).code()).isEqualTo(1000);
        assertThat(client.http.in.available()).isZero();
        server.behave();
        client.frame(true, 0, WebSocketFrame.PING, new byte[0]);
        assertThat(client.frame().opcode()).isEqualTo(WebSocketFrame.PONG);
    }

    @Test
    void leavesAConnectionHalfOpenUntilItReadsAgain() throws IOException {
        client.exchange(first());
        AgentConnection connection = server.awaitWebSocket(UID, SOON);
        connection.stopReading();
        client.send(heartbeat(2));
        try (RawWebSocketClient next = RawWebSocketClient.open(server)) {
            next.exchange(heartbeat(3));
            assertThat(server.messages()).hasSize(2);
            assertThat(server.maxConnections(UID)).isEqualTo(1);
        }
        connection.resumeReading();
        server.awaitMessage(message -> message.sequenceNumber() == 2, SOON);
    }

    @Test
    void noticesASecondConnectionOfAnAgent() throws IOException {
        client.exchange(first());
        client.close();
        client = RawWebSocketClient.open(server);
        client.exchange(heartbeat(2));
        assertThat(server.maxConnections(UID)).isEqualTo(1);
        assertThat(server.violations()).isEmpty();

        try (RawWebSocketClient second = RawWebSocketClient.open(server)) {
            second.exchange(heartbeat(3));
            assertThat(server.maxConnections(UID)).isEqualTo(2);
            assertThat(server.violations()).singleElement().asString().contains("2 WebSockets open");
        }
    }

    @Test
    void noticesAMessageAfterTheGoodbye() throws IOException {
        client.exchange(first());
        AgentToServer.Builder goodbye = heartbeat(2);
        goodbye.getAgentDisconnectBuilder();
        client.send(goodbye);
        client.send(heartbeat(3));
        server.awaitMessages(3, SOON);

        assertThat(server.messages().get(1).isDisconnect()).isTrue();
        server.await("the violation", () -> !server.violations().isEmpty(), SOON);
        assertThat(server.violations()).singleElement().asString().contains("after agent_disconnect");
    }

    @Test
    void cutsConnectionsWithoutAClose() throws IOException {
        client.exchange(first());
        server.cutConnections(false);

        assertThat(client.isOver()).isTrue();
        assertThat(await(ConnectionEvent.Kind.CLOSED).detail()).isEqualTo("by the server");
    }

    @Test
    void countsNoConnectionThatWasCutBesideTheNext() throws IOException {
        client.close();
        try (FakeOpampServer fresh = FakeOpampServer.start()) {
            for (int i = 0; i < 200; i++) {
                try (RawWebSocketClient next = RawWebSocketClient.open(fresh)) {
                    next.exchange(first());
                    fresh.cutConnections(false);
                    assertThat(next.isOver()).isTrue();
                }
            }
            assertThat(fresh.maxConnections()).isEqualTo(1);
        }
    }

    @Test
    void refusesAnUpgradeThatIsNone() throws IOException {
        try (RawWebSocketClient wrong = new RawWebSocketClient(server.port())) {
            assertThat(wrong.upgrade(Map.of("Sec-WebSocket-Version", "8", "Content-Type", "application/x-protobuf"))
                            .status())
                    .isEqualTo(400);
        }
        assertThat(await(ConnectionEvent.Kind.REFUSED).code()).isEqualTo(400);
        assertThat(server.violations()).hasSize(2);
    }
}
