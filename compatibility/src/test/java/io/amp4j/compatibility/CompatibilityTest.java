package io.amp4j.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.compatibility.untouched.UntouchedApplication;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.Transport;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
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
        return rows().stream()
                .filter(row -> row.kind() == Row.Kind.BOOT
                        || row.kind() == Row.Kind.QUARKUS
                        || row.kind() == Row.Kind.MICRONAUT);
    }

    static Stream<Row> withBeans() {
        return rows().stream().filter(row -> row.kind() == Row.Kind.QUARKUS || row.kind() == Row.Kind.MICRONAUT);
    }

    static Stream<Row> traced() {
        return rows().stream().filter(row -> row.kind() == Row.Kind.TRACED);
    }

    static Stream<Row> starters() {
        return rows().stream().filter(row -> row.kind() == Row.Kind.STARTER || row.kind() == Row.Kind.STARTER_WEB);
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

    /** The beans that docs/quarkus.md and docs/micronaut.md show. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("withBeans")
    void runsAsTheBeansOfItsDocument(Row row) throws IOException {
        try (FakeOpampServer server = FakeOpampServer.start();
                SpanReceiver spans = new SpanReceiver()) {
            server.offerRemoteConfig(OfferedFile.yaml("agent.yaml", "level: debug"));
            Map<String, String> environment = new HashMap<>(spans.environment());
            environment.put("OPAMP_ENDPOINT", server.webSocketEndpoint().toString());
            List<String> command = List.of("-jar", Projects.jar(row).toString());
            try (ForkedJvm.Running program = ForkedJvm.java(command, Projects.folder(row), "beans", environment)) {
                awaitStatus(server, program, Reported.APPLIED);
                program.proceed();
                ForkedJvm.Ended ended = program.await();

                assertThat(ended.withoutRemarksOfTheJvm()).doesNotContain("WARN", "Exception", "ERROR");
                assertThat(ended.exit()).isZero();
                assertThat(spans.spans()).extracting(Span::getName).containsExactly("a bean's");
                assertThat(server.messages()).anyMatch(ReceivedMessage::isDisconnect);
            }
        }
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

    /** The starter connects both ways, takes a good configuration and refuses a bad one. */
    @ParameterizedTest
    @MethodSource("starters")
    void runsWithTheStarter(Row row) throws IOException {
        try (FakeOpampServer server = FakeOpampServer.start();
                SpanReceiver spans = new SpanReceiver()) {
            server.offerRemoteConfig(OfferedFile.yaml("shop.yaml", "shop.limit: 7"));
            List<String> command = List.of(
                    "-jar",
                    Projects.jar(row).toString(),
                    "--server.port=0",
                    // Boot's own, which would go to a collector that is not there.
                    "--management.otlp.metrics.export.enabled=false",
                    "--amp.otel.endpoint=" + spans.environment().get("AMP_OTEL_ENDPOINT"),
                    "--amp.agent.api-key-file=",
                    "--amp.agent.api-key=" + spans.environment().get("AMP_AGENT_API_KEY"),
                    "--amp.opamp.endpoint=" + server.webSocketEndpoint());
            try (ForkedJvm.Running program = ForkedJvm.java(command, Projects.folder(row), "starter", Map.of())) {
                awaitStatus(server, program, Reported.APPLIED);
                server.offerRemoteConfig(OfferedFile.yaml("shop.yaml", "shop.limit: many"));
                awaitStatus(server, program, Reported.FAILED);
                boolean isWeb = row.kind() == Row.Kind.STARTER_WEB;
                awaitMessage(
                        server,
                        program,
                        "the health after the start",
                        message -> message.health()
                                .filter(health -> health.status().equals(isWeb ? "UP" : "started"))
                                .isPresent());
                program.proceed();
                ForkedJvm.Ended ended = program.await();

                assertThat(ended.output())
                        .contains("[shop.limit] changed; the limit is 7", "bean: 7")
                        .doesNotContain("Exception", "WARN");
                assertThat(ended.exit()).isZero();
                assertThat(spans.spans()).extracting(Span::getName).contains("chat");
                assertThat(server.messages()).anyMatch(ReceivedMessage::isDisconnect);
                if (isWeb) {
                    assertWeb(server, spans, ended);
                }
                DOCUMENT.ran(row, "executable jar");
            }
        }
    }

    private static void assertWeb(FakeOpampServer server, SpanReceiver spans, ForkedJvm.Ended ended) {
        assertThat(ended.output())
                .contains("page: hello")
                .containsPattern("actuator: \\{\"otel\":\\{\"endpoint\":\"http://127.0.0.1:\\d+/otel")
                .contains(
                        "\"state\":\"CONNECTED\"",
                        "\"status\":\"FAILED\"",
                        "\"error\":\"'shop.limit' is no int\"",
                        "\"keys\":[\"shop.limit\"]")
                .doesNotContain("a-key");
        Span page = spans.spans().stream()
                .filter(span -> span.getName().equals("http get /hello"))
                .findFirst()
                .orElseThrow();
        assertThat(spans.spans())
                .anyMatch(span ->
                        span.getName().equals("chat") && span.getTraceId().equals(page.getTraceId()));
        assertThat(server.messages())
                .anyMatch(message -> message.health()
                        .filter(health -> health.components().containsKey("diskSpace"))
                        .isPresent());
    }

    private static void awaitStatus(FakeOpampServer server, ForkedJvm.Running program, int status) {
        awaitMessage(
                server,
                program,
                "the status " + status,
                message -> message.remoteConfigStatus()
                        .filter(reported -> reported.status() == status)
                        .isPresent());
    }

    private static void awaitMessage(
            FakeOpampServer server, ForkedJvm.Running program, String what, Predicate<ReceivedMessage> wanted) {
        server.await(
                what, () -> !program.isAlive() || server.messages().stream().anyMatch(wanted), LIMIT);
    }

    /** The jars inside a Java agent: one sends its spans to AMP, the other lets a server manage it, and neither is seen in the spans. */
    @ParameterizedTest
    @MethodSource("agents")
    void runsAsExtensionsOfTheJavaAgent(Row row) throws IOException {
        runsAsExtension(row, Projects.jar(row));
        DOCUMENT.ran(row, "extension");
    }

    /** As small as it gets: the Java agent has OkHttp, Okio and Kotlin, and its class loader comes before that of its extensions. */
    @ParameterizedTest
    @MethodSource("agents")
    void runsAsAnExtensionOnTheLibrariesOfTheJavaAgent(Row row) throws IOException {
        Path jar = Projects.jarWithoutLibraries(row);
        try (JarFile content = new JarFile(jar.toFile())) {
            assertThat(content.stream().map(JarEntry::getName))
                    .noneMatch(name -> name.startsWith("okhttp3/") || name.startsWith("kotlin/"))
                    .contains("extension/ManagedAgent.class", "io/amp4j/opamp/OpampClient.class");
        }
        assertThat(Files.size(jar)).isLessThan(3_500_000);
        runsAsExtension(row, jar);
    }

    private static void runsAsExtension(Row row, Path jar) throws IOException {
        try (FakeOpampServer server = FakeOpampServer.start();
                SpanReceiver spans = new SpanReceiver()) {
            server.offerRemoteConfig(OfferedFile.yaml("agent.yaml", "level: debug"));
            List<String> command = List.of(
                    "-javaagent:" + Projects.agent(row),
                    "-Dotel.javaagent.extensions=" + Staging.otelInit() + "," + jar,
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
