package io.amp4j.samples.distro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ReportedComponents.Component;
import io.amp4j.opamp.testing.ServerReply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Instrumentations by name, and traces by how they end, in real Java agents. */
class InstrumentationsInAgentTest {
    @TempDir
    Path folder;

    private Stage stage;

    static List<Path> agents() {
        return Stage.agents();
    }

    @BeforeEach
    void prepare() throws IOException {
        stage = new Stage();
        stage.environment.put("OTEL_INSTRUMENTATION_HTTP_URL_CONNECTION_ENABLED", "false");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @MethodSource("agents")
    void listsInstrumentationsAndDropsWhatTheServerTurnsOff(Path agent) throws Exception {
        try (AgentProcess application = AgentProcess.start(agent, folder, stage.environment)) {
            Map<String, Component> all = components();
            assertThat(all.get("opentelemetry-javaagent").metadata())
                    .hasEntrySatisfying(
                            "version", version -> assertThat(version).isNotEqualTo("unknown"));
            assertThat(all.get("amp4j-distro").metadata())
                    .hasEntrySatisfying(
                            "version", version -> assertThat(version).isNotEqualTo("unknown"));
            Map<String, Component> instrumentations =
                    all.get("instrumentations").subComponents();
            assertThat(instrumentations)
                    .hasSizeGreaterThan(150)
                    .containsKeys("tomcat-10.0", "jdbc", "kafka-clients-0.11");
            assertThat(instrumentations.get("java-http-server").metadata()).containsEntry("enabled", true);
            assertThat(instrumentations.get("http-url-connection").metadata()).containsEntry("enabled", false);

            assertThat(stage.awaitRefusal(stage.offer("{'amp4j':{'instrumentations':{'byName':{'java-htp-server':false,"
                            + "'http-url-connection':true,'tomcat':false}}}}")))
                    .isEqualTo(
                            "amp4j.instrumentations.byName: http-url-connection cannot be true, because the Java agent"
                                    + " has started without it; set otel.instrumentation.http-url-connection.enabled=true and"
                                    + " restart; amp4j.instrumentations.byName: 'java-htp-server' is no instrumentation of this"
                                    + " Java agent; there is java-http-server");
            application.get("/first");
            assertThat(stage.telemetry.nextPath()).isEqualTo("/first");

            stage.awaitApplied(stage.offer("{'amp4j':{'instrumentations':{'byName':{'java-http-server':false}}}}"));
            application.get("/off");
            assertThat(stage.lastEffective("instrumentations.json"))
                    .contains("io.opentelemetry.java-http-server", "http-url-connection");
            stage.awaitApplied(stage.offer("{}"));
            application.get("/back");
            assertThat(stage.telemetry.nextPath()).isEqualTo("/back");

            stage.awaitApplied(stage.offer("{'amp4j':{'instrumentations':{'all':false}}}"));
            application.get("/all-off");
            stage.awaitApplied(
                    stage.offer("{'amp4j':{'instrumentations':{'all':false,'byName':{'java-http-server':true}}}}"));
            application.get("/but-this");
            assertThat(stage.telemetry.nextPath()).isEqualTo("/but-this");

            stage.awaitApplied(stage.offer("{'amp4j':{'traces':{'tail':{'ratio':0,'ratioByName':{'GET /pay':1}}}}}"));
            application.get("/ordinary");
            application.get("/fail", 500);
            assertThat(stage.telemetry.nextPath()).isEqualTo("/fail");
            application.get("/pay");
            assertThat(stage.telemetry.nextPath()).isEqualTo("/pay");
            stage.awaitApplied(stage.offer("{'amp4j':{}}"));
            application.get("/last");
            assertThat(stage.telemetry.nextPath()).isEqualTo("/last");

            assertThat(application.end()).isZero();
            assertThat(stage.telemetry.remainingPaths()).isEmpty();
            assertThat(application.output()).doesNotContain("] WARN ", "] ERROR ", "Exception");
        }
    }

    private Map<String, Component> components() {
        ReceivedMessage first = stage.server.awaitMessage(
                message -> message.availableComponents().isPresent(), Stage.LIMIT);
        assertThat(first.capabilities() & AgentCapability.REPORTS_AVAILABLE_COMPONENTS.bit())
                .isNotZero();
        assertThat(first.availableComponents().orElseThrow().components()).isEmpty();
        stage.server.send(
                first.instanceUid(),
                ServerReply.builder().reportAvailableComponents().build());
        return stage.server
                .awaitMessage(
                        message -> message.availableComponents()
                                .filter(reported -> !reported.components().isEmpty())
                                .isPresent(),
                        Stage.LIMIT)
                .availableComponents()
                .orElseThrow()
                .components();
    }
}
