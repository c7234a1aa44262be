package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpampFleetTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int AGENTS = 200;

    private final FakeOpampServer server = FakeOpampServer.start();
    private final ManualTime time = new ManualTime();

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void runsManyAgentsOnFewThreadsAndSaysGoodbyeForAll() {
        List<OpampClient> clients = new ArrayList<>();
        server.offerRemoteConfig(OfferedFile.yaml("", "a: 1"));
        try (OpampFleet fleet = OpampFleet.builder()
                .concurrentExchanges(8)
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .build()) {
            for (int i = 0; i < AGENTS; i++) {
                OpampClient client = fleet.client(server.httpEndpoint())
                        .agent(AgentDescription.of("agent-" + i, "1"))
                        .callbacks(new OpampCallbacks() {
                            @Override
                            public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                                return ConfigOutcome.applied();
                            }
                        })
                        .build();
                clients.add(client);
                client.start();
            }
            server.await(
                    "all to apply",
                    () -> server.messages().stream()
                                    .filter(message -> message.remoteConfigStatus()
                                            .filter(status -> status.status() == Reported.APPLIED)
                                            .isPresent())
                                    .map(ReceivedMessage::instanceUid)
                                    .distinct()
                                    .count()
                            == AGENTS,
                    LIMIT);
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> name.startsWith("opamp-")))
                    .as("not one for each agent")
                    .hasSizeLessThanOrEqualTo(60);
            assertThat(fleet.clients()).hasSize(AGENTS);
            clients.get(0).close();
            assertThat(fleet.clients()).hasSize(AGENTS - 1);
            fleet.close(Duration.ofMinutes(1));
        }
        assertThat(server.messages().stream().filter(ReceivedMessage::isDisconnect))
                .hasSize(AGENTS);
        assertThat(clients)
                .allSatisfy(client -> assertThat(client.status().state()).isEqualTo(OpampStatus.State.CLOSED));
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void refusesAClockOfItsOwnForAClient() {
        try (OpampFleet fleet = OpampFleet.create()) {
            assertThatExceptionOfType(OpampException.class)
                    .isThrownBy(() -> fleet.client(server.httpEndpoint())
                            .clock(time.clock())
                            .build())
                    .withMessageContaining("those of the fleet")
                    .withMessageContaining("no identifying attribute");
        }
    }

    @Test
    void saysNoGoodbyeWithoutTime() {
        OpampFleet fleet = OpampFleet.create();
        OpampClient client = fleet.client(server.webSocketEndpoint())
                .agent(AgentDescription.of("hasty", "1"))
                .build();
        client.start();
        server.await("the first report", () -> !server.messages().isEmpty(), LIMIT);
        fleet.close(Duration.ZERO);
        assertThat(Ends.soon(client)).isTrue();
        assertThat(server.messages()).noneMatch(ReceivedMessage::isDisconnect);
    }

    @Test
    void takesNoClientAfterItsEnd() {
        OpampFleet fleet = OpampFleet.create();
        fleet.close();
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> fleet.client(server.httpEndpoint())
                        .agent(AgentDescription.of("late", "1"))
                        .build())
                .withMessageContaining("the fleet is closed");
    }
}
