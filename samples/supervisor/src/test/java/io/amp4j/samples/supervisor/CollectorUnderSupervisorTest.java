package io.amp4j.samples.supervisor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.Reported;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The OpenTelemetry Collector under the supervisor, with the files that the documentation shows. */
@Tag("long")
@Tag("collector")
@EnabledIfSystemProperty(
        named = "collector",
        matches = "required",
        disabledReason = "the first build of the Collector takes minutes (-Dcollector=required builds it)")
class CollectorUnderSupervisorTest {
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "supervisor.md");

    /** A busy machine takes long for the start of a JVM and a Collector, and a status comes after a health window only. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final String SPAN = """
            {"resourceSpans":[{"scopeSpans":[{"spans":[{
              "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"%s","kind":1,
              "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000001000000000"}]}]}]}
            """;

    private static @Nullable Path program;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Lines output = new Lines();
    private FakeOpampServer server;
    private Backend backend;
    private int receiverPort;
    private int healthPort;
    private @Nullable Process supervisor;

    @BeforeAll
    static void build() throws Exception {
        program = CollectorProgram.build();
    }

    @BeforeEach
    void open() throws Exception {
        server = FakeOpampServer.start();
        backend = new Backend();
        InetAddress local = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, local);
                ServerSocket other = new ServerSocket(0, 1, local)) {
            receiverPort = one.getLocalPort();
            healthPort = other.getLocalPort();
        }
    }

    @AfterEach
    void close() throws Exception {
        if (supervisor != null) {
            killSupervisor();
        }
        backend.close();
        server.close();
    }

    /** Returns the file of the documentation that begins with its name. */
    private static String documented(String name) throws IOException {
        Matcher section = Pattern.compile("(?s)\n## The OpenTelemetry Collector\n(.*?)\n## ")
                .matcher(Files.readString(DOCUMENT));
        assertThat(section.find()).isTrue();
        Matcher file =
                Pattern.compile("(?s)```yaml\\n# " + name + "\\n(.*?)```").matcher(section.group(1));
        assertThat(file.find()).as(name).isTrue();
        return file.group(1);
    }

    /** Replaces what must be there. */
    private static String replaced(String text, String... pairs) {
        String result = text;
        for (int i = 0; i < pairs.length; i += 2) {
            assertThat(result).contains(pairs[i]);
            result = result.replace(pairs[i], pairs[i + 1]);
        }
        return result;
    }

    private String file() throws IOException {
        return replaced(
                documented("supervisor.yaml"),
                "wss://opamp.example/v1/opamp",
                server.webSocketEndpoint().toString(),
                "127.0.0.1:13133",
                "127.0.0.1:" + healthPort,
                "window: 30s",
                "window: 10s",
                "/var/lib/supervisor",
                "state");
    }

    private static String withoutValidation(String file) {
        String without = file.replaceAll("(?m)^  validate:\\R(    .*\\R)+", "");
        assertThat(without).isNotEqualTo(file).doesNotContain("validate");
        return without;
    }

    /** Returns the pipeline of the documentation; spans pass it as JSON, one after the other, so that an accepted span has arrived. */
    private String pipeline() throws IOException {
        return replaced(
                documented("pipeline.yaml"),
                "127.0.0.1:4318",
                "127.0.0.1:" + receiverPort,
                "endpoint: https://traces.example:4318",
                "endpoint: http://127.0.0.1:" + backend.port() + "\n    encoding: json\n    compression: none\n"
                        + "    sending_queue: {enabled: false}\n    retry_on_failure: {enabled: false}");
    }

    private void start(String file) throws Exception {
        Files.writeString(
                directory.resolve("base.yaml"),
                replaced(documented("base.yaml"), "127.0.0.1:13133", "127.0.0.1:" + healthPort));
        Path yaml = Files.writeString(directory.resolve("supervisor.yaml"), file);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        yaml.toString())
                .redirectErrorStream(true);
        builder.environment().put("OPAMP_TOKEN", "a-secret-token");
        builder.environment().merge("PATH", "", (path, none) -> program + File.pathSeparator + path);
        Process started = builder.start();
        output.read(started.getInputStream());
        supervisor = started;
        awaitReady();
    }

    private List<ProcessHandle> collectors() {
        return requireNonNull(supervisor)
                .toHandle()
                .children()
                .filter(CollectorUnderSupervisorTest::isCollector)
                .toList();
    }

    private ProcessHandle collector() {
        List<ProcessHandle> collectors = collectors();
        assertThat(collectors).hasSize(1);
        return collectors.get(0);
    }

    /** Kills the supervisor, and waits until the Collector has ended too. */
    private void killSupervisor() throws Exception {
        List<ProcessHandle> collectors = collectors();
        ProcessHandle killed = requireNonNull(supervisor).toHandle();
        killed.destroyForcibly();
        for (ProcessHandle collector : collectors) {
            awaitEnd(collector);
        }
        Scene.awaitEnd(killed);
    }

    /** Waits for the end of a process, which does not outlive the test if it fails. */
    private static void awaitEnd(ProcessHandle process) throws Exception {
        try {
            Scene.awaitEnd(process);
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean isCollector(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/otel-collector");
    }

    private Reported.ConfigStatus offered(String text, int status) {
        Bytes hash = server.offerRemoteConfig(OfferedFile.yaml("", text));
        return server.awaitConfigStatus(hash, status, LIMIT)
                .remoteConfigStatus()
                .orElseThrow();
    }

    /** Sends a span to the Collector, which answers when the backend has it. */
    private void assertPasses(String span) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + receiverPort + "/v1/traces"))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(SPAN.formatted(span)))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(backend.received())
                .filteredOn(body -> body.contains("\"" + span + "\""))
                .hasSize(1);
    }

    private void awaitHealthyCollector() {
        server.awaitMessage(
                message -> message.health()
                        .filter(health -> health.healthy() && health.status().equals("running"))
                        .isPresent(),
                LIMIT);
    }

    /** Waits for the next Collector whose receivers take connections. */
    private void awaitReady() throws InterruptedException {
        output.awaitContaining("Everything is ready.");
    }

    private int lastStatus() {
        return server.agents().get(0).remoteConfigStatus().orElseThrow().status();
    }

    @Test
    void aBadPipelineIsRefusedByTheCollectorsValidationAndTheOldOnePassesSpansOn() throws Exception {
        start(file());
        awaitHealthyCollector();
        offered(pipeline(), Reported.APPLIED);
        awaitReady();
        assertPasses("before");
        ProcessHandle old = collector();

        Reported.ConfigStatus failed = offered(
                replaced(pipeline(), "exporters: [otlp_http]", "exporters: [otlp_http, typo]"), Reported.FAILED);

        assertThat(failed.errorMessage())
                .contains(
                        "the validate command ended with exit code 1",
                        "service::pipelines::traces: references exporter \"typo\" which is not configured");
        assertPasses("after");
        assertThat(collector()).as("the process was not touched").isEqualTo(old);
        assertThat(lastStatus()).isEqualTo(Reported.FAILED);
    }

    @Test
    void whatTheValidationCannotSeeIsUndoneAndTheOldPipelinePassesSpansOn() throws Exception {
        start(file());
        offered(pipeline(), Reported.APPLIED);
        awaitReady();
        ProcessHandle old = collector();

        Reported.ConfigStatus failed = offered(pipelineOnATakenPort(), Reported.FAILED);

        assertThat(failed.errorMessage())
                .contains(
                        "went back to the last good configuration",
                        "failed to start \"otlp\" receiver: listen tcp 127.0.0.1:" + backend.port() + ": bind:");
        awaitEnd(old);
        awaitReady();
        assertPasses("after");
        assertThat(lastStatus()).isEqualTo(Reported.FAILED);
    }

    private String pipelineOnATakenPort() throws IOException {
        return replaced(
                pipeline(),
                "http: {endpoint: \"127.0.0.1:" + receiverPort + "\"}",
                "http: {endpoint: \"127.0.0.1:" + backend.port() + "\"}");
    }

    @Test
    void withoutValidationABadPipelineIsUndoneAndTheOldOnePassesSpansOn() throws Exception {
        start(withoutValidation(file()));
        offered(pipeline(), Reported.APPLIED);
        awaitReady();
        assertPasses("before");

        Reported.ConfigStatus failed = offered(replaced(pipeline(), "otlp_http", "otlp_htp"), Reported.FAILED);

        assertThat(failed.errorMessage())
                .contains(
                        "went back to the last good configuration",
                        "'exporters' unknown type: \"otlp_htp\" for id: \"otlp_htp\"");
        awaitReady();
        assertPasses("after");
        assertThat(lastStatus()).isEqualTo(Reported.FAILED);
    }

    @Test
    void endsWithAKilledSupervisorAndPassesSpansThroughTheLastGoodPipelineAfterwards() throws Exception {
        start(file());
        offered(pipeline(), Reported.APPLIED);
        awaitReady();
        assertPasses("before");
        assertThat(collectors()).hasSize(1);

        killSupervisor();

        server.withdrawRemoteConfig();
        start(file());
        assertPasses("after");
    }

    @Test
    void aBadPipelineThatWasUnderWayWhenTheSupervisorWasKilledHasFailed() throws Exception {
        start(file());
        offered(pipeline(), Reported.APPLIED);
        awaitReady();
        Bytes bad = server.offerRemoteConfig(OfferedFile.yaml("", pipelineOnATakenPort()));
        server.awaitConfigStatus(bad, Reported.APPLYING, LIMIT);
        output.awaitContaining("cannot start pipelines");

        killSupervisor();

        start(file());
        server.awaitConfigStatus(bad, Reported.FAILED, LIMIT);
        assertPasses("after");
    }
}
