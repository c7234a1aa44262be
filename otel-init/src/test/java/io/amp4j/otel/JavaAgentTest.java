package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.untouched.ForgetfulApplication;
import io.amp4j.otel.untouched.ModelCallingApplication;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real Java agent with this jar as its extension, in front of an application that knows nothing of either. */
class JavaAgentTest {
    private static final Path AGENT = JavaAgents.newest();
    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();

    @TempDir
    private Path folder;

    private final OtlpReceiver receiver = OtlpReceiver.start();
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AMP_OTEL_ENDPOINT", receiver.endpoint(),
            "AMP_AGENT_API_KEY", "secret-key",
            "OTEL_SERVICE_NAME", "untouched"));

    @AfterEach
    void close() {
        receiver.close();
    }

    static List<Path> agents() {
        return JavaAgents.thatWork().stream().filter(JavaAgents::isChosen).toList();
    }

    private ForkedJvm.Ended runUntouched(String... paths) throws IOException {
        return runUntouched(AGENT, ForkedJvm.jar(folder.resolve("otel-init.jar"), CLASSES), paths);
    }

    private ForkedJvm.Ended runUntouched(Path agent, Path extension, String... paths) throws IOException {
        return JavaAgents.runUntouched(
                folder,
                environment,
                agent,
                extension,
                Stream.of(paths)
                        .map(path -> "http://127.0.0.1:" + receiver.port() + path)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("agents")
    void sendsTheTracesOfAnUntouchedApplicationToAmpAndNothingElse(Path agent) throws IOException {
        // Each request waits for the export of the one before, so that a span of an export would be seen in a later
        // export.
        environment.put("OTEL_BSP_SCHEDULE_DELAY", "50");
        Map<String, CountDownLatch> exported =
                Map.of("/second", new CountDownLatch(1), "/third", new CountDownLatch(2));
        receiver.otherwise(request -> {
            if (request.method().equals("POST")) {
                exported.values().forEach(CountDownLatch::countDown);
                return OtlpReceiver.OK;
            }
            CountDownLatch gate = exported.get(request.path());
            return gate == null ? OtlpReceiver.OK : OtlpReceiver.OK.after(gate);
        });
        ForkedJvm.Ended ended = runUntouched(
                agent, ForkedJvm.jar(folder.resolve("otel-init.jar"), CLASSES), "/first", "/second", "/third");
        assertThat(ended.output()).contains("answer 200").doesNotContain("secret-key");
        assertThat(ended.exit()).isZero();
        List<OtlpReceiver.Received> requests = receiver.all();
        List<OtlpReceiver.Received> exports = requests.stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
        assertThat(exports).hasSizeGreaterThanOrEqualTo(3).allSatisfy(request -> {
            assertThat(request.path()).isEqualTo("/otel/v1/traces");
            assertThat(request.key()).isEqualTo("secret-key");
            assertThat(request.resource()).containsEntry("service.name", "untouched");
        });
        List<Span> spans =
                exports.stream().flatMap(request -> request.spans().stream()).toList();
        assertThat(spans)
                .as("the application's requests, and no span of the exports")
                .extracting(Span::getName, Span::getKind)
                .containsExactly(
                        tuple("GET", Span.SpanKind.SPAN_KIND_CLIENT),
                        tuple("GET", Span.SpanKind.SPAN_KIND_CLIENT),
                        tuple("GET", Span.SpanKind.SPAN_KIND_CLIENT));
        assertThat(requests.get(0).path()).isEqualTo("/first");
        assertThat(requests.get(0).headers().getFirst("traceparent"))
                .contains(hex(spans.get(0).getTraceId().toByteArray()));
    }

    @ParameterizedTest
    @MethodSource("agents")
    void sendsTheMessagesThatAnInstrumentationWritesAsLogRecords(Path agent) throws IOException {
        environment.put("OTEL_LOGS_EXPORTER", "none");
        environment.put("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true");
        ForkedJvm.Ended ended = runModelCalling(agent);

        assertThat(ended.exit()).isZero();
        assertThat(receiver.all())
                .flatExtracting(OtlpReceiver.Received::spans)
                .singleElement()
                .satisfies(
                        span -> assertThat(texts(span))
                                .containsEntry(
                                        "gen_ai.input.messages",
                                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"hello\"}]}]")
                                .containsEntry(
                                        "gen_ai.output.messages",
                                        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"hi\"}],\"finish_reason\":\"stop\"}]"));
    }

    @Test
    void asksForMessagesWhereNobodyHasTheAgentCaptureThem() throws IOException {
        ForkedJvm.Ended ended = runModelCalling(AGENT);

        assertThat(ended.output()).containsOnlyOnce("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true");
        assertThat(receiver.all())
                .flatExtracting(OtlpReceiver.Received::spans)
                .singleElement()
                .satisfies(span -> assertThat(texts(span)).doesNotContainKey("gen_ai.input.messages"));
    }

    private ForkedJvm.Ended runModelCalling(Path agent) throws IOException {
        return ForkedJvm.run(
                folder,
                environment,
                List.of(
                        "-javaagent:" + agent,
                        "-Dotel.javaagent.extensions=" + ForkedJvm.jar(folder.resolve("otel-init.jar"), CLASSES),
                        "-cp",
                        absoluteClassPath(),
                        ModelCallingApplication.class.getName()));
    }

    private static Map<String, String> texts(Span span) {
        Map<String, String> texts = new HashMap<>();
        span.getAttributesList()
                .forEach(attribute ->
                        texts.put(attribute.getKey(), attribute.getValue().getStringValue()));
        return texts;
    }

    /** As if the agent had an OpenTelemetry without something that the jar needs. */
    @ParameterizedTest
    @ValueSource(
            strings = {"io/amp4j/otel/internal/otlp/", "io/amp4j/otel/SwitchableSpanExporter", "io/amp4j/otel/Amp"})
    void leavesTheAgentAndItsApplicationAliveWhenTheJarCannotWork(String missing) throws IOException {
        Path damaged = ForkedJvm.jar(folder.resolve("otel-init.jar"), CLASSES, name -> !name.startsWith(missing));
        // Somewhere else to go, which must go on.
        environment.put("OTEL_TRACES_EXPORTER", "amp,console");
        ForkedJvm.Ended ended = runUntouched(AGENT, damaged, "/hello");
        assertThat(ended.exit()).isZero();
        assertThat(ended.output())
                .contains("answer 200", "NoClassDefFoundError")
                .containsPattern("'GET' : \\w{32} ");
    }

    @Test
    void saysSoInAnAgentThatIsTooOldAndLetsItGoOn() throws IOException {
        assumeThat(JavaAgents.knowsThisJava(JavaAgents.TOO_OLD)).isTrue();
        environment.put("OTEL_TRACES_EXPORTER", "amp,console");
        ForkedJvm.Ended ended =
                runUntouched(JavaAgents.TOO_OLD, ForkedJvm.jar(folder.resolve("otel-init.jar"), CLASSES), "/hello");
        assertThat(ended.exit()).isZero();
        assertThat(ended.output())
                .contains("answer 200")
                .containsOnlyOnce("No span is sent to AMP")
                .contains("the lowest version that works is 1.43.0")
                .containsPattern("'GET' : \\w{32} ");
    }

    @Test
    void letsTheApplicationRunWithoutAKey() throws IOException {
        environment.remove("AMP_AGENT_API_KEY");
        ForkedJvm.Ended ended = runUntouched("/hello");
        assertThat(ended.exit()).isZero();
        assertThat(ended.output()).contains("answer 200", "AMP_AGENT_API_KEY is required but not set");
        assertThat(receiver.all()).extracting(OtlpReceiver.Received::path).containsExactly("/hello");
    }

    @Test
    void sendsWhatIsQueuedWhenAForgetfulApplicationEnds() {
        ForkedJvm.Ended ended = ForkedJvm.run(
                folder, environment, List.of("-cp", absoluteClassPath(), ForgetfulApplication.class.getName()));
        assertThat(ended.output()).contains("registration GLOBAL");
        assertThat(ended.exit()).isZero();
        assertThat(receiver.all()).singleElement().satisfies(request -> {
            assertThat(request.spanNames()).containsExactly("last words");
            assertThat(request.key()).isEqualTo("secret-key");
        });
    }

    @Test
    void joinsTheAgentWhenTheApplicationCallsInitOtelItself() {
        ForkedJvm.Ended ended = ForkedJvm.run(
                folder,
                environment,
                List.of(
                        "-javaagent:" + AGENT,
                        "-Dotel.javaagent.extensions=" + ForkedJvm.jar(folder.resolve("otel-init.jar"), CLASSES),
                        "-cp",
                        absoluteClassPath(),
                        ForgetfulApplication.class.getName(),
                        "http://127.0.0.1:1/elsewhere"));
        assertThat(ended.output())
                .contains("registration ATTACHED", "switched false")
                .contains(
                        "no span goes to http://127.0.0.1:1/elsewhere: the extension of the OpenTelemetry Java agent");
        assertThat(ended.exit()).isZero();
        assertThat(receiver.all().stream().flatMap(request -> request.spanNames().stream()))
                .as("sent once, by the agent")
                .containsExactly("last words");
    }

    private static String absoluteClassPath() {
        return System.getProperty("java.class.path");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
