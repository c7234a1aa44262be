package io.amp4j.samples.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(60)
class OtelSendReceiveTest {
    private static final String KEY = "k3y-of-the-test";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine commandLine = Amp4j.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(args);
    }

    private String keyFile() {
        try {
            return Files.writeString(folder.resolve("key"), KEY + "\n").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void sendsASpanOfEachKindThatBreaksNoRule() throws IOException {
        List<OtlpReceiver.Batch> batches = new CopyOnWriteArrayList<>();
        try (OtlpReceiver receiver = OtlpReceiver.start(0, batches::add)) {
            int exit = run("otel", "send", "--endpoint", receiver.endpoint() + "/otel", "--key-file", keyFile());

            assertThat(exit).isZero();
        }
        List<SpanView> spans =
                batches.stream().flatMap(batch -> batch.spans().stream()).toList();
        assertThat(batches).allMatch(OtlpReceiver.Batch::withKey);
        assertThat(spans)
                .extracting(span -> SpanContract.classify(span).kind())
                .containsOnly(
                        AmpSpanKind.AGENT,
                        AmpSpanKind.LLM,
                        AmpSpanKind.TOOL,
                        AmpSpanKind.EMBEDDING,
                        AmpSpanKind.RETRIEVER,
                        AmpSpanKind.RERANK,
                        AmpSpanKind.CHAIN);
        assertThat(spans)
                .allSatisfy(span -> assertThat(SpanContract.check(span)).isEmpty());
        TracePreview trace = SpanContract.preview(spans);
        assertThat(trace.findings()).isEmpty();
        assertThat(trace.input().asText()).isEqualTo("Do I need an umbrella in Colombo?");
        assertThat(trace.output().asText()).isEqualTo("Yes, take an umbrella.");
        assertThat(trace.exportTokens())
                .isNotNull()
                .extracting(tokens -> tokens.total())
                .isEqualTo(142L);
        assertThat(out.toString())
                .contains("trace ", "8 spans taken by http://127.0.0.1:")
                .doesNotContain(KEY);
    }

    @Test
    void namesWhatIsMissing() {
        int exit = run(
                "otel",
                "send",
                "--endpoint",
                "ftp://example.com",
                "--key-file",
                folder.resolve("none").toString());

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "cannot send spans to AMP, 2 problems",
                        "must start with http:// or https://",
                        "NoSuchFileException");
    }

    @Test
    void showsWhatIsReceived() throws Exception {
        CompletableFuture<Integer> receiving = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> receiving.complete(run("otel", "receive", "--port", "0", "--spans", "8", "--for", "50")));
        thread.setDaemon(true);
        thread.start();

        CommandLine sender = Amp4j.commandLine();
        sender.setOut(new PrintWriter(new StringWriter()));
        assertThat(sender.execute("otel", "send", "--endpoint", address(), "--key-file", keyFile()))
                .isZero();

        assertThat(receiving.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(out.toString())
                .contains("invoke_agent travel-helper  ->  agent  (K2: traceloop.span.kind = agent)")
                .contains("chat gpt-4o-mini  ->  llm  (K4")
                .contains("recall.task  ->  chain")
                .contains("= 142 in the export")
                .doesNotContain("! ");
        assertThat(err.toString()).contains("receiving at http://127.0.0.1:", "8 spans");
    }

    /** The address stands in the first line, which the receiver prints once it listens. */
    private String address() {
        Pattern line = Pattern.compile("receiving at (\\S+)\\R");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            Matcher matcher = line.matcher(err.toString());
            if (matcher.find()) {
                return matcher.group(1);
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the receiver never told its address: " + err);
    }

    @Test
    void receivesJsonAndCompressedBodiesAndRefusesTheRest() throws Exception {
        List<OtlpReceiver.Batch> batches = new ArrayList<>();
        String json = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"chat m\"}]}]}]}";
        try (OtlpReceiver receiver = OtlpReceiver.start(0, batches::add)) {
            assertThat(post(receiver, "/v1/traces", "application/json", "", json.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(200);
            assertThat(post(receiver, "/otel/v1/traces", "application/json; charset=utf-8", "gzip", gzip(json)))
                    .isEqualTo(200);
            assertThat(post(receiver, "/v1/traces", "application/x-protobuf", "", new byte[0]))
                    .isEqualTo(200);
            assertThat(post(receiver, "/v1/traces", "application/x-protobuf", "", new byte[] {1, 2, 3}))
                    .isEqualTo(400);
            assertThat(post(
                            receiver,
                            "/v1/traces",
                            "application/json",
                            "",
                            "nonsense".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(400);
            assertThat(post(receiver, "/v1/traces", "application/json", "gzip", new byte[] {1}))
                    .isEqualTo(400);
            assertThat(post(receiver, "/v1/traces", "text/plain", "", new byte[0]))
                    .isEqualTo(415);
            assertThat(post(receiver, "/v1/metrics", "application/json", "", new byte[0]))
                    .isEqualTo(404);
        }

        assertThat(batches).hasSize(3);
        assertThat(batches.get(0).spans()).extracting(SpanView::name).containsExactly("chat m");
        assertThat(batches.get(1).spans()).hasSize(1);
        assertThat(batches).noneMatch(OtlpReceiver.Batch::withKey);
    }

    @Test
    void refusesWebPages() throws Exception {
        List<OtlpReceiver.Batch> batches = new ArrayList<>();
        try (OtlpReceiver receiver = OtlpReceiver.start(0, batches::add)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(receiver.endpoint() + "/v1/traces"))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/json")
                    .header("Origin", "https://page.example")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"resourceSpans\":[]}"))
                    .build();

            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(batches).isEmpty();
    }

    @Test
    void refusesWhatIsTooLargeOnceItIsUnpacked() throws Exception {
        List<OtlpReceiver.Batch> batches = new ArrayList<>();
        byte[] manySpans = manySpans(65_537);
        try (OtlpReceiver receiver = OtlpReceiver.start(0, batches::add)) {
            assertThat(post(receiver, "/v1/traces", "application/json", "gzip", gzip(" ".repeat((8 << 20) + 1))))
                    .isEqualTo(413);
            assertThat(post(receiver, "/v1/traces", "application/x-protobuf", "", manySpans))
                    .isEqualTo(413);
        }
        assertThat(batches).isEmpty();
    }

    /** Empty spans, of two bytes each. */
    private static byte[] manySpans(int count) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (int i = 0; i < count; i++) {
            scope.addSpans(Span.getDefaultInstance());
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
                .build()
                .toByteArray();
    }

    @Test
    void aSenderThatStopsHalfwayHoldsUpNobodyElse() throws Exception {
        List<OtlpReceiver.Batch> batches = new CopyOnWriteArrayList<>();
        try (OtlpReceiver receiver = OtlpReceiver.start(0, batches::add);
                Socket stalled = new Socket(
                        InetAddress.getLoopbackAddress(), receiver.endpoint().getPort())) {
            stalled.getOutputStream()
                    .write(
                            "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
                                    .getBytes(StandardCharsets.US_ASCII));
            stalled.getOutputStream().flush();

            assertThat(post(receiver, "/v1/traces", "application/x-protobuf", "", new byte[0]))
                    .isEqualTo(200);
        }
        assertThat(batches).hasSize(1);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static int post(OtlpReceiver receiver, String path, String type, String encoding, byte[] body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(receiver.endpoint() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!encoding.isEmpty()) {
            request.header("Content-Encoding", encoding);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void namesTheServiceByOptionElseByTheEnvironmentElseByDefault() throws IOException {
        assertThat(sentServiceName()).isEqualTo("amp4j-sample");
        System.setProperty("otel.resource.attributes", "service.name=from-environment");
        try {
            assertThat(sentServiceName()).isEqualTo("from-environment");
            assertThat(sentServiceName("--service-name", "from-option")).isEqualTo("from-option");
        } finally {
            System.clearProperty("otel.resource.attributes");
        }
    }

    private Object sentServiceName(String... options) throws IOException {
        List<OtlpReceiver.Batch> batches = new CopyOnWriteArrayList<>();
        try (OtlpReceiver receiver = OtlpReceiver.start(0, batches::add)) {
            List<String> arguments = new ArrayList<>(
                    List.of("otel", "send", "--endpoint", receiver.endpoint().toString(), "--key-file", keyFile()));
            arguments.addAll(List.of(options));
            assertThat(run(arguments.toArray(String[]::new))).isZero();
        }
        return requireNonNull(
                requireNonNull(batches.get(0).spans().get(0).resource()).get("service.name"));
    }

    @Test
    void refusesAKeyFileThatCannotBeReadAsWrongConfiguration() {
        String missing = folder.resolve("none").toString();
        int exit = run("otel", "send", "--endpoint", "http://127.0.0.1:1", "--key-file", missing);

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains("cannot send spans to AMP", missing, "NoSuchFileException");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"otel.sdk.disabled,true,OTEL_SDK_DISABLED", "otel.traces.sampler,always_off,OTEL_TRACES_SAMPLER"})
    void saysWhyNothingWasSent(String property, String value, String variable) throws IOException {
        System.setProperty(property, value);
        List<OtlpReceiver.Batch> batches = new CopyOnWriteArrayList<>();
        try (OtlpReceiver receiver = OtlpReceiver.start(0, batches::add)) {
            int exit = run("otel", "send", "--endpoint", receiver.endpoint().toString(), "--key-file", keyFile());

            assertThat(exit).isEqualTo(2);
        } finally {
            System.clearProperty(property);
        }
        assertThat(batches).isEmpty();
        assertThat(err.toString()).contains("no span was sent", variable);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--spans,0", "--spans,-1", "--for,-1", "--for,0", "--port,-1", "--port,65536"})
    void refusesNumbersThatMakeNoSense(String option, String value) {
        int exit = run("otel", "receive", option, value, "--port".equals(option) ? "--for" : "--port", "1");

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains(option, value).doesNotContain("receiving at");
    }
}
