package io.amp4j.samples.demo;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConfigRestrictions;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.TelemetryDestination;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.BelievedAgent;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.SettingsOffer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Connects a client over HTTP, applies a configuration, sends the agent's own telemetry where the server says, sits out an outage and says goodbye; the server tells what it saw. */
final class OpampPart {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int OUTAGE = 3;
    private static final String RATIO = "ratio: 0.25";
    private static final AgentDescription AGENT = AgentDescription.of("demo-agent", "1.0.0");

    private final Timeline timeline;

    OpampPart(Timeline timeline) {
        this.timeline = timeline;
    }

    void run() throws IOException, InterruptedException {
        timeline.chapter(
                "An agent is managed over OpAMP",
                "A server sends a configuration, asks for the agent's own telemetry, and is away for a while.");
        try (FakeOpampServer server = FakeOpampServer.start();
                OtlpReceiver receiver = new OtlpReceiver();
                AgentTelemetry telemetry = new AgentTelemetry(AGENT)) {
            timeline.event("server", "listens on " + server.httpEndpoint());
            OpampClient client = client(server, telemetry);
            client.start();

            ReceivedMessage first =
                    server.awaitMessage(message -> message.description().isPresent(), LIMIT);
            server(first, "hears who the agent is, how it is, and what it runs with");
            server(server.awaitMessage(ReceivedMessage::isHeartbeat, LIMIT), "hears that it is still there");

            timeline.event("server", "offers sampling.yaml with \"" + RATIO + "\"");
            Bytes hash = server.offerRemoteConfig(OfferedFile.yaml("sampling.yaml", RATIO + "\n"));
            server(server.awaitConfigStatus(hash, Reported.APPLIED, LIMIT), "hears APPLIED with the hash of the offer");
            BelievedAgent agent = server.awaitAgent(first.instanceUid(), OpampPart::runsWithTheOffer, LIMIT);
            timeline.check(runsWithTheOffer(agent), "the server knows that the agent runs with \"" + RATIO + "\"");

            ownTelemetry(server, receiver, telemetry);

            timeline.event("server", "fails " + OUTAGE + " times");
            Answer[] outage = new Answer[OUTAGE];
            Arrays.fill(outage, Answer.status(500));
            int before = server.messages().size();
            server.nextMessages(outage);
            server.awaitMessages(before + OUTAGE + 1, LIMIT);
            timeline.check(server.unusedAnswers() == 0, "the agent came back by itself after the outage");

            client.close();
            List<ReceivedMessage> all = server.messages();
            timeline.check(
                    all.get(all.size() - 1).isDisconnect(),
                    "the agent said goodbye, after " + all.size() + " messages in all");
            timeline.check(server.violations().isEmpty(), "none of them violated the protocol");
        }
    }

    private static boolean runsWithTheOffer(BelievedAgent agent) {
        return agent.effectiveConfig().stream()
                .flatMap(config -> config.values().stream())
                .anyMatch(file -> file.text().strip().equals(RATIO));
    }

    private void ownTelemetry(FakeOpampServer server, OtlpReceiver receiver, AgentTelemetry telemetry)
            throws IOException, InterruptedException {
        Bytes hash = Bytes.utf8("own telemetry");
        server.offerConnectionSettings(SettingsOffer.builder(hash)
                .ownTraces(at(receiver, "/own/v1/traces"))
                .ownMetrics(at(receiver, "/own/v1/metrics"))
                .ownLogs(at(receiver, "/own/v1/logs"))
                .build());
        timeline.event("server", "offers " + receiver.address() + " for the agent's own telemetry");
        ReceivedMessage taken = server.awaitMessage(
                message -> message.connectionSettingsStatus()
                        .filter(status -> status.status() == Reported.APPLIED
                                && status.hash().equals(hash))
                        .isPresent(),
                LIMIT);
        server(taken, "hears APPLIED");
        telemetry.flush();
        AgentTelemetry.show(receiver, timeline);
    }

    private static SettingsOffer.Destination at(OtlpReceiver receiver, String path) {
        return SettingsOffer.destination().endpoint(receiver.address() + path).build();
    }

    private OpampClient client(FakeOpampServer server, AgentTelemetry telemetry) {
        return OpampClient.builder(server.httpEndpoint())
                .agent(AGENT)
                .heartbeat(Duration.ofMillis(200))
                .initialBackoff(Duration.ofMillis(150))
                .health(ComponentHealth.healthy(Instant.now()))
                .effectiveConfig(EffectiveConfig.of(ConfigFile.yaml("ratio: 1.0\n")))
                .callbacks(new DemoCallbacks(telemetry))
                .logFailures(false) // the callbacks tell them
                .configValidator(
                        ConfigRestrictions.builder().deny("receivers.filelog*").build())
                .build();
    }

    private final class DemoCallbacks implements OpampCallbacks {
        private final AgentTelemetry telemetry;

        DemoCallbacks(AgentTelemetry telemetry) {
            this.telemetry = telemetry;
        }

        @Override
        public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
            timeline.event(
                    "agent",
                    failure.message() + "; tries again in " + failure.retryIn().toMillis() + " ms");
        }

        @Override
        public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            timeline.event(
                    "agent", "applies " + String.join(", ", config.files().keySet()));
            telemetry.applied(String.join(", ", config.files().keySet()));
            return ConfigOutcome.applied(EffectiveConfig.of(config.files()));
        }

        @Override
        public ConnectionSettingsOutcome onOwnTelemetry(OpampClient client, TelemetryDestination destination) {
            return telemetry.use(destination);
        }
    }

    private void server(ReceivedMessage message, String what) {
        timeline.event("server", what + " (message " + message.sequenceNumber() + ")");
    }
}
