package io.amp4j.opamp.testing;

import static io.amp4j.opamp.testing.Messages.bytes;
import static io.amp4j.opamp.testing.Messages.described;
import static io.amp4j.opamp.testing.Messages.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a server forgets so that it can run for long. */
class FakeOpampServerMemoryTest {
    private static Bytes uid(int number) {
        return Bytes.of(new UUID(0x0193_0000_0000_7000L, 0x8000_0000_0000_0000L | number));
    }

    private static AgentToServer.Builder sick(int agent, int bytes) {
        AgentToServer.Builder message = described(uid(agent), 1);
        message.getHealthBuilder().setLastError("x".repeat(bytes));
        return message;
    }

    @Test
    void forgetsTheAgentsThatItHeardOfFirstBeyondItsNumber() throws IOException {
        try (FakeOpampServer server =
                        FakeOpampServer.builder().keepAgents(2, Long.MAX_VALUE).start();
                RawHttpClient client = new RawHttpClient(server.port())) {
            for (int agent = 1; agent <= 4; agent++) {
                client.post(bytes(described(uid(agent), 1)));
            }
            assertThat(server.agents()).extracting(BelievedAgent::instanceUid).containsExactly(uid(3), uid(4));

            // A stranger again, and asked like one.
            assertThat(client.post(bytes(heartbeat(uid(1), 2))).message().getFlags())
                    .isEqualTo(1);
            assertThat(server.agents()).extracting(BelievedAgent::instanceUid).containsExactly(uid(4), uid(1));
            assertThat(server.maxRequestsInFlight(uid(1))).isEqualTo(1);
            assertThat(server.maxRequestsInFlight(uid(2))).isZero();
        }
    }

    @Test
    void forgetsTheAgentsThatItHeardOfFirstBeyondItsBytes() throws IOException {
        try (FakeOpampServer server =
                        FakeOpampServer.builder().keepAgents(100, 3_000).start();
                RawHttpClient client = new RawHttpClient(server.port())) {
            for (int agent = 1; agent <= 4; agent++) {
                client.post(bytes(sick(agent, 1_000)));
            }
            assertThat(server.agents()).extracting(BelievedAgent::instanceUid).containsExactly(uid(3), uid(4));

            // One that speaks is remembered in any case, and what it no longer reports does not count.
            client.post(bytes(sick(5, 10_000)));
            assertThat(server.agents()).extracting(BelievedAgent::instanceUid).containsExactly(uid(5));
            client.post(bytes(sick(5, 10)));
            client.post(bytes(sick(6, 1_000)));
            assertThat(server.agents()).extracting(BelievedAgent::instanceUid).containsExactly(uid(5), uid(6));
        }
    }

    @Test
    void takesNoNameOfAnAgentThatIsAMessageOfItsOwn() throws IOException {
        try (FakeOpampServer server = FakeOpampServer.start();
                RawHttpClient client = new RawHttpClient(server.port())) {
            AgentToServer.Builder message = heartbeat(1).setInstanceUid(ByteString.copyFrom(new byte[65]));

            assertThat(client.post(bytes(message)).status()).isEqualTo(400);
            assertThat(server.messages()).singleElement().matches(ReceivedMessage::isMalformed);
            assertThat(server.agents()).isEmpty();
        }
    }

    @Test
    void refusesToRememberNobody() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FakeOpampServer.builder().keepAgents(0, 1))
                .withMessage("count and bytes must be positive: 0, 1");
    }
}
