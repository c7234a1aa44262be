package io.amp4j.samples.distro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.SettingsOffer;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Telemetry about the management, in real Java agents. */
class OwnTelemetryInAgentTest {
    @TempDir
    Path folder;

    private Stage stage;

    static List<Path> agents() {
        return Stage.agents();
    }

    @BeforeEach
    void prepare() throws IOException {
        stage = new Stage();
        stage.environment.put("AMP4J_OWN_TELEMETRY", "true");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @MethodSource("agents")
    void sendsItWhereTheServerSaysAndNothingOfItToTheApplicationsReceiver(Path agent) throws Exception {
        Bytes hash = Bytes.utf8("own");
        stage.server.offerConnectionSettings(SettingsOffer.builder(hash)
                .ownMetrics(SettingsOffer.destination()
                        .endpoint(stage.telemetry.address() + "/own/metrics")
                        .build())
                .ownLogs(SettingsOffer.destination()
                        .endpoint(stage.telemetry.address() + "/own/logs")
                        .header("Authorization", "Bearer another-secret")
                        .build())
                .build());
        try (AgentProcess application = AgentProcess.start(agent, folder, stage.environment)) {
            ReceivedMessage applied = stage.server.awaitMessage(
                    message -> message.connectionSettingsStatus()
                            .filter(status -> status.hash().equals(hash) && status.status() == Reported.APPLIED)
                            .isPresent(),
                    Stage.LIMIT);
            assertThat(applied.capabilities() & AgentCapability.REPORTS_OWN_METRICS.bit())
                    .isNotZero();
            assertThat(applied.capabilities() & AgentCapability.REPORTS_OWN_LOGS.bit())
                    .isNotZero();
            assertThat(applied.capabilities() & AgentCapability.REPORTS_OWN_TRACES.bit())
                    .isZero();
            stage.telemetry.awaitOther("/own/logs", "connected to the OpAMP server");
            stage.awaitRefusal(stage.offer("{'amp4j':{'speed':1}}"));
            stage.telemetry.awaitOther(
                    "/own/logs", "a remote configuration is refused: amp4j: unknown key 'speed', known are");
            application.get("/request");
            assertThat(stage.telemetry.nextPath()).isEqualTo("/request");

            assertThat(application.end()).isZero();
            stage.telemetry.awaitOther("/own/metrics", "amp4j.opamp.sent.messages");
            assertThat(stage.telemetry.spans()).extracting(Span::getKind).containsOnly(Span.SpanKind.SPAN_KIND_SERVER);
            assertThat(application.output())
                    .doesNotContain("] WARN ", "] ERROR ", "Exception", "a-secret", "another-secret");
        }
    }
}
