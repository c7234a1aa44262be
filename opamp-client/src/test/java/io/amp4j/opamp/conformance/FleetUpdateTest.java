package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.packages.Archives;
import io.amp4j.opamp.packages.DirectoryInstaller;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.packages.PackagePolicy;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.AnswerRule;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many agents of one process that are offered a package at the same time. {@code -Dfleet.agents=1000} has that many of them and tells what it took. */
class FleetUpdateTest {
    private static final int AGENTS = Integer.getInteger("fleet.agents", 40);

    /** As {@code docs/opamp-packages.md} has it. */
    private static final int MOST_DOWNLOADS = 16;

    private static final int INSTALLED = 0;

    @TempDir
    private Path directory;

    @Test
    void updatesAllOverAFewConnections() throws Exception {
        byte[] content = Archives.tarGz(Archives.file("run", "new".repeat(10_000)));
        Bytes all = Bytes.utf8("all");
        try (FakeOpampServer server = FakeOpampServer.start();
                FileHost host = new FileHost();
                OpampFleet fleet = OpampFleet.create()) {
            ServerReply offer = ServerReply.builder()
                    .offeredPackage(
                            "a",
                            0,
                            "2",
                            Bytes.utf8("2"),
                            host.put("a", content),
                            Bytes.of(MessageDigest.getInstance("SHA-256").digest(content)),
                            Bytes.EMPTY)
                    .allPackagesHash(all)
                    .build();
            try (AnswerRule rule = server.onMessage(
                    message -> message.packageStatuses()
                            .filter(statuses -> !statuses.offeredAllHash().equals(all))
                            .isPresent(),
                    Answer.reply(offer))) {
                assertThat(rule).isNotNull();
                long begun = System.nanoTime();
                for (int agent = 0; agent < AGENTS; agent++) {
                    start(fleet, server, agent);
                }
                Set<String> updated = ConcurrentHashMap.newKeySet();
                server.awaitMessage(
                        message -> {
                            if (isUpdated(message)) {
                                updated.add(message.instanceUidText());
                            }
                            return updated.size() == AGENTS;
                        },
                        Duration.ofMinutes(5));
                if (System.getProperty("fleet.agents") != null) {
                    System.out.printf(
                            "%d agents: %.1f s, %d connections at a time%n",
                            AGENTS, (System.nanoTime() - begun) / 1e9, host.mostConnections());
                }
            }
            // The server may come to the end of a connection after the client has begun the next.
            assertThat(host.mostConnections()).isLessThan(2 * MOST_DOWNLOADS);
            assertThat(host.paths()).hasSize(AGENTS);
        }
        for (int agent = 0; agent < AGENTS; agent++) {
            assertThat(installer(agent).current("a").orElseThrow().resolve("run"))
                    .satisfies(file -> assertThat(Files.size(file)).isEqualTo(30_000));
        }
    }

    private static boolean isUpdated(ReceivedMessage message) {
        return message.packageStatuses()
                .map(statuses -> statuses.packages().get("a"))
                .filter(status -> status != null
                        && status.status() == INSTALLED
                        && status.version().equals("2"))
                .isPresent();
    }

    private DirectoryInstaller installer(int agent) {
        return DirectoryInstaller.in(directory.resolve("agent-" + agent));
    }

    private void start(OpampFleet fleet, FakeOpampServer server, int agent) throws IOException {
        fleet.client(server.webSocketEndpoint())
                .agent(AgentDescription.of("agent-" + agent, "1"))
                .packages(PackageOptions.builder(installer(agent))
                        .policy(PackagePolicy.builder()
                                .requiresSignature(false)
                                .allowsPlainHttp(true)
                                .build())
                        .build())
                .build()
                .start();
    }
}
