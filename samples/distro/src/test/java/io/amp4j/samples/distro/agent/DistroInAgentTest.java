package io.amp4j.samples.distro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The jar in real Java agents, in front of an application that knows nothing of it. */
class DistroInAgentTest {
    private static final Duration LIMIT = Stage.LIMIT;
    private static final Path NEWEST = Stage.NEWEST;

    @TempDir
    Path folder;

    private Stage stage;
    private FakeOpampServer server;
    private Telemetry telemetry;
    private Map<String, String> environment;

    static List<Path> agents() {
        return Stage.agents();
    }

    @BeforeEach
    void prepare() throws IOException {
        stage = new Stage();
        server = stage.server;
        telemetry = stage.telemetry;
        environment = stage.environment;
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void isOneSmallJar() throws IOException {
        assertThat(Files.size(AgentProcess.DISTRO)).isLessThan(4_000_000);
        try (JarFile jar = new JarFile(AgentProcess.DISTRO.toFile())) {
            assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(".class")))
                    .allMatch(name -> name.startsWith("io/amp4j/"));
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void followsTheServerWithoutARestart(Path agent) throws Exception {
        try (AgentProcess application = AgentProcess.start(agent, folder, environment)) {
            ReceivedMessage first =
                    server.awaitMessage(message -> message.description().isPresent(), LIMIT);
            assertThat(first.description().orElseThrow().identifying())
                    .containsEntry("service.name", "shop")
                    .containsKey("service.instance.id");
            assertThat(first.description().orElseThrow().nonIdentifying())
                    .containsKeys("telemetry.sdk.version", "process.pid", "host.name")
                    .doesNotContainKeys("process.command_args", "process.command_line");
            assertThat(first.headers().get("authorization")).containsExactly("Bearer a-secret");
            application.get("/first");
            assertThat(telemetry.nextPath()).isEqualTo("/first");

            ReceivedMessage none = awaitApplied(offer("{'amp4j':{'traces':{'sampling':{'ratio':0}}}}"));
            assertThat(effective(none)).contains("\"ratio\": 0");
            application.get("/not-recorded");
            awaitApplied(offer("{'amp4j':{'traces':{'sampling':{'ratio':1}}}}"));
            application.get("/recorded");
            assertThat(telemetry.nextPath()).isEqualTo("/recorded");

            awaitApplied(offer("{'amp4j':{'traces':{'export':false}}}"));
            Bytes bad = offer("{'amp4j':{'traces':{'export':'yes','speed':1},'sampling':0.5}}");
            assertThat(stage.awaitRefusal(bad))
                    .isEqualTo(
                            "amp4j: unknown key 'sampling', known are content, instrumentations, logging, logs, metrics, "
                                    + "opamp, traces; "
                                    + "amp4j.traces: unknown key 'speed', known are export, sampling, tail; "
                                    + "amp4j.traces.export must be true or false, and is 'yes'");
            assertThat(lastEffective()).contains("\"export\": false");

            // Everything that is gone goes back.
            awaitApplied(offer("{}"));
            application.get("/back");
            assertThat(telemetry.nextPath()).isEqualTo("/back");
            assertThat(lastEffective()).doesNotContain("ratio");

            awaitApplied(offer("{'amp4j':{'traces':{'export':false}}}"));
            application.get("/not-sent");
            // The end exports what is queued.
            assertThat(application.end()).isZero();
            assertThat(telemetry.remainingPaths()).isEmpty();
            assertThat(application.output())
                    .contains("application: done")
                    .doesNotContain("] WARN ", "] ERROR ", "Exception", "a-secret");
            assertThat(telemetry.spans())
                    .as("the application's requests, and none of the OpAMP client")
                    .extracting(Span::getKind)
                    .containsOnly(Span.SpanKind.SPAN_KIND_SERVER);
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void letsTheApplicationRunWhileTheServerIsDown(Path agent) throws Exception {
        server.stopListening();
        try (AgentProcess application = AgentProcess.start(agent, folder, environment)) {
            application.get("/alone");
            assertThat(telemetry.nextPath()).isEqualTo("/alone");
            server.resumeListening();
            server.awaitMessage(message -> message.description().isPresent(), LIMIT);
            assertThat(application.end()).isZero();
        }
    }

    @Test
    void startsWithWhatWasAppliedLastWhileTheServerIsDown() throws Exception {
        environment.put("AMP4J_OPAMP_STATE_DIRECTORY", folder.resolve("state").toString());
        try (AgentProcess application = AgentProcess.start(NEWEST, folder, environment)) {
            awaitApplied(offer("{'amp4j':{'traces':{'sampling':{'ratio':0}},'logging':{'level':'debug'}}}"));
            assertThat(application.end()).isZero();
        }
        server.stopListening();
        try (AgentProcess application = AgentProcess.start(NEWEST, folder, environment)) {
            application.awaitLine("the level is debug");
            application.get("/not-recorded");
            assertThat(application.end()).isZero();
            assertThat(telemetry.remainingPaths()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void logsAsMuchAsTheServerSays(Path agent) throws Exception {
        try (AgentProcess application = AgentProcess.start(agent, folder, environment)) {
            ReceivedMessage first =
                    server.awaitMessage(message -> message.effectiveConfig().isPresent(), LIMIT);
            assertThat(environmentOf(first))
                    .contains("\"AMP4J_OPAMP_HEADERS\": \"******\"", "\"OTEL_SERVICE_NAME\": \"shop\"");
            ReceivedMessage debug = awaitApplied(offer("{'amp4j':{'logging':{'level':'debug'}}}"));
            assertThat(effective(debug)).contains("\"level\": \"debug\"");
            awaitApplied(offer("{}"));
            assertThat(application.end()).isZero();
            assertThat(application.output()).contains("DEBUG io.amp4j.samples.distro.AgentLog - the level is debug");
            assertThat(application.output()).doesNotContain("the level is as at the start");
        }
    }

    @Test
    void takesNoOrdersUnlessItIsToldTo() throws Exception {
        environment.remove("AMP4J_REMOTE_CONFIG");
        Bytes ignored = offer("{'amp4j':{'traces':{'export':false}}}");
        try (AgentProcess application = AgentProcess.start(NEWEST, folder, environment)) {
            ReceivedMessage first =
                    server.awaitMessage(message -> message.effectiveConfig().isPresent(), LIMIT);
            assertThat(first.capabilities() & AgentCapability.ACCEPTS_REMOTE_CONFIG.bit())
                    .isZero();
            assertThat(first.health().orElseThrow().components()).containsKey("traces");
            server.send(first.instanceUid(), ServerReply.builder().restart().build());
            server.send(
                    first.instanceUid(),
                    ServerReply.builder()
                            .customCapabilities("io.amp4j.thread-dump")
                            .customMessage("io.amp4j.thread-dump", "request", Bytes.utf8(""))
                            .build());
            application.get("/sent");
            assertThat(telemetry.nextPath()).isEqualTo("/sent");
            assertThat(application.end()).isZero();
            assertThat(application.output()).contains("command to restart is refused");
            assertThat(server.messages())
                    .allMatch(message -> message.customMessage().isEmpty())
                    .allMatch(message -> message.remoteConfigStatus()
                            .filter(status -> status.hash().equals(ignored))
                            .isEmpty());
        }
    }

    @Test
    void dumpsThreadsWhenThatIsAllowed() throws Exception {
        environment.put("AMP4J_THREAD_DUMP", "true");
        environment.put("AMP4J_OPAMP_ENDPOINT", server.httpEndpoint().toString());
        environment.put("AMP4J_OPAMP_HEARTBEAT_SECONDS", "1");
        server.announceCustomCapabilities("io.amp4j.thread-dump");
        try (AgentProcess application = AgentProcess.start(NEWEST, folder, environment)) {
            ReceivedMessage first =
                    server.awaitMessage(message -> message.customCapabilities().isPresent(), LIMIT);
            server.send(
                    first.instanceUid(),
                    ServerReply.builder()
                            .customMessage("io.amp4j.thread-dump", "request", Bytes.utf8(""))
                            .build());
            ReceivedMessage answer =
                    server.awaitMessage(message -> message.customMessage().isPresent(), LIMIT);
            assertThat(new String(answer.customMessage().orElseThrow().data().toByteArray(), StandardCharsets.UTF_8))
                    .contains("\"main\" id=", "SmallApplication.main");
            assertThat(application.end()).isZero();
        }
    }

    @Test
    void sendsToAmpAndSwitchesThatToo() throws Exception {
        environment.remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        environment.put("AMP_OTEL_ENDPOINT", telemetry.address() + "/otel");
        environment.put("AMP_AGENT_API_KEY", "a-key");
        try (AgentProcess application = AgentProcess.start(NEWEST, folder, environment)) {
            application.get("/first");
            assertThat(telemetry.nextPath()).isEqualTo("/first");
            awaitApplied(offer("{'amp4j':{'traces':{'sampling':{'ratio':1,'never':['GET /','GET']}}}}"));
            application.get("/not-recorded");
            awaitApplied(offer("{}"));
            application.get("/recorded");
            assertThat(telemetry.nextPath()).isEqualTo("/recorded");
            assertThat(application.end()).isZero();
        }
    }

    @Test
    void switchesMetricsAndReportsAnExporterThatFails() throws Exception {
        environment.put("OTEL_METRICS_EXPORTER", "otlp");
        environment.put("OTEL_METRIC_EXPORT_INTERVAL", "100");
        try (AgentProcess application = AgentProcess.start(NEWEST, folder, environment)) {
            assertThat(telemetry.nextOther()).isEqualTo("/v1/metrics");
            awaitApplied(offer("{'amp4j':{'metrics':{'export':false}}}"));
            awaitApplied(offer("{'amp4j':{'metrics':{'export':true},'opamp':{'heartbeatSeconds':60}}}"));
            telemetry.forgetOthers();
            assertThat(telemetry.nextOther()).isEqualTo("/v1/metrics");

            application.get("/measured");
            assertThat(telemetry.awaitOther("/v1/metrics", "http.server.request.duration"))
                    .contains("jvm.memory.used");
            awaitApplied(offer("{'amp4j':{'instrumentations':{'byName':{'runtime-telemetry':false}}}}"));
            telemetry.forgetOthers();
            // One may have been on its way.
            assertThat(telemetry.nextOther()).isEqualTo("/v1/metrics");
            assertThat(telemetry.awaitOther("/v1/metrics", "http.server.request.duration"))
                    .doesNotContain("jvm.");
            telemetry.close();
            ReceivedMessage failing = server.awaitMessage(
                    message ->
                            message.health().filter(health -> !health.healthy()).isPresent(),
                    LIMIT);
            assertThat(failing.health()
                            .orElseThrow()
                            .components()
                            .get("metrics")
                            .healthy())
                    .isFalse();
            assertThat(application.isAlive()).isTrue();
        }
    }

    @Test
    void saysWhatIsWrongWithItsSettingsAndLetsTheApplicationRun() throws Exception {
        environment.put("AMP4J_OPAMP_ENDPOINT", "opamp.example.com");
        environment.put("AMP4J_OPAMP_HEARTBEAT_SECONDS", "often");
        try (AgentProcess application = AgentProcess.start(NEWEST, folder, environment)) {
            application.get("/sent");
            assertThat(telemetry.nextPath()).isEqualTo("/sent");
            assertThat(application.end()).isZero();
            assertThat(application.output())
                    .contains(
                            "The Java agent is not managed over OpAMP. AMP4J_OPAMP_ENDPOINT must be an address",
                            "AMP4J_OPAMP_HEARTBEAT_SECONDS must be whole seconds")
                    .doesNotContain("Exception");
        }
    }

    @ParameterizedTest
    @MethodSource("agents")
    void saysThatADisabledSdkIsNotManaged(Path agent) throws Exception {
        environment.put("OTEL_SDK_DISABLED", "true");
        try (AgentProcess application = AgentProcess.start(agent, folder, environment)) {
            application.get("/not-traced");
            assertThat(application.end()).isZero();
            assertThat(application.output())
                    .containsOnlyOnce("The Java agent is not managed over OpAMP, because OTEL_SDK_DISABLED is true");
            assertThat(server.messages()).isEmpty();
        }
    }

    @Test
    void isSilentWhenNothingIsSet() throws Exception {
        environment.keySet().removeIf(name -> name.startsWith("AMP4J_"));
        try (AgentProcess application = AgentProcess.start(NEWEST, folder, environment)) {
            application.get("/sent");
            assertThat(telemetry.nextPath()).isEqualTo("/sent");
            assertThat(application.end()).isZero();
            assertThat(application.output()).doesNotContain(" io.amp4j", "] WARN ", "Exception");
        }
    }

    private Bytes offer(String json) {
        return stage.offer(json);
    }

    private ReceivedMessage awaitApplied(Bytes hash) {
        return stage.awaitApplied(hash);
    }

    private String lastEffective() {
        return stage.lastEffective("amp4j.json");
    }

    private static String effective(ReceivedMessage message) {
        return message.effectiveConfig().orElseThrow().get("amp4j.json").text();
    }

    private static String environmentOf(ReceivedMessage message) {
        return message.effectiveConfig().orElseThrow().get("environment.json").text();
    }
}
