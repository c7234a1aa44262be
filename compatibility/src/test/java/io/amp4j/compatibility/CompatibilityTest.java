package io.amp4j.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.compatibility.untouched.UntouchedApplication;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.Transport;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs with nothing but our coordinates in their POMs run under the versions that frameworks bring. */
class CompatibilityTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final CompatibilityDocument DOCUMENT = new CompatibilityDocument();

    static List<Row> rows() {
        return Row.all().stream().filter(Row::isChosen).toList();
    }

    static Stream<Row> programs() {
        return rows().stream().filter(row -> row.kind() == Row.Kind.PLAIN || row.kind() == Row.Kind.CLASS_PATH);
    }

    static Stream<Row> modules() {
        return rows().stream().filter(row -> row.kind() == Row.Kind.PLAIN);
    }

    static Stream<Row> applications() {
        return rows().stream().filter(row -> row.kind() == Row.Kind.BOOT);
    }

    static Stream<Row> traced() {
        return rows().stream().filter(row -> row.kind() == Row.Kind.TRACED);
    }

    static Stream<Row> agents() {
        return rows().stream().filter(row -> row.kind() == Row.Kind.AGENT);
    }

    @BeforeAll
    static void build() throws IOException {
        Projects.build(rows());
    }

    @AfterAll
    static void compareWithTheDocument() throws IOException {
        DOCUMENT.writeOrCheck();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void runsOnTheClassPath(Row row) throws IOException {
        String path = String.join(File.pathSeparator, Projects.classPath(row));
        run(row, "class path", List.of("-cp", path, "program.Program"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void runsOnTheModulePath(Row row) throws IOException {
        String path = String.join(File.pathSeparator, Projects.classPath(row));
        run(row, "module path", List.of("-p", path, "-m", "program/program.Program"));
    }

    @ParameterizedTest
    @MethodSource("applications")
    void runsAsAnExecutableJar(Row row) throws IOException {
        run(row, "executable jar", List.of("-jar", Projects.jar(row).toString()));
    }

    private static void run(Row row, String how, List<String> arguments) throws IOException {
        try (FakeOpampServer server = FakeOpampServer.start();
                SpanReceiver spans = new SpanReceiver()) {
            server.offerRemoteConfig(OfferedFile.yaml("agent.yaml", "level: debug"));
            List<String> command = new ArrayList<>(arguments);
            command.add(server.httpEndpoint().toString());
            command.add(server.webSocketEndpoint().toString());
            try (ForkedJvm.Running program = ForkedJvm.java(command, Projects.folder(row), how, spans.environment())) {
                awaitApplied(server, program);
                program.proceed();
                ForkedJvm.Ended ended = program.await();

                assertThat(ended.output()).contains("catalog: done", "spans: done", "agents: done");
                assertThat(ended.withoutRemarksOfTheJvm()).doesNotContain("WARNING", "Exception", "Error:");
                assertThat(ended.exit()).isZero();
                assertThat(hasApplied(server, Transport.HTTP)).isTrue();
                assertThat(hasApplied(server, Transport.WEBSOCKET)).isTrue();
                assertThat(spans.spans()).extracting(Span::getName).containsExactly("chat gpt-4o-mini");
                DOCUMENT.ran(row, how);
            }
        }
    }

    /** Spring Boot's SDK is a bean and not the global one; with two beans more its spans and the program's are one trace. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("traced")
    void sendsTheSpansThatSpringBootMakes(Row row) throws IOException {
        try (SpanReceiver spans = new SpanReceiver()) {
            List<String> command = List.of(
                    "-jar",
                    Projects.jar(row).toString(),
                    "--management.tracing.sampling.probability=1.0",
                    "--server.port=0");
            try (ForkedJvm.Running program =
                    ForkedJvm.java(command, Projects.folder(row), "traced", spans.environment())) {
                ForkedJvm.Ended ended = program.await();

                assertThat(ended.output()).contains("page: hello");
                assertThat(ended.exit()).isZero();
                assertThat(spans.spans())
                        .extracting(Span::getName)
                        .containsExactlyInAnyOrder("http get /hello", "chat");
                assertThat(spans.spans())
                        .extracting(Span::getTraceId)
                        .containsOnly(spans.spans().get(0).getTraceId());
                DOCUMENT.ran(row, "executable jar");
            }
        }
    }

    /** The jars inside a Java agent: one sends its spans to AMP, the other lets a server manage it, and neither is seen in the spans. */
    @ParameterizedTest
    @MethodSource("agents")
    void runsAsExtensionsOfTheJavaAgent(Row row) throws IOException {
        try (FakeOpampServer server = FakeOpampServer.start();
                SpanReceiver spans = new SpanReceiver()) {
            server.offerRemoteConfig(OfferedFile.yaml("agent.yaml", "level: debug"));
            List<String> command = List.of(
                    "-javaagent:" + Projects.agent(row),
                    "-Dotel.javaagent.extensions=" + Staging.otelInit() + "," + Projects.jar(row),
                    "-Dmanaged.http=" + server.httpEndpoint(),
                    "-Dmanaged.websocket=" + server.webSocketEndpoint(),
                    "-cp",
                    Path.of("target", "test-classes").toAbsolutePath().toString(),
                    UntouchedApplication.class.getName(),
                    spans.page());
            try (ForkedJvm.Running program =
                    ForkedJvm.java(command, Projects.folder(row), "extension", spans.environment())) {
                awaitApplied(server, program);
                program.proceed();
                ForkedJvm.Ended ended = program.await();

                assertThat(ended.withoutRemarksOfTheJvm())
                        .contains("answer: 200", "application: done")
                        .doesNotContain("WARN", "ERROR", "Exception");
                assertThat(ended.exit()).isZero();
                assertThat(hasApplied(server, Transport.HTTP)).isTrue();
                assertThat(hasApplied(server, Transport.WEBSOCKET)).isTrue();
                assertThat(spans.spans())
                        .as("the application's request, and none of the extensions")
                        .extracting(Span::getName)
                        .containsExactly("GET");
                DOCUMENT.ran(row, "extension");
            }
        }
    }

    private static void awaitApplied(FakeOpampServer server, ForkedJvm.Running program) {
        server.await(
                "both agents report the configuration as applied",
                () -> !program.isAlive()
                        || (hasApplied(server, Transport.HTTP) && hasApplied(server, Transport.WEBSOCKET)),
                LIMIT);
    }

    private static boolean hasApplied(FakeOpampServer server, Transport transport) {
        return server.messages().stream()
                .anyMatch(message -> message.transport() == transport
                        && message.remoteConfigStatus()
                                .filter(status -> status.status() == Reported.APPLIED)
                                .isPresent());
    }
}
