package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.testing.OtlpReceiver.Answer;
import io.amp4j.otel.testing.OtlpReceiver.Received;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of spans while a Collector, or the backend behind it, is not as it should be. */
@ThroughCollector
class CollectorFaultsTest {
    private static final Duration BOUND = Duration.ofSeconds(60);

    /** The first retry soon, the last one late enough for a machine that is busy. */
    private static final RetryPolicy RETRY = RetryPolicy.builder()
            .setMaxAttempts(5)
            .setInitialBackoff(Duration.ofMillis(500))
            .setBackoffMultiplier(4)
            .setMaxBackoff(Duration.ofSeconds(30))
            .build();

    private final LogCapture log = new LogCapture();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final OtlpReceiver backend = open(OtlpReceiver.start());

    @AfterEach
    void close() throws Exception {
        for (int last = opened.size() - 1; last >= 0; last--) {
            opened.get(last).close();
        }
        log.close();
        assertThat(log.everything()).doesNotContain(Collector.AGENT_KEY).doesNotContain(Collector.BACKEND_KEY);
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.add(resource);
        return resource;
    }

    /** Starts one in the place of {@code before}, with the files that change its configuration. */
    private Collector again(Collector before, String... more) {
        return open(Collector.startAt(before.port(), backend, more));
    }

    private AmpOtel agent(Collector collector) {
        return agent(collector, HeaderSource.apiKey(Collector.AGENT_KEY));
    }

    private AmpOtel agent(Collector collector, HeaderSource headers) {
        // Nothing leaves before a flush asks for it, and a batch has time for all its attempts.
        Map<String, String> environment = Map.of(
                "AMP_OTEL_ENDPOINT",
                collector.endpoint(),
                "OTEL_SERVICE_NAME",
                "checkout",
                "OTEL_BSP_SCHEDULE_DELAY",
                "600000",
                "OTEL_BSP_EXPORT_TIMEOUT",
                "120000");
        return open(AmpOtel.builder()
                .environment(environment::get)
                .systemProperties(name -> null)
                .headers(headers)
                .retry(RETRY)
                .closeTimeout(Duration.ZERO)
                .standalone());
    }

    private static List<String> emit(AmpOtel amp, String name, int number) {
        List<String> names =
                IntStream.range(0, number).mapToObj(i -> name + " " + i).toList();
        names.forEach(each -> amp.spans("t").tool(each).call(tool -> tool.result("r")));
        return names.stream().map(each -> "execute_tool " + each).toList();
    }

    private static CompletableFuture<Boolean> flushing(AmpOtel amp) {
        return CompletableFuture.supplyAsync(() -> amp.flush(BOUND));
    }

    private static boolean result(CompletableFuture<Boolean> flush) throws Exception {
        return flush.get(2 * BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aWrongKeyIsToldOnceAndTheNextKeyCounts() {
        Collector collector = open(Collector.start(backend));
        AtomicReference<String> key = new AtomicReference<>("a-key-of-yesterday");
        AmpOtel amp = agent(collector, HeaderSource.apiKeyFrom(key::get));
        for (int batch = 0; batch < 3; batch++) {
            emit(amp, "refused", 2);
            assertThat(amp.flush(BOUND)).isFalse();
        }
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(0, 0, 6, 0));
        assertThat(log.lines(Level.WARNING))
                .singleElement()
                .asString()
                .contains("HTTP 401", "the agent API key is missing, wrong or expired");
        assertThat(backend.all()).isEmpty();

        key.set(Collector.AGENT_KEY);
        List<String> taken = emit(amp, "taken", 2);

        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(2, 0, 6, 0));
        assertThat(backend.next().spanNames()).containsExactlyElementsOf(taken);
        assertThat(log.lines(Level.INFO).get(1)).contains("AMP takes spans again", "6 span(s) were lost meanwhile");
        assertThat(log.everything()).doesNotContain("a-key-of-yesterday");
    }

