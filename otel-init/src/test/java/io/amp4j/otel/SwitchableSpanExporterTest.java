package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.testing.OtlpReceiver.Answer;
import io.amp4j.otel.testing.OtlpReceiver.Received;
import io.amp4j.otel.testing.ReservedPort;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens on the wire when the endpoint misbehaves. */
class SwitchableSpanExporterTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String KEY = "first-secret-key";

    private final OtlpReceiver receiver = OtlpReceiver.start();
    private final LogCapture log = new LogCapture();
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(receiver));
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AMP_OTEL_ENDPOINT", receiver.endpoint(), "AMP_AGENT_API_KEY", KEY, "OTEL_SERVICE_NAME", "checkout"));

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        log.close();
        assertThat(log.everything()).doesNotContain(KEY).doesNotContain("second-secret-key");
    }

    private AmpOtelBuilder builder() {
        RetryPolicy quick = RetryPolicy.builder()
                .setMaxAttempts(3)
                .setInitialBackoff(Duration.ofMillis(1))
                .setMaxBackoff(Duration.ofMillis(2))
                .build();
        return AmpOtel.builder()
                .environment(environment::get)
                .systemProperties(name -> null)
                .retry(quick);
    }

    private AmpOtel open() {
        return opened(builder().standalone());
    }

    private AmpOtel opened(AmpOtel amp) {
        opened.add(amp);
        return amp;
    }

    private static void emit(AmpOtel amp, int spans) {
        for (int i = 0; i < spans; i++) {
            amp.tracer("t").spanBuilder("span-" + i).startSpan().end();
        }
    }

    private List<String> warnings() {
        return log.lines(Level.WARNING);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void neverFollowsARedirectWithTheKey(int status) {
        OtlpReceiver elsewhere = OtlpReceiver.start();
        opened.add(elsewhere);
        receiver.otherwise(request -> Answer.status(status).with("location", elsewhere.endpoint() + "/v1/traces"));
        AmpOtel amp = open();
        emit(amp, 2);
        amp.flush(BOUND);
        assertThat(receiver.all()).hasSize(1);
        assertThat(elsewhere.all()).isEmpty();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(0, 0, 2, 0));
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("HTTP " + status, "not followed", "AMP_OTEL_ENDPOINT");
    }

    @Test
    void hasSeveralBatchesUnderWayAtAnEndpointThatDelivers() {
        environment.putAll(Map.of("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2", "OTEL_BSP_SCHEDULE_DELAY", "600000"));
        CountDownLatch gate = new CountDownLatch(1);
        receiver.answer(OtlpReceiver.OK);
        receiver.otherwise(request -> OtlpReceiver.OK.after(gate));
        AmpOtel amp = open();
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(receiver.next().spanNames()).containsExactly("span-0");

        emit(amp, 12);
        List<String> names = new ArrayList<>();
        for (int batch = 0; batch < 4; batch++) {
            names.addAll(receiver.next().spanNames());
        }
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "span-0", "span-1", "span-2", "span-3", "span-4", "span-5", "span-6", "span-7");
        gate.countDown();
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(receiver.all()).hasSize(2);
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(13, 0, 0, 0));
    }

    @Test
    void givesAnEndpointInTroubleOneBatchAtATime() {
        environment.putAll(Map.of("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2", "OTEL_BSP_SCHEDULE_DELAY", "600000"));
        CountDownLatch gate = new CountDownLatch(1);
        receiver.answer(Answer.status(401), OtlpReceiver.OK.after(gate));
        AmpOtel amp = open();
        emit(amp, 2);
        assertThat(receiver.next().spanNames()).hasSize(2);
        emit(amp, 8);
        assertThat(receiver.next().spanNames()).containsExactly("span-0", "span-1");
        long opened = System.nanoTime();
        gate.countDown();
        boolean unused = amp.flush(BOUND);
        assertThat(receiver.all()).hasSize(3).allMatch(request -> request.nanos() > opened);
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(8, 0, 2, 0));
    }

    @Test
    void saysOnceThatTheKeyIsRefusedAndOnceThatItIsTakenAgain() {
        receiver.answer(Answer.status(401), Answer.status(401), Answer.status(403), Answer.status(403));
        AmpOtel amp = open();
        for (int batch = 0; batch < 6; batch++) {
            emit(amp, 1);
            amp.flush(BOUND);
        }
        assertThat(receiver.all()).as("refusals are not retried").hasSize(6);
        assertThat(warnings()).hasSize(2);
        assertThat(warnings().get(0)).contains("HTTP 401", "expired", "AMP Console", "AMP_AGENT_API_KEY");
        assertThat(warnings().get(1)).contains("HTTP 403", "AMP_OTEL_ENDPOINT");
        assertThat(log.lines(Level.INFO))
                .filteredOn(line -> line.contains("takes spans again"))
                .singleElement()
                .asString()
                .contains("4 span(s) were lost");
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(2, 0, 4, 0));
    }

    @Test
    void sendsTheKeyThatTheFileHoldsAtThatMoment(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), KEY);
        environment.put("AMP_AGENT_API_KEY_FILE", file.toString());
        receiver.otherwise(request -> "second-secret-key".equals(request.key()) ? OtlpReceiver.OK : Answer.status(401));
        AmpOtel amp = open();
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isFalse();
        assertThat(receiver.next().key()).isEqualTo(KEY);
        Files.writeString(file, "second-secret-key\n");
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(receiver.next().key()).isEqualTo("second-secret-key");
    }

    @Test
    void asksTheKeyFunctionBeforeEachAttempt() {
        AtomicInteger calls = new AtomicInteger();
        receiver.answer(Answer.status(503));
        AmpOtel amp = opened(builder()
                .headers(HeaderSource.apiKeyFrom(() -> "key-" + calls.incrementAndGet()))
                .standalone());
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(receiver.all()).extracting(Received::key).containsExactly("key-1", "key-2");
    }

    @Test
    void sendsNothingWithoutAKeyAndSaysWhyWithoutQuotingTheFailure() {
        AtomicReference<String> key = new AtomicReference<>("bad\nsecond-secret-key");
        AmpOtel amp =
                opened(builder().headers(HeaderSource.apiKeyFrom(key::get)).standalone());
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isFalse();
        AmpOtel throwing = opened(builder()
                .headers(() -> {
                    throw new IllegalArgumentException("second-secret-key");
                })
                .standalone());
        emit(throwing, 1);
        assertThat(throwing.flush(BOUND)).isFalse();
        assertThat(receiver.all()).isEmpty();
        assertThat(warnings().get(0)).contains("line break");
        assertThat(warnings().get(1)).contains("IllegalArgumentException");
        key.set("good");
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isTrue();
    }

    @Test
    void splitsBatchesThatAreTooLargeUntilTheyFit() {
        receiver.otherwise(request -> request.spans().size() > 3 ? Answer.status(413) : OtlpReceiver.OK);
        AmpOtel amp = open();
        emit(amp, 10);
        assertThat(amp.flush(BOUND)).isTrue();
        List<String> taken = receiver.all().stream()
                .filter(request -> request.spans().size() <= 3)
                .flatMap(request -> request.spanNames().stream())
                .toList();
        assertThat(taken).hasSize(10).doesNotHaveDuplicates();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(10, 0, 0, 0));
        assertThat(warnings()).singleElement().asString().contains("HTTP 413", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE");
    }

    @Test
    void givesUpOnASpanThatIsTooLargeByItself() {
        receiver.otherwise(request -> request.spanNames().contains("span-1") ? Answer.status(413) : OtlpReceiver.OK);
        AmpOtel amp = open();
        emit(amp, 4);
        assertThat(amp.flush(BOUND)).isFalse();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(3, 0, 1, 0));
    }

    @Test
    void waitsAsLongAsRetryAfterAsksAndSendsTheSameBytes() {
        receiver.answer(Answer.status(429).with("retry-after", "1"));
        AmpOtel amp = open();
        emit(amp, 2);
        assertThat(amp.flush(BOUND)).isTrue();
        Received first = receiver.next();
        Received second = receiver.next();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(Duration.ofNanos(second.nanos() - first.nanos())).isGreaterThanOrEqualTo(Duration.ofMillis(990));
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(2, 0, 0, 0));
        assertThat(warnings()).singleElement().asString().contains("HTTP 429");
    }

    @Test
    void staysOffTheWireWhenTheServerAsksForLongerThanABatchMayTake() {
        environment.put("OTEL_BSP_EXPORT_TIMEOUT", "5000");
        receiver.answer(Answer.status(429).with("retry-after", "600"));
        AmpOtel amp = open();
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isFalse();
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isFalse();
        assertThat(receiver.all()).hasSize(1);
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(0, 0, 2, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void retriesWhatMayPassAndGivesUpAfterThePolicy(int status) {
        receiver.answer(Answer.status(status), Answer.status(status));
        receiver.answer(OtlpReceiver.OK);
        receiver.otherwise(request -> Answer.status(status));
        AmpOtel amp = open();
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(receiver.all()).hasSize(3);
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isFalse();
        assertThat(receiver.all()).hasSize(3);
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(1, 0, 1, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 500, 501})
    void doesNotRetryWhatCannotPass(int status) {
        receiver.otherwise(request -> Answer.status(status));
        AmpOtel amp = open();
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isFalse();
        assertThat(receiver.all()).hasSize(1);
        assertThat(warnings()).singleElement().asString().contains("HTTP " + status);
    }

    @Test
    void recoversWhenTheEndpointComesUp() {
        ReservedPort reserved = ReservedPort.take();
        opened.add(reserved);
        int port = reserved.port();
        AmpOtel amp = opened(builder().endpoint("http://127.0.0.1:" + port).standalone());
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isFalse();
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isFalse();
        assertThat(warnings()).singleElement().asString().contains("cannot be reached", "connection refused");
        reserved.close();
        try (OtlpReceiver up = OtlpReceiver.start(port)) {
            emit(amp, 1);
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(up.next().path()).isEqualTo("/v1/traces");
        }
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(1, 0, 2, 0));
    }

    @Test
    void givesUpWaitingForAnAnswerThatDoesNotCome() {
        environment.put("OTEL_EXPORTER_OTLP_TIMEOUT", "5000");
        CountDownLatch gate = new CountDownLatch(1);
        receiver.answer(OtlpReceiver.OK.after(gate));
        AmpOtel amp = open();
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).as("the second attempt is answered").isTrue();
        gate.countDown();
        assertThat(receiver.all()).hasSize(2);
        assertThat(warnings()).singleElement().asString().contains("no answer in time");
    }

    @Test
    void countsSpansThatTheEndpointRefusedInsideABatch() {
        ByteString partial = ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(2)
                        .setErrorMessage("quotes second-secret-key"))
                .build()
                .toByteString();
        receiver.answer(Answer.status(200)
                .with("content-type", "application/x-protobuf")
                .body(partial));
        AmpOtel amp = open();
        emit(amp, 5);
        assertThat(amp.flush(BOUND)).isFalse();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(3, 2, 0, 0));
        assertThat(warnings()).singleElement().asString().contains("refused 2 span(s)");
    }

    @Test
    void takesAnEndlessAnswerWithoutKeepingIt() {
        receiver.answer(Answer.status(200).body(ByteString.copyFrom(new byte[4_000_000])));
        AmpOtel amp = open();
        emit(amp, 1);
        assertThat(amp.flush(BOUND)).isTrue();
    }

    @Test
    void sendsQueuedAndWaitingSpansToTheNewAddress() {
        OtlpReceiver other = OtlpReceiver.start();
        opened.add(other);
        CountDownLatch asked = new CountDownLatch(1);
        receiver.otherwise(request -> {
            asked.countDown();
            return Answer.status(503).with("retry-after", "20");
        });
        environment.put("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2");
        AmpOtel amp = open();
        emit(amp, 5);
        assertThat(amp.statistics().dropped()).isZero();
        await(asked);
        amp.exporter()
                .switchTo(
                        URI.create(other.endpoint() + "/v1/traces"),
                        HeaderSource.of(Map.of("authorization", "Bearer t")));
        assertThat(amp.flush(BOUND)).isTrue();
        List<Received> moved = other.all();
        assertThat(moved.stream().flatMap(request -> request.spanNames().stream()))
                .containsExactlyInAnyOrder("span-0", "span-1", "span-2", "span-3", "span-4");
        assertThat(moved).allSatisfy(request -> {
            assertThat(request.headers().getFirst("authorization")).isEqualTo("Bearer t");
            assertThat(request.key())
                    .as("the old key stays with the old address")
                    .isNull();
        });
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(5, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://a/b",
                "/v1/traces",
                "http:///x",
                "https://me:pw@amp.example.com/v1/traces",
                "https://amp.example.com/\ud83d"
            })
    void refusesToSwitchToWhatIsNoAddressAndStaysWhereItWas(String endpoint) {
        AmpOtel amp = open();
        assertThatThrownBy(() -> amp.exporter().switchTo(URI.create(endpoint), HeaderSource.apiKey("k")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("pw");
        assertThat(amp.exporter().endpoint()).hasToString(receiver.endpoint() + "/v1/traces");
    }

    @Test
    void closesWithinItsBoundWhileTheEndpointHangs() {
        environment.putAll(Map.of("OTEL_EXPORTER_OTLP_TIMEOUT", "120000", "OTEL_BSP_EXPORT_TIMEOUT", "120000"));
        CountDownLatch gate = new CountDownLatch(1);
        receiver.otherwise(request -> OtlpReceiver.OK.after(gate));
        AmpOtel amp = builder().closeTimeout(Duration.ofMillis(200)).standalone();
        emit(amp, 1);
        long start = System.nanoTime();
        amp.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        gate.countDown();
    }

    @Test
    void doesNotRetryOnceItIsClosing() {
        receiver.otherwise(request -> Answer.status(503));
        AmpOtel amp = builder()
                .retry(RetryPolicy.builder()
                        .setMaxAttempts(5)
                        .setInitialBackoff(Duration.ofSeconds(20))
                        .setMaxBackoff(Duration.ofSeconds(20))
                        .build())
                .standalone();
        emit(amp, 3);
        amp.close();
        assertThat(receiver.all()).hasSize(1);
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(0, 0, 3, 0));
        assertThat(warnings()).last().asString().contains("3 were lost on the way");
    }

    @Test
    void countsAndReportsWhatTheFullQueueDrops() {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        receiver.otherwise(request -> {
            asked.countDown();
            return OtlpReceiver.OK.after(gate);
        });
        environment.put("OTEL_BSP_MAX_QUEUE_SIZE", "8");
        environment.put("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4");
        AmpOtel amp = open();
        emit(amp, 4);
        await(asked);
        emit(amp, 100);
        assertThat(amp.statistics().dropped()).isEqualTo(92);
        gate.countDown();
        assertThat(amp.flush(BOUND)).isTrue();
        amp.close();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(12, 0, 0, 92));
        assertThat(warnings()).last().asString().contains("92 were dropped because the queue was full");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
