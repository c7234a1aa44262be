package io.amp4j.opamp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.RemoteConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A large fleet in this one JVM: the reference server counts who is there, who applied, and who said goodbye. */
@Interop
class FleetInteropTest {
    private static final int AGENTS = 2_000;

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "WEBSOCKET"})
    void appliesOneOfferEverywhere(Endpoint endpoint, ReferenceServer server) {
        int threadsBefore = Thread.getAllStackTraces().size();
        try (OpampFleet fleet = OpampFleet.create()) {
            List<OpampClient> clients = new ArrayList<>();
            for (int i = 0; i < AGENTS; i++) {
                OpampClient client = InteropAgent.options(fleet.client(server.url(endpoint)), server, endpoint)
                        .heartbeat(endpoint.isWebSocket() ? Duration.ofHours(1) : Duration.ofSeconds(2))
                        .callbacks(new Applying())
                        .build();
                clients.add(client);
                client.start();
            }
            server.awaitAgents(AGENTS, endpoint.isWebSocket() ? AGENTS : 0);

            int sent = server.broadcast(Offers.remoteConfig("2000", Map.of("a.yaml", "a: 1")));
            assertThat(sent).isEqualTo(endpoint.isWebSocket() ? AGENTS : 0);
            server.awaitApplied(AGENTS, "2000");

            if (!endpoint.isWebSocket()) {
                // A few while the server is quick, and on a busy machine up to the limit of 128 exchanges; never one
                // for each agent.
                assertThat(Thread.getAllStackTraces().size() - threadsBefore)
                        .as("threads of %d agents", AGENTS)
                        .isLessThan(400);
            }
            assertThat(server.stats("2000").path("agents").asInt()).isEqualTo(AGENTS);
            assertThat(fleet.clients()).hasSameSizeAs(clients);
            fleet.close(Duration.ofMinutes(1));
        }
        List<Seen> all = server.received();
        assertThat(all).noneMatch(Seen::isGap);
        assertThat(all.stream()
                        .filter(seen -> seen.has("agentDisconnect"))
                        .map(Seen::uid)
                        .distinct())
                .hasSize(AGENTS);
    }

    private static final class Applying implements OpampCallbacks {
        @Override
        public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            return ConfigOutcome.applied();
        }
    }
}
