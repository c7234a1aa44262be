package io.amp4j.opamp.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.OpampClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrentUpdatesTest {

    private static final int ROUNDS = 3_000;
    private static final Set<AgentCapability> WITH_HEALTH = Set.of(AgentCapability.REPORTS_HEALTH);
    private static final Set<AgentCapability> WITH_HEARTBEAT = Set.of(AgentCapability.REPORTS_HEARTBEAT);

    @Test
    void whatTheClientAllowsIsWhatItTellsTheServer() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier together = new CyclicBarrier(2);
        try (OpampClient client = OpampClient.builder(URI.create("http://127.0.0.1:1"))
                .agent(AgentDescription.of("checkout", "1"))
                .build()) {
            for (int i = 0; i < ROUNDS; i++) {
                List<Future<?>> both = List.of(
                        threads.submit(() -> update(client, together, WITH_HEALTH)),
                        threads.submit(() -> update(client, together, WITH_HEARTBEAT)));
                for (Future<?> one : both) {
                    one.get(20, SECONDS);
                }
                // What is told comes after all that was submitted before.
                Duration marker = Duration.ofSeconds(31 + i);
                client.updateHeartbeat(marker);
                while (!client.status().heartbeatInterval().equals(marker)) {
                    Thread.onSpinWait();
                }
                boolean told = client.status().agentCapabilities().contains(AgentCapability.REPORTS_HEALTH);
                assertThat(allowsHealth(client)).as("round %d", i).isEqualTo(told);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void update(OpampClient client, CyclicBarrier together, Set<AgentCapability> capabilities) {
        try {
            together.await(20, SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        client.updateCapabilities(capabilities);
    }

    private static boolean allowsHealth(OpampClient client) {
        try {
            client.updateHealth(ComponentHealth.unhealthy("a test"));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