    @Test
    void whatWaitsForACollectorThatComesBackArrivesOnce() throws Exception {
        Collector collector = open(Collector.start(backend));
        AmpOtel amp = agent(collector);
        List<String> emitted = new ArrayList<>(emit(amp, "before", 3));
        assertThat(amp.flush(BOUND)).isTrue();
        collector.stop();
        emitted.addAll(emit(amp, "meanwhile", 1000));
        CompletableFuture<Boolean> flush = flushing(amp);
        log.await("AMP cannot be reached");

        again(collector);

        assertThat(result(flush)).isTrue();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(1003, 0, 0, 0));
        assertThat(arrived()).containsExactlyInAnyOrderElementsOf(emitted);
        assertThat(log.lines(Level.INFO)).last().asString().contains("no span was lost meanwhile");
    }

    @Test
    void aConnectionThatARestartBrokeCostsNoSpan() {
        Collector collector = open(Collector.start(backend));
        AmpOtel amp = agent(collector);
        List<String> emitted = new ArrayList<>(emit(amp, "before", 1));
        assertThat(amp.flush(BOUND)).isTrue();
        collector.kill();
        again(collector);

        emitted.addAll(emit(amp, "after", 1));

        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(2, 0, 0, 0));
        assertThat(arrived()).containsExactlyElementsOf(emitted);
    }

    @Test
    void aBatchWhoseAnswerIsLostArrivesAgainAndCountsOnce() throws Exception {
        Collector collector = open(Collector.start(backend));
        AmpOtel amp = agent(collector);
        CountDownLatch gate = new CountDownLatch(1);
        open(gate::countDown);
        backend.answer(OtlpReceiver.OK.after(gate));
        emit(amp, "span", 5);
        CompletableFuture<Boolean> flush = flushing(amp);
        Received first = backend.next();

        collector.kill();
        log.await("AMP cannot be reached");
        again(collector);

        assertThat(result(flush)).isTrue();
        assertThat(backend.next().decoded()).isEqualTo(first.decoded());
        assertThat(backend.all()).isEmpty();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(5, 0, 0, 0));
    }

    @Test
    void waitsForABackendThatTheCollectorCannotReach() throws Exception {
        Collector collector = open(Collector.start(backend));
        AmpOtel amp = agent(collector);
        backend.goAway();
        List<String> emitted = emit(amp, "span", 5);
        CompletableFuture<Boolean> flush = flushing(amp);
        log.await("AMP answered HTTP 503");

        OtlpReceiver back = open(OtlpReceiver.start(backend.port()));

        assertThat(result(flush)).isTrue();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(5, 0, 0, 0));
        assertThat(back.next().spanNames()).containsExactlyElementsOf(emitted);
        assertThat(back.all()).isEmpty();
        assertThat(log.lines(Level.WARNING)).hasSize(1);
    }

    @Test
    void sendsAgainWhatTheCollectorPassesOnAsTooMany() {
        Collector collector = open(Collector.start(backend));
        AmpOtel amp = agent(collector);
        // The Collector passes the status on and keeps the header to itself: the agent's own waits count.
        backend.answer(
                Answer.status(429).with("Retry-After", "600"),
                Answer.status(429).with("Retry-After", "600"));
        List<String> emitted = emit(amp, "span", 5);

        assertThat(amp.flush(BOUND)).isTrue();

        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(5, 0, 0, 0));
        assertThat(backend.all())
                .hasSize(3)
                .allSatisfy(attempt -> assertThat(attempt.spanNames()).containsExactlyElementsOf(emitted));
        assertThat(log.lines(Level.WARNING)).singleElement().asString().contains("HTTP 429");
        assertThat(log.lines(Level.INFO)).last().asString().contains("no span was lost meanwhile");
    }

    @Test
    void givesUpWhatTheBackendRefusesForGoodAndSaysSo() {
        Collector collector = open(Collector.start(backend));
        AmpOtel amp = agent(collector);
        backend.answer(Answer.status(400));
        emit(amp, "span", 5);

        assertThat(amp.flush(BOUND)).isFalse();

        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(0, 0, 5, 0));
        assertThat(backend.all()).hasSize(1);
        assertThat(log.lines(Level.WARNING)).singleElement().asString().contains("HTTP 400");
    }

    @Test
    void sendsAgainWhatFindsTheQueueOfTheCollectorFull() throws Exception {
        Collector collector = open(Collector.start(backend, "full-queue.yaml"));
        AmpOtel amp = agent(collector);
        CountDownLatch gate = new CountDownLatch(1);
        open(gate::countDown);
        backend.answer(OtlpReceiver.OK.after(gate));
        List<String> first = emit(amp, "first", 1);
        assertThat(amp.flush(BOUND)).isTrue();
        assertThat(backend.next().spanNames()).isEqualTo(first);
        List<String> second = emit(amp, "second", 1);
        CompletableFuture<Boolean> flush = flushing(amp);
        log.await("AMP answered HTTP 503");
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(1, 0, 0, 0));

        gate.countDown();

        assertThat(result(flush)).isTrue();
        assertThat(backend.next().spanNames()).isEqualTo(second);
        assertThat(backend.all()).isEmpty();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(2, 0, 0, 0));
    }

    @Test
    void sendsAgainWhatTheCollectorRefusesForWantOfMemory() throws Exception {
        Collector collector = open(Collector.start(backend, "memory-limit.yaml"));
        collector.awaitLog("Refusing data");
        AmpOtel amp = agent(collector);
        List<String> emitted = emit(amp, "span", 5);
        CompletableFuture<Boolean> flush = flushing(amp);
        log.await("AMP answered HTTP 503");
        collector.stop();

        again(collector);

        assertThat(result(flush)).isTrue();
        assertThat(amp.statistics()).isEqualTo(new ExportStatistics(5, 0, 0, 0));
        assertThat(arrived()).containsExactlyElementsOf(emitted);
    }

    private List<String> arrived() {
        return backend.all().stream()
                .flatMap(request -> request.spanNames().stream())
                .toList();
    }
}
