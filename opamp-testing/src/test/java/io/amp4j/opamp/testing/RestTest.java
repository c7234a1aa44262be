package io.amp4j.opamp.testing;

import static io.amp4j.opamp.testing.Messages.OTHER_UID;
import static io.amp4j.opamp.testing.Messages.SOON;
import static io.amp4j.opamp.testing.Messages.UID;
import static io.amp4j.opamp.testing.Messages.described;
import static io.amp4j.opamp.testing.Messages.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.testing.internal.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestTest {
    private static final AgentIdle IDLE = (limit, held) -> 0;

    private final FakeOpampServer server = FakeOpampServer.start();
    private final ManualTime time = new ManualTime();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void waitsForEachAgentBeforeEachStep() {
        List<String> waited = new ArrayList<>();
        var unused = time.scheduler().schedule(() -> waited.add("task"), 1, TimeUnit.SECONDS);

        server.advance(time, Duration.ofSeconds(2), noting(waited, "a"), noting(waited, "b"));

        assertThat(waited.subList(0, waited.indexOf("task"))).contains("a", "b");
        assertThat(waited.subList(waited.indexOf("task"), waited.size())).contains("a", "b");
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(2));
    }

    private static AgentIdle noting(List<String> list, String name) {
        return (limit, held) -> {
            list.add(name);
            return 0;
        };
    }

    @Test
    void saysWhyThereIsNoRest() {
        AgentIdle busy = (limit, held) -> {
            throw new IllegalStateException("1 exchange is under way");
        };
        assertThatThrownBy(() -> server.advance(time, Duration.ofSeconds(1), busy))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no rest before time moves on: 1 exchange is under way");
        assertThat(time.elapsed()).isZero();
    }

    @Test
    void tellsTheAgentsWhatItHoldsOnPurpose() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        server.nextMessages(Answer.silence(), Answer.normally().after(gate), Answer.normally());
        try (RawHttpClient silent = new RawHttpClient(server.port());
                RawHttpClient gated = new RawHttpClient(server.port());
                RawHttpClient answered = new RawHttpClient(server.port())) {
            assertHeld(0);
            silent.send(Messages.bytes(described(UID, 1)), Map.of());
            server.awaitMessages(1, SOON);
            gated.send(Messages.bytes(described(OTHER_UID, 1)), Map.of());
            server.awaitMessages(2, SOON);
            answered.post(Messages.bytes(described(Bytes.of(new UUID(1, 2)), 1)));
            awaitHeld(2);
            assertHeld(2);
            gate.complete(null);
            gated.response();
            assertHeld(1);
        }
        awaitHeld(0);
    }

    /** The thread of the connection is about to note it. */
    private void awaitHeld(int count) {
        long end = System.nanoTime() + SOON.toNanos();
        while (server.traffic().held() != count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(server.traffic().held()).isEqualTo(count);
    }

    /** The first agent takes one of them for its own. */
    private void assertHeld(int count) {
        List<Integer> left = new ArrayList<>();
        server.advance(time, Duration.ZERO, (limit, held) -> Math.min(1, held.getAsInt()), (limit, held) -> {
            left.add(held.getAsInt());
            return held.getAsInt();
        });
        assertThat(left).containsOnly(Math.max(0, count - 1));
    }

    @Test
    void waitsUntilItHasNoticedThatTheAgentGaveUp() throws Exception {
        server.nextMessages(Answer.silence());
        try (RawHttpClient client = new RawHttpClient(server.port())) {
            client.send(Messages.bytes(described(UID, 1)), Map.of());
            server.awaitMessages(1, SOON);
            awaitHeld(1);
            CompletableFuture<Void> advanced =
                    CompletableFuture.runAsync(() -> server.advance(time, Duration.ofSeconds(1), IDLE));
            assertThat(time.elapsed()).isZero();
            client.socket.shutdownOutput();

            assertThat(advanced).succeedsWithin(SOON);
        }
        assertThat(server.traffic().held()).isZero();
    }

    /** The agent is idle all the time: all that the server knows, it knows from pongs. */
    @Test
    void waitsForWhatIsUnderWayOnAWebSocket() throws Exception {
        try (RawWebSocketClient client = RawWebSocketClient.open(server)) {
            CompletableFuture<Void> advanced =
                    CompletableFuture.runAsync(() -> server.advance(time, Duration.ofSeconds(1), IDLE));
            Frame ping = client.frame();
            assertThat(ping.opcode()).isEqualTo(WebSocketFrame.PING);
            client.send(described(UID, 1));
            pong(client, ping);
            assertThat(client.receive().getInstanceUid().toByteArray()).isEqualTo(UID.toByteArray());
            // Two quiet rounds, after the one that was not.
            pong(client, client.frame());
            assertThat(time.elapsed()).isZero();
            pong(client, client.frame());

            assertThat(advanced).succeedsWithin(SOON);
            assertThat(server.connectionEvents())
                    .noneMatch(event -> event.kind() == ConnectionEvent.Kind.PONG_RECEIVED);
            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void asksNoneThatIsNotRead() throws Exception {
        try (RawWebSocketClient client = RawWebSocketClient.open(server)) {
            client.exchange(described(UID, 1));
            server.awaitWebSocket(UID, SOON).stopReading();
            client.send(heartbeat(2));

            server.advance(time, Duration.ofSeconds(1), IDLE);

            assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void waitsUntilTheAgentHasNoticedThatItsWebSocketIsCut() throws Exception {
        try (RawWebSocketClient client = RawWebSocketClient.open(server)) {
            client.exchange(described(UID, 1));
            server.cutConnections(false);
            CompletableFuture<Void> advanced =
                    CompletableFuture.runAsync(() -> server.advance(time, Duration.ofSeconds(1), IDLE));
            assertThat(client.isOver()).isTrue();
            assertThat(time.elapsed()).isZero();
            client.http.socket.shutdownOutput();

            assertThat(advanced).succeedsWithin(SOON);
        }
    }

    private static void pong(RawWebSocketClient client, Frame ping) throws IOException {
        client.frame(true, 0, WebSocketFrame.PONG, ping.payload());
    }
}
