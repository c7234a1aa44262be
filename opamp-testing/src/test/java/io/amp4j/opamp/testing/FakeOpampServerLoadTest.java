package io.amp4j.opamp.testing;

import static io.amp4j.opamp.testing.Messages.SOON;
import static io.amp4j.opamp.testing.Messages.described;
import static io.amp4j.opamp.testing.Messages.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeOpampServerLoadTest {
    private static final int AGENTS = 300;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carriesManyAgentsAndLeavesNoThreadBehind(boolean virtualThreads) throws Exception {
        FakeOpampServerBuilder builder = FakeOpampServer.builder();
        List<RawWebSocketClient> clients = new ArrayList<>();
        try (FakeOpampServer server = (virtualThreads ? builder : builder.platformThreads()).start()) {
            for (int i = 0; i < AGENTS; i++) {
                RawWebSocketClient client = RawWebSocketClient.open(server);
                clients.add(client);
                client.send(described(uid(i), 1));
            }
            for (RawWebSocketClient client : clients) {
                assertThat(client.receive().getCapabilities()).isEqualTo(0x7F);
            }
            Bytes hash = server.offerRemoteConfig(OfferedFile.yaml("", "a: 1"));
            for (RawWebSocketClient client : clients) {
                assertThat(client.receive().getRemoteConfig().getConfigHash().toByteArray())
                        .isEqualTo(hash.toByteArray());
            }
            assertThat(server.agents()).hasSize(AGENTS);
            assertThat(server.maxConnections()).isEqualTo(AGENTS);
            assertThat(server.violations()).isEmpty();
            for (int i = 0; i < 1000; i++) {
                clients.get(0).exchange(heartbeat(uid(0), i + 2));
            }
            assertThat(server.agent(uid(0)).messages()).isEqualTo(1001);
        } finally {
            for (RawWebSocketClient client : clients) {
                client.close();
            }
        }
        for (Thread thread : serverThreads()) {
            thread.join(SOON.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void keepsOnlyTheNewestMessages(int kept) throws IOException {
        try (FakeOpampServer server =
                        FakeOpampServer.builder().keepMessages(kept).start();
                RawWebSocketClient client = RawWebSocketClient.open(server)) {
            client.exchange(described(uid(0), 1));
            for (int i = 2; i <= 50; i++) {
                client.exchange(heartbeat(uid(0), i));
            }
            assertThat(server.messages())
                    .hasSize(kept)
                    .last()
                    .extracting(ReceivedMessage::index)
                    .isEqualTo(49L);
            assertThat(server.awaitMessages(50, SOON)).hasSize(kept);
        }
    }

    private static Bytes uid(int agent) {
        return Bytes.of(new UUID(7, agent));
    }

    private static List<Thread> serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("fake-opamp-"))
                .toList();
    }
}
