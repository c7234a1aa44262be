package io.amp4j.samples.demo;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConfigRestrictions;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Connects a client over HTTP, applies a configuration, sits out an outage and says goodbye; the server tells what it saw. */
final class OpampPart {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int OUTAGE = 3;

    private final Timeline timeline;

    OpampPart(Timeline timeline) {
        this.timeline = timeline;
    }

    void run() {
        try (FakeOpampServer server = FakeOpampServer.start()) {
            timeline.event("server", "listens on " + server.httpEndpoint());
            OpampClient client = client(server);
            client.start();

            ReceivedMessage first =
                    server.awaitMessage(message -> message.description().isPresent(), LIMIT);
            server(first, "the first full status");
            server(server.awaitMessage(ReceivedMessage::isHeartbeat, LIMIT), "a heartbeat");

            Bytes hash = server.offerRemoteConfig(OfferedFile.yaml("sampling.yaml", "ratio: 0.25\n"));
            timeline.event(
                    "server", "offers sampling.yaml with hash " + hash.toHex().substring(0, 12) + "…");
            ReceivedMessage applied = server.awaitMessage(message -> isApplied(message, hash), LIMIT);
            server(applied, "APPLIED with the offered hash");
            server.awaitAgent(
                    first.instanceUid(),
                    agent -> agent.effectiveConfig().isPresent()
                            && agent.effectiveConfig().get().values().stream()
                                    .anyMatch(file -> file.text().contains("0.25")),
                    LIMIT);
            timeline.event("server", "now believes the effective config to be the new one");

            timeline.event("server", "fails " + OUTAGE + " times");
            Answer[] outage = new Answer[OUTAGE];
            Arrays.fill(outage, Answer.status(500));
            int before = server.messages().size();
            server.nextMessages(outage);
            server.awaitMessages(before + OUTAGE + 1, LIMIT);
            DemoFailure.unless(server.unusedAnswers() == 0, "the outage");
            server(server.messages().get(before + OUTAGE), "the first message after the outage");

            client.close();
            List<ReceivedMessage> all = server.messages();
            ReceivedMessage last = all.get(all.size() - 1);
            DemoFailure.unless(last.isDisconnect(), "the goodbye");
            server(last, "agent_disconnect, after " + all.size() + " messages in all");
        }
    }

    private OpampClient client(FakeOpampServer server) {
        return OpampClient.builder(server.httpEndpoint())
                .agent(AgentDescription.of("demo-agent", "1.0.0"))
                .heartbeat(Duration.ofMillis(200))
                .initialBackoff(Duration.ofMillis(150))
                .health(ComponentHealth.healthy(Instant.now()))
                .effectiveConfig(EffectiveConfig.of(ConfigFile.yaml("ratio: 1.0\n")))
                .callbacks(new DemoCallbacks())
                .logFailures(false) // the callbacks tell them
                .configValidator(
                        ConfigRestrictions.builder().deny("receivers.filelog*").build())
                .build();
    }

    private final class DemoCallbacks implements OpampCallbacks {
        @Override
        public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
            timeline.event(
                    "agent",
                    failure.message() + "; tries again in " + failure.retryIn().toMillis() + " ms");
        }

        @Override
        public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            timeline.event("agent", "applies " + config);
            return ConfigOutcome.applied(EffectiveConfig.of(config.files()));
        }
    }

    private static boolean isApplied(ReceivedMessage message, Bytes hash) {
        return message.remoteConfigStatus()
                .filter(status ->
                        status.status() == Reported.APPLIED && status.hash().equals(hash))
                .isPresent();
    }

    private void server(ReceivedMessage message, String what) {
        timeline.event("server", "#" + message.sequenceNumber() + " " + what + " " + message.parts());
    }
}
