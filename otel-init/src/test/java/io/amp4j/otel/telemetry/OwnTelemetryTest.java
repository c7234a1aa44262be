package io.amp4j.otel.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.TelemetryDestination;
import io.amp4j.opamp.TelemetryDestination.Signal;
import io.amp4j.opamp.testing.FakeProxy;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.otel.internal.setup.OwnTelemetryWords;
import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.testing.OtlpReceiver.Answer;
import io.amp4j.otel.testing.OtlpReceiver.Received;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What arrives where. */
class OwnTelemetryTest {
    private static final String SECRET = "s3cret-of-the-offer";
    private static final int SECONDS = 30;

    private final OwnTelemetry own = OwnTelemetry.create();
    private final OtlpReceiver first = OtlpReceiver.start();
    private final OtlpReceiver second = OtlpReceiver.start();
    private final LogCapture log = new LogCapture();
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(first, second));
    private OpenTelemetrySdk sdk = sdk(Resource.getDefault());

    private OpenTelemetrySdk sdk(Resource resource) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setResource(resource)
                        .addSpanProcessor(own.spanProcessor())
                        .build())
                .setMeterProvider(SdkMeterProvider.builder()
                        .setResource(resource)
                        .registerMetricReader(own.metricReader())
                        .build())
                .setLoggerProvider(SdkLoggerProvider.builder()
                        .setResource(resource)
                        .addLogRecordProcessor(own.logRecordProcessor())
                        .build())
                .build();
    }

    @AfterEach
    void close() throws Exception {
        sdk.close();
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        log.close();
        assertThat(log.everything()).doesNotContain(SECRET);
    }

    private static String url(OtlpReceiver receiver, Signal signal) {
        return "http://127.0.0.1:" + receiver.port() + "/own/" + signal;
    }

    private static ConnectionSettings to(OtlpReceiver receiver, Signal signal) {
        return ConnectionSettings.builder()
                .endpoint(url(receiver, signal))
                .headers(Map.of("Authorization", List.of("Bearer " + SECRET), "X-Many", List.of("a", "b")))
                .build();
    }

    private ConnectionSettingsOutcome use(Signal signal, ConnectionSettings settings) {
        return own.use(TelemetryDestination.of(signal, settings));
    }

    private void goesTo(Signal signal, OtlpReceiver receiver) {
        assertThat(use(signal, to(receiver, signal))).isEqualTo(ConnectionSettingsOutcome.accept());
    }

    private void emit(Signal signal, String name) {
        switch (signal) {
            case TRACES -> sdk.getTracer("t").spanBuilder(name).startSpan().end();
            case METRICS -> sdk.getMeter("m").counterBuilder(name).build().add(1);
            case LOGS ->
                sdk.getLogsBridge().get("l").logRecordBuilder().setBody(name).emit();
        }
    }

    private boolean flush(Signal signal) {
        return flushing(signal).join(SECONDS, TimeUnit.SECONDS).isSuccess();
    }

    private CompletableResultCode flushing(Signal signal) {
        return switch (signal) {
            case TRACES -> sdk.getSdkTracerProvider().forceFlush();
            case METRICS -> sdk.getSdkMeterProvider().forceFlush();
            case LOGS -> sdk.getSdkLoggerProvider().forceFlush();
        };
    }

    private static List<String> names(Signal signal, Received request) {
        return switch (signal) {
            case TRACES -> request.spanNames();
            case METRICS -> request.metrics().stream().map(Metric::getName).toList();
            case LOGS -> request.logBodies();
        };
    }

    /** Of metrics each once: they are sent every 10 s too. */
    private static List<String> names(Signal signal, OtlpReceiver receiver) {
        Stream<String> names = receiver.all().stream().flatMap(request -> names(signal, request).stream());
        return (signal == Signal.METRICS ? names.distinct() : names).toList();
    }

    private List<String> warnings() {
        return log.lines(Level.WARNING);
    }

    @ParameterizedTest
    @EnumSource
    void sendsAsOfferedAndWithTheResourceOfTheAgent(Signal signal) {
        sdk.close();
        OwnTelemetry described = OwnTelemetry.create();
        AgentDescription description = AgentDescription.of("checkout", "1.4.0").toBuilder()
                .identifying("shard", AttributeValue.of(7))
                .nonIdentifying("os.type", AttributeValue.of("linux"))
                .build();
        Resource resource = OwnTelemetry.resource(description);
        sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setResource(resource)
                        .addSpanProcessor(described.spanProcessor())
                        .build())
                .setMeterProvider(SdkMeterProvider.builder()
                        .setResource(resource)
                        .registerMetricReader(described.metricReader())
                        .build())
                .setLoggerProvider(SdkLoggerProvider.builder()
                        .setResource(resource)
                        .addLogRecordProcessor(described.logRecordProcessor())
                        .build())
                .build();
        assertThat(described.use(TelemetryDestination.of(signal, to(first, signal))))
                .isEqualTo(ConnectionSettingsOutcome.accept());
        emit(signal, "one");
        assertThat(flush(signal)).isTrue();

        Received request = first.next();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/own/" + signal);
        assertThat(request.headers().getFirst("content-type")).isEqualTo("application/x-protobuf");
        assertThat(request.headers().getFirst("authorization")).isEqualTo("Bearer " + SECRET);
        assertThat(request.headers().getFirst("x-many")).isEqualTo("a, b");
        assertThat(names(signal, request)).containsExactly("one");
        var attributes = switch (signal) {
            case TRACES -> request.decoded().getResourceSpans(0).getResource();
            case METRICS -> request.resourceMetrics().get(0).getResource();
            case LOGS -> request.resourceLogs().get(0).getResource();
        };
        assertThat(OtlpReceiver.texts(attributes.getAttributesList()))
                .containsEntry("service.name", "checkout")
                .containsEntry("service.version", "1.4.0")
                .containsEntry("os.type", "linux")
                .containsKeys("shard", "telemetry.sdk.version");
        assertThat(log.lines(Level.INFO)).anyMatch(line -> line.contains(url(first, signal) + " from now on"));
    }

    @Test
    void describesTheAgentWithTheValuesThatOpampTells() {
        AttributeValue list = AttributeValue.from(List.of("10.0.0.1", "::1"));
        Resource resource = OwnTelemetry.resource(AgentDescription.of("checkout", "1.4.0").toBuilder()
                .nonIdentifying("host.ip", list)
                .nonIdentifying("mixed", AttributeValue.from(List.of(7, true)))
                .nonIdentifying("nested", AttributeValue.from(Map.of("ips", List.of("10.0.0.1", "::1"))))
                .nonIdentifying("bytes", AttributeValue.from(new byte[] {1, (byte) 0xab}))
                .build());
        assertThat(resource.getAttribute(AttributeKey.stringArrayKey("host.ip")))
                .containsExactly("10.0.0.1", "::1");
        assertThat(resource.getAttribute(AttributeKey.stringKey("mixed"))).isEqualTo("[7,true]");
        assertThat(resource.getAttribute(AttributeKey.stringKey("nested")))
                .isEqualTo("{\"ips\":[\"10.0.0.1\",\"::1\"]}");
        assertThat(resource.getAttribute(AttributeKey.stringKey("bytes"))).isEqualTo("01ab");
    }

    @ParameterizedTest
    @EnumSource(names = {"TRACES", "LOGS"})
    void sendsWhatCameBeforeTheFirstDestination(Signal signal) {
        IntStream.range(0, 1_500).forEach(i -> emit(signal, "n" + i));
        assertThat(flush(signal)).isTrue();
        goesTo(signal, first);
        assertThat(flush(signal)).isTrue();
        assertThat(names(signal, first))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 1_500).mapToObj(i -> "n" + i).toList());
    }

    @Test
    void keepsTheNewestOnly() {
        Pipe<String> pipe = new Pipe<>(
                new OwnTelemetryWords("logs", "record", "record"),
                lines -> String.join(",", lines).getBytes(StandardCharsets.US_ASCII),
                true);
        IntStream.range(0, 3_000).forEach(i -> pipe.export(List.of("n" + i)));
        pipe.feed();
        assertThat(pipe.use(to(first, Signal.LOGS))).isEqualTo(ConnectionSettingsOutcome.accept());
        assertThat(pipe.flush().join(SECONDS, TimeUnit.SECONDS).isSuccess()).isTrue();
        assertThat(first.all().stream()
                        .flatMap(request ->
                                Stream.of(request.body().toStringUtf8().split(",", -1))))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(3_000 - 2_048, 3_000)
                        .mapToObj(i -> "n" + i)
                        .toList());
        assertThat(pipe.shutdown().join(SECONDS, TimeUnit.SECONDS).isSuccess()).isTrue();
        assertThat(pipe.export(List.of("late")).isSuccess()).isFalse();
    }

    @Test
    void doesNotSendMetricsWithoutADestination() {
        emit(Signal.METRICS, "one");
        assertThat(flush(Signal.METRICS)).isTrue();
        goesTo(Signal.METRICS, first);
        assertThat(first.all()).isEmpty();
        assertThat(flush(Signal.METRICS)).isTrue();
        assertThat(names(Signal.METRICS, first)).containsExactly("one");
    }

    @ParameterizedTest
    @EnumSource(names = {"TRACES", "LOGS"})
    void losesAndRepeatsNothingWhenTheDestinationChangesUnderLoad(Signal signal) throws InterruptedException {
        goesTo(signal, first);
        CountDownLatch gate = new CountDownLatch(1);
        first.answer(OtlpReceiver.OK.after(gate));
        IntStream.range(0, 512).forEach(i -> emit(signal, "n" + i));
        // It is on the wire of the old one, and more waits behind it.
        List<String> old = names(signal, first.next());
        IntStream.range(512, 1_000).forEach(i -> emit(signal, "n" + i));
        goesTo(signal, second);
        Thread other = new Thread(() -> IntStream.range(1_000, 1_500).forEach(i -> emit(signal, "n" + i)));
        other.start();
        gate.countDown();
        other.join();
        assertThat(flush(signal)).isTrue();

        assertThat(first.all()).isEmpty();
        assertThat(Stream.concat(old.stream(), names(signal, second).stream()).sorted())
                .containsExactlyElementsOf(IntStream.range(0, 1_500)
                        .mapToObj(i -> "n" + i)
                        .sorted()
                        .toList());
        assertThat(warnings()).isEmpty();
    }

    @Test
    void letsTheMetricsOnTheWireArriveAndSendsTheNextToTheNewDestination() {
        goesTo(Signal.METRICS, first);
        CountDownLatch gate = new CountDownLatch(1);
        first.answer(OtlpReceiver.OK.after(gate));
        emit(Signal.METRICS, "one");
        var flushed = flushing(Signal.METRICS);
        assertThat(names(Signal.METRICS, first.next())).containsExactly("one");
        goesTo(Signal.METRICS, second);
        gate.countDown();
        assertThat(flushed.join(SECONDS, TimeUnit.SECONDS).isSuccess()).isTrue();
        emit(Signal.METRICS, "one");
        assertThat(flush(Signal.METRICS)).isTrue();
        assertThat(first.all()).isEmpty();
        List<Received> requests = second.all();
        Received last = requests.get(requests.size() - 1);
        assertThat(last.metrics().get(0).getSum().getDataPoints(0).getAsInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void sendsWhatWaitsForARetryToTheNewDestination(Signal signal) throws InterruptedException {
        goesTo(signal, first);
        first.otherwise(request -> Answer.status(503).with("retry-after", "20"));
        emit(signal, "one");
        var flushed = flushing(signal);
        assertThat(names(signal, first.next())).containsExactly("one");
        log.await("HTTP 503");
        goesTo(signal, second);
        assertThat(flushed.join(SECONDS, TimeUnit.SECONDS).isSuccess()).isTrue();
        assertThat(names(signal, second)).containsExactly("one");
        assertThat(first.all()).isEmpty();
    }

    @Test
    void triesAgainWhenTheReceiverSaysSo() {
        goesTo(Signal.LOGS, first);
        first.answer(Answer.status(429).with("retry-after", "1"));
        emit(Signal.LOGS, "one");
        assertThat(flush(Signal.LOGS)).isTrue();
        List<Received> requests = first.all();
        assertThat(requests).hasSize(2).allMatch(request -> request.logBodies().equals(List.of("one")));
        assertThat(requests.get(1).nanos() - requests.get(0).nanos()).isGreaterThanOrEqualTo(1_000_000_000L);
    }

    @ParameterizedTest
    @EnumSource
    void followsNoRedirect(Signal signal) {
        goesTo(signal, first);
        first.otherwise(request -> Answer.status(307).with("location", url(second, signal)));
        emit(signal, "one");
        boolean unused = flush(signal);
        assertThat(first.all()).hasSize(1);
        assertThat(second.all()).isEmpty();
        assertThat(warnings()).singleElement().asString().contains("HTTP 307", "not followed", "OpAMP server");
    }

    @Test
    void saysHowManyWereRefused() {
        goesTo(Signal.METRICS, first);
        first.answer(OtlpReceiver.OK
                .with("content-type", "application/x-protobuf")
                .body(ExportMetricsServiceResponse.newBuilder()
                        .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                                .setRejectedDataPoints(1)
                                .setErrorMessage(SECRET))
                        .build()
                        .toByteString()));
        emit(Signal.METRICS, "one");
        assertThat(flush(Signal.METRICS)).isTrue();
        assertThat(warnings()).singleElement().asString().contains("own metrics", "refused 1 data point(s)");
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatCannotWorkWithAllReasonsAndStaysWhereItIs(Signal signal) {
        goesTo(signal, first);
        ConnectionSettings bad = ConnectionSettings.builder()
                .endpoint("ftp://collector.example.com/" + SECRET)
                .headers(Map.of("Content-Length", List.of(SECRET), "bad name", List.of(SECRET)))
                .trustedCertificates("no certificate " + SECRET, false)
                .proxy("gopher://user:" + SECRET + "@proxy", Map.of())
                .build();

        String reason = use(signal, bad).refusal().orElseThrow();

        assertThat(reason)
                .contains("own " + signal.name().toLowerCase(Locale.ROOT))
                .contains("the endpoint is no http or https URL")
                .contains("Content-Length")
                .contains("name of a header")
                .contains("TLS settings cannot be used")
                .contains("proxy cannot be used")
                .doesNotContain(SECRET);
        emit(signal, "one");
        assertThat(flush(signal)).isTrue();
        assertThat(names(signal, first)).containsExactly("one");
    }

    @Test
    void refusesEachEndpointThatIsNone() {
        for (String endpoint : List.of(
                "", "collector:4318", "http://", "http://user:" + SECRET + "@host/", "http://host:70000/", "%%")) {
            assertThat(use(
                                    Signal.LOGS,
                                    ConnectionSettings.builder()
                                            .endpoint(endpoint)
                                            .build())
                            .refusal())
                    .as(endpoint)
                    .hasValueSatisfying(
                            reason -> assertThat(reason).contains("endpoint").doesNotContain(SECRET));
        }
    }

    @Test
    void refusesKindsThatNoSdkGivesAnythingOf() {
        OwnTelemetry spansAlone = OwnTelemetry.create();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(spansAlone.spanProcessor())
                .build();
        opened.add(provider);
        assertThat(spansAlone
                        .use(TelemetryDestination.of(Signal.METRICS, to(first, Signal.METRICS)))
                        .refusal())
                .contains("this agent has no metrics of its own");
        assertThat(spansAlone.use(TelemetryDestination.of(Signal.TRACES, to(first, Signal.TRACES))))
                .isEqualTo(ConnectionSettingsOutcome.accept());
    }

    @ParameterizedTest
    @EnumSource
    void sendsNothingAfterTheEnd(Signal signal) {
        goesTo(signal, first);
        emit(signal, "one");
        assertThat(sdk.shutdown().join(SECONDS, TimeUnit.SECONDS).isSuccess()).isTrue();
        assertThat(names(signal, first)).as("sent at the end").containsExactly("one");
        emit(signal, "two");
        assertThat(use(signal, to(second, signal)).refusal())
                .hasValueSatisfying(reason -> assertThat(reason).contains("has ended its own"));
        assertThat(first.all()).isEmpty();
        assertThat(second.all()).isEmpty();
    }

    @Test
    void aReceiverThatDoesNotAnswerDoesNotHoldUpTheEnd() {
        goesTo(Signal.TRACES, first);
        CountDownLatch gate = new CountDownLatch(1);
        first.otherwise(request -> OtlpReceiver.OK.after(gate));
        emit(Signal.TRACES, "one");
        // At the end a batch has 5 s, and 30 s otherwise.
        assertThat(sdk.shutdown().join(25, TimeUnit.SECONDS).isDone()).isTrue();
        gate.countDown();
    }

    @Test
    void provesItselfWithTheOfferedCertificateAndTrustsTheOfferedAuthorityAlone() throws Exception {
        TestCertificateAuthority authority = TestCertificateAuthority.create("receivers");
        TestCertificate client = authority.client("agent");
        OtlpReceiver receiver = OtlpReceiver.mutual(serverContext(authority));
        opened.add(receiver);
        String url = "https://127.0.0.1:" + receiver.port() + "/v1/traces";
        ConnectionSettings withCertificate = ConnectionSettings.builder()
                .endpoint(url)
                .trustedCertificates(authority.pem(), false)
                .clientCertificate(client.certificatePem(), client.privateKeyPem())
                .build();
        assertThat(use(Signal.TRACES, withCertificate)).isEqualTo(ConnectionSettingsOutcome.accept());
        emit(Signal.TRACES, "one");
        assertThat(flush(Signal.TRACES)).isTrue();
        assertThat(receiver.next().spanNames()).containsExactly("one");

        // One that is left out is not used any more, not even over a connection that is open.
        assertThat(use(
                        Signal.TRACES,
                        ConnectionSettings.builder()
                                .endpoint(url)
                                .trustedCertificates(authority.pem(), false)
                                .build()))
                .isEqualTo(ConnectionSettingsOutcome.accept());
        emit(Signal.TRACES, "two");
        var flushed = flushing(Signal.TRACES);
        log.await("cannot be reached");
        assertThat(receiver.all()).isEmpty();
        assertThat(use(
                        Signal.TRACES,
                        ConnectionSettings.builder()
                                .endpoint(url)
                                .insecureSkipVerify(true)
                                .clientCertificate(client.certificatePem(), client.privateKeyPem())
                                .build()))
                .isEqualTo(ConnectionSettingsOutcome.accept());
        assertThat(flushed.join(SECONDS, TimeUnit.SECONDS).isSuccess()).isTrue();
        assertThat(receiver.next().spanNames()).containsExactly("two");
        assertThat(warnings()).anyMatch(line -> line.contains("is not verified"));
    }

    private static SSLContext serverContext(TestCertificateAuthority authority) throws Exception {
        TestCertificate server = authority.server("127.0.0.1");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", server.privateKey(), new char[0], new Certificate[] {server.certificate()});
        store.setCertificateEntry("ca", authority.certificate());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void speaksOnlyTheOfferedVersionsOfTls() throws Exception {
        TestCertificateAuthority authority = TestCertificateAuthority.create("receivers");
        SSLContext context = serverContext(authority);
        OtlpReceiver receiver = OtlpReceiver.secure(context);
        opened.add(receiver);
        assertThat(use(
                        Signal.LOGS,
                        ConnectionSettings.builder()
                                .endpoint("https://127.0.0.1:" + receiver.port() + "/v1/logs")
                                .trustedCertificates(authority.pem(), false)
                                .tlsVersions("1.2", "1.2")
                                .build()))
                .isEqualTo(ConnectionSettingsOutcome.accept());
        emit(Signal.LOGS, "one");
        assertThat(flush(Signal.LOGS)).isTrue();
        assertThat(receiver.next().client().protocol()).isEqualTo("TLSv1.2");
    }

    @Test
    void goesThroughTheOfferedProxyWithItsHeadersAndCredentials() throws Exception {
        TestCertificateAuthority authority = TestCertificateAuthority.create("receivers");
        OtlpReceiver receiver = OtlpReceiver.secure(serverContext(authority));
        FakeProxy proxy = FakeProxy.start();
        proxy.requireCredentials("agent", SECRET);
        opened.addAll(List.of(receiver, proxy));
        ConnectionSettings.Builder through = ConnectionSettings.builder()
                .trustedCertificates(authority.pem(), false)
                .proxy(
                        "http://agent:" + SECRET + "@127.0.0.1:" + proxy.port(),
                        Map.of("X-Way", List.of("out"), "Proxy-Authorization", List.of("Basic other")));
        assertThat(use(
                        Signal.LOGS,
                        through.endpoint("https://127.0.0.1:" + receiver.port() + "/v1/logs")
                                .build()))
                .isEqualTo(ConnectionSettingsOutcome.accept());
        emit(Signal.LOGS, "one");
        assertThat(flush(Signal.LOGS)).isTrue();
        assertThat(receiver.next().logBodies()).containsExactly("one");
        assertThat(proxy.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("CONNECT");
            assertThat(request.header("X-Way")).contains("out");
        });

        assertThat(use(Signal.LOGS, through.endpoint(url(first, Signal.LOGS)).build()))
                .isEqualTo(ConnectionSettingsOutcome.accept());
        emit(Signal.LOGS, "two");
        assertThat(flush(Signal.LOGS)).isTrue();
        assertThat(first.next().logBodies()).containsExactly("two");
        assertThat(proxy.requests()).hasSize(2);
    }

    @Test
    void closesTheConnectionsToTheOldDestination() throws Exception {
        try (ServerSocket old = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            use(
                    Signal.LOGS,
                    ConnectionSettings.builder()
                            .endpoint("http://127.0.0.1:" + old.getLocalPort() + "/")
                            .build());
            emit(Signal.LOGS, "one");
            var flushed = flushing(Signal.LOGS);
            try (Socket connection = old.accept()) {
                connection.setSoTimeout(SECONDS * 1_000);
                byte[] head = connection.getInputStream().readNBytes(1);
                assertThat(head).isNotEmpty();
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(flushed.join(SECONDS, TimeUnit.SECONDS).isSuccess()).isTrue();
                goesTo(Signal.LOGS, first);
                // What is left of the request, and then the end.
                assertThat(connection.getInputStream().readAllBytes()).isNotEmpty();
            }
        }
    }

    /** As bridges from logging do: every line becomes a record, with the name of its logger as the scope. */
    private final class Bridge extends Handler {
        @Override
        public void publish(LogRecord record) {
            LogRecordBuilder builder = sdk.getLogsBridge()
                    .get(String.valueOf(record.getLoggerName()))
                    .logRecordBuilder();
            builder.setBody(record.getMessage()).emit();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Code of the program that runs, and logs, on the threads that send. */
    private static final class TalkativeSelector extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            Logger.getLogger("of.the.network").info("no proxy for " + uri);
            return List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    }

    @Test
    void doesNotFeedItself() throws InterruptedException {
        Bridge bridge = new Bridge();
        Logger root = Logger.getLogger("");
        Logger sdkLogger = Logger.getLogger("io.opentelemetry.sdk");
        bridge.setLevel(Level.ALL);
        sdkLogger.setLevel(Level.ALL);
        root.addHandler(bridge);
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new TalkativeSelector());
        try {
            goesTo(Signal.LOGS, first);
            for (int status : List.of(400, 401, 302)) {
                first.answer(Answer.status(status));
                Logger.getLogger("of.the.program").info("line " + status);
                boolean unused = flush(Signal.LOGS);
                assertThat(first.next().logBodies()).containsExactly("line " + status);
                log.await("HTTP " + status);
            }
            // What was logged meanwhile of these failures would come with the next.
            Logger.getLogger("of.the.program").info("last line");
            boolean unused = flush(Signal.LOGS);
            assertThat(first.next().logBodies()).containsExactly("last line");
            assertThat(first.all()).isEmpty();
        } finally {
            ProxySelector.setDefault(before);
            root.removeHandler(bridge);
            sdkLogger.setLevel(null);
        }
    }

    @Test
    void measuresTheProcess() {
        OwnTelemetry.measureProcess(sdk.getMeterProvider());
        goesTo(Signal.METRICS, first);
        assertThat(flush(Signal.METRICS)).isTrue();
        List<Metric> metrics = first.next().metrics();
        assertThat(metrics)
                .extracting(Metric::getName, Metric::getUnit)
                .contains(tuple("process.cpu.time", "s"), tuple("process.uptime", "s"));
        if (Files.isReadable(Path.of("/proc/self/status"))) {
            Metric memory = metrics.stream()
                    .filter(metric -> metric.getName().equals("process.memory.usage"))
                    .findAny()
                    .orElseThrow();
            assertThat(memory.getUnit()).isEqualTo("By");
            assertThat(memory.getSum().getIsMonotonic()).isFalse();
            assertThat(memory.getSum().getDataPoints(0).getAsInt()).isBetween(10L << 20, 100L << 30);
        }
    }

    @Test
    void collectsMetricsAsOftenAsOpampRecommends() {
        assertThat(((OwnMetricReader) own.metricReader()).reader).asString().contains("intervalNanos=10000000000");
    }

    @Test
    void hasATextWithoutSecrets() {
        goesTo(Signal.LOGS, first);
        assertThat(own).asString().contains("logs to http://127.0.0.1").doesNotContain(SECRET);
        assertThat(own.spanProcessor()).asString().doesNotContain(SECRET);
    }
}
