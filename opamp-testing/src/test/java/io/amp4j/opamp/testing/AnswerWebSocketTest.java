package io.amp4j.opamp.testing;

import static io.amp4j.opamp.testing.Messages.SOON;
import static io.amp4j.opamp.testing.Messages.UID;
import static io.amp4j.opamp.testing.Messages.first;
import static io.amp4j.opamp.testing.Messages.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.testing.internal.Frame;
import io.amp4j.opamp.testing.internal.MessageDeflate;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerWebSocketTest {
    private final FakeOpampServer server =
            FakeOpampServer.builder().compression().start();
    private final RawWebSocketClient client;

    AnswerWebSocketTest() throws IOException {
        client = new RawWebSocketClient(server.port());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private void open() throws IOException {
        assertThat(client.upgrade(Map.of()).status()).isEqualTo(101);
    }

    private void openDeflating() throws IOException {
        assertThat(client.upgrade(Map.of("Sec-WebSocket-Extensions", "permessage-deflate"))
                        .status())
                .isEqualTo(101);
    }

    @Test
    void throttlesARefusedUpgradeAndAcceptsTheNext() throws IOException {
        server.nextUpgrades(
                Answer.throttle(Duration.ofSeconds(90)),
                Answer.throttle(429, "40"),
                Answer.redirect(302, URI.create("ws://127.0.0.1:1/x")),
                Answer.status(401));

        RawHttpClient.Response throttled = client.upgrade(Map.of());
        assertThat(throttled.status()).isEqualTo(503);
        assertThat(throttled.headers()).containsEntry("Retry-After", "90");
        assertThat(client.upgrade(Map.of()).status()).isEqualTo(429);
        assertThat(client.upgrade(Map.of()).headers()).containsEntry("Location", "ws://127.0.0.1:1/x");
        assertThat(client.upgrade(Map.of()).status()).isEqualTo(401);
        open();
        assertThat(client.exchange(first()).getCapabilities()).isEqualTo(0x7F);
        assertThat(server.connectionEvents())
                .filteredOn(event -> event.kind() == ConnectionEvent.Kind.REFUSED)
                .extracting(ConnectionEvent::code)
                .containsExactly(503, 429, 302, 401);
    }

    @Test
    void stallsAnUpgradeUntilReleased() throws IOException {
        CompletableFuture<String> gate = new CompletableFuture<>();
        server.nextUpgrades(Answer.normally().after(gate));
        client.askForUpgrade(Map.of());
        server.awaitRequest(ReceivedRequest::isUpgrade, SOON);
        assertThat(client.http.in.available()).isZero();

        gate.complete("go");
        assertThat(client.http.response().status()).isEqualTo(101);
        assertThat(client.exchange(first()).getCapabilities()).isEqualTo(0x7F);
    }

    @Test
    void acceptsAndClosesOrSpeaksFirst() throws IOException {
        server.nextUpgrades(Answer.close(1013, "try again later"));
        open();
        assertThat(client.frame().opcode()).isEqualTo(WebSocketFrame.CLOSE);

        server.nextUpgrades(Answer.reply(ServerReply.builder().reportFullState().build()));
        try (RawWebSocketClient next = new RawWebSocketClient(server.port())) {
            next.upgrade(Map.of());
            assertThat(next.receive().getFlags()).isEqualTo(1);
        }
        server.nextUpgrades(Answer.normally().then(Answer.cut()));
        try (RawWebSocketClient next = new RawWebSocketClient(server.port())) {
            assertThat(next.upgrade(Map.of()).status()).isEqualTo(101);
            assertThat(next.isOver()).isTrue();
        }
    }

    @Test
    void cutsAnUpgradeBeforeOrInTheMiddle() throws IOException {
        server.nextUpgrades(Answer.cut());
        assertThatThrownBy(() -> client.upgrade(Map.of())).isInstanceOf(EOFException.class);

        server.nextUpgrades(Answer.normally().firstBytes(20).then(Answer.cut()));
        try (RawWebSocketClient next = new RawWebSocketClient(server.port())) {
            assertThatThrownBy(() -> next.upgrade(Map.of())).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void withholdsRepliesWhileItGoesOnReading() throws IOException {
        open();
        CompletableFuture<String> gate = new CompletableFuture<>();
        server.nextMessages(Answer.silence(), Answer.normally().after(gate), Answer.silence());
        client.send(first());
        client.send(heartbeat(2));
        client.send(heartbeat(3));
        server.awaitMessages(3, SOON);
        assertThat(client.http.in.available()).isZero();

        gate.complete("go");
        assertThat(client.receive().getInstanceUid().toByteArray()).isEqualTo(UID.toByteArray());
    }

    @Test
    void throttlesWithUnavailable() throws IOException {
        open();
        server.nextMessages(Answer.throttle(Duration.ofSeconds(45)));

        assertThat(client.exchange(first()).getErrorResponse().getRetryInfo().getRetryAfterNanoseconds())
                .isEqualTo(45_000_000_000L);
    }

    @Test
    void sendsIllegalFramesAsTheyAre() throws IOException {
        open();
        Bytes message = Bytes.of(new byte[] {0, 1, 2, 3});
        server.nextMessages(Answer.frames(
                WebSocketFrame.text("hello"),
                WebSocketFrame.binary(message).withMask(),
                WebSocketFrame.binary(message).withReserved(7),
                WebSocketFrame.binary(message).unfinished(),
                WebSocketFrame.continuation(Bytes.EMPTY),
                WebSocketFrame.of(15, Bytes.of(new byte[200])).unfinished()));
        client.send(first());

        assertThat(client.frame().opcode()).isEqualTo(WebSocketFrame.TEXT);
        Frame masked = client.frame();
        assertThat(masked.masked()).isTrue();
        assertThat(masked.payload()).isEqualTo(message.toByteArray());
        assertThat(client.frame().reserved()).isEqualTo(7);
        assertThat(client.frame().fin()).isFalse();
        assertThat(client.frame().payload()).isEmpty();
        Frame odd = client.frame();
        assertThat(odd.opcode()).isEqualTo(15);
        assertThat(odd.payload()).hasSize(200);
    }

    @Test
    void sendsExactlyAsManyBytesAsAsked() throws IOException {
        openDeflating();
        ServerReply reply = ServerReply.builder().reportFullState().build();
        server.nextMessages(Answer.sized(reply, 1024), Answer.sized(reply, 200_000), Answer.bomb(reply, 5_000_000));

        client.send(first());
        Frame small = client.frame();
        assertThat(small.payload()).hasSize(1024).startsWith(0);
        assertThat(small.reserved()).isZero();
        client.send(heartbeat(2));
        assertThat(client.frame().payload()).hasSize(200_000);
        client.send(heartbeat(3));
        Frame bomb = client.frame();
        assertThat(bomb.payload().length).isLessThan(30_000);
        assertThat(MessageDeflate.inflate(bomb.payload(), 5_000_000)).hasSize(5_000_000);
    }

    @Test
    void refusesABombWithoutCompression() throws IOException {
        open();
        server.nextMessages(Answer.bomb(ServerReply.acknowledgement(), 1000));
        client.send(first());

        assertThat(client.isOver()).isTrue();
        assertThatThrownBy(() -> server.awaitMessages(1, SOON))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("permessage-deflate was not negotiated");
    }

    @Test
    void sendsBodiesWithoutAHeaderOfItsOwn() throws IOException {
        open();
        server.nextMessages(Answer.body(new byte[] {(byte) 0x80}), Answer.garbage(3, 50));
        client.send(first());
        assertThat(client.frame().payload()).containsExactly(0x80);
        client.send(heartbeat(2));
        assertThat(client.frame().payload()).hasSize(50);
    }

    @Test
    void cutsInTheMiddleOfAFrameOrResets() throws IOException {
        open();
        server.nextMessages(Answer.normally().withoutLastBytes(3).then(Answer.cut()));
        assertThatThrownBy(() -> client.exchange(first())).isInstanceOf(EOFException.class);

        server.nextMessages(Answer.reset());
        try (RawWebSocketClient next = RawWebSocketClient.open(server)) {
            assertThatThrownBy(() -> next.exchange(heartbeat(2))).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void sendsAFrameInPieces() throws IOException {
        open();
        Semaphore permits = new Semaphore(1);
        server.nextMessages(Answer.reply(ServerReply.ofBytes(new byte[] {8, 1})).paced(3, permits));
        client.send(first());

        assertThat(client.http.in.require(3)).containsExactly(0x82, 3, 0);
        permits.release();
        assertThat(client.http.in.require(2)).containsExactly(8, 1);
    }

    @Test
    void knowsNoHttpStatusForAMessage() throws IOException {
        open();
        server.nextMessages(Answer.status(500));
        client.send(first());

        assertThat(client.isOver()).isTrue();
        assertThatThrownBy(() -> server.awaitMessages(1, SOON))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("script the upgrade instead");
    }
}
