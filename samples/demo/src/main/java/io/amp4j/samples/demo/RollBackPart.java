package io.amp4j.samples.demo;

import com.sun.net.httpserver.HttpServer;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.HealthProbes;
import io.amp4j.opamp.LastKnownGood;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.BelievedAgent;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

/** An agent takes a configuration that it cannot work with, and goes back to the last good one. */
final class RollBackPart {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String FILE = "agent.yaml";
    private static final String GOOD = "workers: 4\n";
    private static final String BAD = "workers: 0\n";

    /** An agent with a health page, which takes any number of workers and is unhealthy without one. */
    private final class Program implements OpampCallbacks, AutoCloseable {
        private final HttpServer health;
        private volatile String running = "workers: 1\n";

        Program() throws IOException {
            health = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            health.createContext("/health", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(running.equals(BAD) ? 503 : 204, -1);
                }
            });
            health.start();
        }

        URI healthPage() {
            return URI.create("http://127.0.0.1:" + health.getAddress().getPort() + "/health");
        }

        @Override
        public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            ConfigFile file = config.files().get(FILE);
            if (file == null) {
                return ConfigOutcome.failed("no " + FILE);
            }
            running = file.text();
            timeline.event("agent", "now runs with \"" + running.strip() + "\"");
            return ConfigOutcome.applied(EffectiveConfig.of(config.files()));
        }

        @Override
        public void close() {
            health.stop(0);
        }
    }

    private final Timeline timeline;

    RollBackPart(Timeline timeline) {
        this.timeline = timeline;
    }

    void run() throws IOException {
        timeline.chapter(
                "A bad configuration is rolled back",
                "The agent takes it without an error, but is not healthy with it. lastKnownGood notices.");
        try (FakeOpampServer server = FakeOpampServer.start();
                Program program = new Program();
                OpampClient client = OpampClient.builder(server.httpEndpoint())
                        .agent(AgentDescription.of("demo-agent", "1.0.0"))
                        .heartbeat(Duration.ofMillis(200))
                        .effectiveConfig(EffectiveConfig.of(ConfigFile.yaml(program.running)))
                        .callbacks(program)
                        .lastKnownGood(
                                LastKnownGood.probedBy(HealthProbes.http(program.healthPage(), Duration.ofSeconds(5)))
                                        .window(Duration.ofSeconds(1))
                                        .interval(Duration.ofMillis(200))
                                        .details(() -> "last line of the agent's log: 12 requests wait for 0 workers")
                                        .build())
                        .build()) {
            client.start();
            Bytes good = offer(server, GOOD);
            server.awaitConfigStatus(good, Reported.APPLIED, LIMIT);
            timeline.event("server", "hears APPLIED, after a second in which the health page was fine");

            Bytes bad = offer(server, BAD);
            ReceivedMessage failed = server.awaitConfigStatus(bad, Reported.FAILED, LIMIT);
            timeline.event(
                    "server",
                    "hears FAILED: " + failed.remoteConfigStatus().orElseThrow().errorMessage());
            BelievedAgent agent = server.awaitAgent(
                    failed.instanceUid(),
                    known -> known.effectiveConfig().stream()
                            .flatMap(config -> config.values().stream())
                            .anyMatch(file -> file.text().equals(GOOD)),
                    LIMIT);
            timeline.check(program.running.equals(GOOD), "the agent runs with \"workers: 4\" again");
            server.awaitMessageAfter(failed, ReceivedMessage::isHeartbeat, LIMIT);
            Reported.ConfigStatus last =
                    server.agent(agent.instanceUid()).remoteConfigStatus().orElseThrow();
            timeline.check(
                    last.status() == Reported.FAILED && last.hash().equals(bad),
                    "for the server the bad configuration stays FAILED, so it is not offered in a loop");
        }
    }

    private Bytes offer(FakeOpampServer server, String text) {
        timeline.event("server", "offers " + FILE + " with \"" + text.strip() + "\"");
        return server.offerRemoteConfig(OfferedFile.yaml(FILE, text));
    }
}
