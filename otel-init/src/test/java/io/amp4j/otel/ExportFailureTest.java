package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.testing.OtlpReceiver.Answer;
import io.opentelemetry.api.impl.InstrumentationUtil;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the program itself brings may fail; no span may vanish unseen by it, and no key appear. */
class ExportFailureTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String KEY = "program-secret-key";

    private final OtlpReceiver receiver = OtlpReceiver.start();
    private final LogCapture log = new LogCapture();
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AMP_OTEL_ENDPOINT", receiver.endpoint(), "AMP_AGENT_API_KEY", KEY, "OTEL_SERVICE_NAME", "checkout"));

    @AfterEach
    void close() {
        receiver.close();
        log.close();
        assertThat(log.everything()).doesNotContain(KEY);
    }

    private AmpOtelBuilder builder() {
        return AmpOtel.builder()
                .environment(environment::get)
                .systemProperties(name -> null)
                .retry(RetryPolicy.builder()
                        .setMaxAttempts(2)
                        .setInitialBackoff(Duration.ofMillis(1))
                        .setMaxBackoff(Duration.ofMillis(2))
                        .build());
    }

    private static void emit(AmpOtel amp) {
        amp.tracer("t").spanBuilder("span").startSpan().end();
    }

    /** A source as a program may write it: its text shows everything. */
    private record CarelessSource(String key) implements HeaderSource {
        @Override
        public Map<String, String> headers() {
            return Map.of(API_KEY_HEADER, key);
        }
    }

    private long attemptsWith(Predicate<IOException> retried) {
        receiver.goAway();
        List<IOException> asked = new CopyOnWriteArrayList<>();
        RetryPolicy policy = RetryPolicy.builder()
                .setMaxAttempts(4)
                .setInitialBackoff(Duration.ofMillis(1))
                .setMaxBackoff(Duration.ofMillis(2))
                .setRetryExceptionPredicate(failure -> {
                    asked.add(failure);
                    return retried.test(failure);
                })
                .build();
        try (AmpOtel amp = builder().retry(policy).standalone()) {
            emit(amp);
            assertThat(amp.flush(BOUND)).isFalse();
            assertThat(amp.statistics().lost()).isEqualTo(1);
        }
        return asked.size();
    }

    @Test
    void countsAttemptsThoughTheServerAsksForNoWaitAtAll() {
        receiver.otherwise(request -> OtlpReceiver.Answer.status(503).with("Retry-After", "0"));
        try (AmpOtel amp = builder().standalone()) {
            emit(amp);
            assertThat(amp.flush(BOUND)).isFalse();
            assertThat(amp.statistics().lost()).isEqualTo(1);
        }
        assertThat(receiver.all()).as("two attempts, as the policy says").hasSize(2);
    }

    @Test
    void sendsLaterSpansAfterAnErrorInAStepOfTheExport() {
        AtomicBoolean failed = new AtomicBoolean();
        AmpOtelBuilder failingOnce = builder().wrapExporter(exporter -> new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                if (failed.compareAndSet(false, true)) {
                    throw new OutOfMemoryError("for one batch");
                }
                return exporter.export(spans);
            }

            @Override
            public CompletableResultCode flush() {
                return exporter.flush();
            }

            @Override
            public CompletableResultCode shutdown() {
                return exporter.shutdown();
            }
        });
        try (AmpOtel amp = failingOnce.standalone()) {
            emit(amp);
            assertThat(amp.flush(BOUND)).isFalse();
            emit(amp);
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(amp.statistics().lost()).isEqualTo(1);
        }
        assertThat(receiver.all())
                .singleElement()
                .satisfies(request -> assertThat(request.spanNames()).containsExactly("span"));
        assertThat(log.everything()).contains("1 span(s) are lost", "OutOfMemoryError");
    }

    @Test
    void retriesNoFailureThatThePolicyDoesNotWantRetried() {
        assertThat(attemptsWith(failure -> false)).isEqualTo(1);
    }

    @Test
    void retriesFailuresThatThePolicyWantsRetried() {
        assertThat(attemptsWith(ConnectException.class::isInstance)).isEqualTo(4);
    }

    @Test
    void retriesWhenThePolicyItselfFails() {
        assertThat(attemptsWith(failure -> {
                    throw new IllegalStateException("policy");
                }))
                .isEqualTo(4);
    }

    @Test
    void neverQuotesAStateFailureOfTheProgramsHeaderSource() {
        try (AmpOtel amp = builder()
                .headers(() -> {
                    throw new IllegalStateException("vault refused " + KEY);
                })
                .standalone()) {
            emit(amp);
            assertThat(amp.flush(BOUND)).isFalse();
            assertThat(log.lines(Level.WARNING).get(0)).contains("IllegalStateException");
        }
    }

    @Test
    void deliversAndTriesAgainWhileTheProgramBlocksTheCommonPool() {
        CountDownLatch release = new CountDownLatch(1);
        int workers = ForkJoinPool.getCommonPoolParallelism() + 1;
        for (int i = 0; i < workers; i++) {
            ForkJoinPool.commonPool().execute(() -> awaitQuietly(release));
        }
        try (AmpOtel amp = builder().standalone()) {
            emit(amp);
            assertThat(amp.flush(BOUND)).isTrue();
            receiver.next();
            receiver.answer(Answer.status(503));
            emit(amp);
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(log.lines(Level.WARNING)).singleElement().asString().contains("HTTP 503");
        } finally {
            release.countDown();
        }
    }

    @Test
    void makesNoSpansOfWhatTheProgramsHeaderSourceAsksFor() throws Exception {
        CompletableFuture<Boolean> hidden = new CompletableFuture<>();
        try (AmpOtel amp = builder()
                .headers(() -> {
                    hidden.complete(InstrumentationUtil.shouldSuppressInstrumentation(Context.current()));
                    return Map.of(HeaderSource.API_KEY_HEADER, KEY);
                })
                .standalone()) {
            emit(amp);
            assertThat(amp.flush(BOUND)).isTrue();
        }
        assertThat(hidden.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void keepsTheQueryOfAnAddressOutOfTheLog() {
        URI endpoint = URI.create(receiver.endpoint() + "/v1/traces?token=s3cret#part");
        AmpOtel amp = builder().standalone();
        assertThat(amp.exporter().switchTo(endpoint, HeaderSource.apiKey(KEY))).isTrue();
        assertThat(amp.exporter().endpoint()).isEqualTo(endpoint);
        receiver.answer(Answer.status(401));
        emit(amp);
        amp.flush(BOUND);
        amp.close();
        assertThat(amp.exporter().switchTo(endpoint, HeaderSource.apiKey(KEY))).isFalse();
        assertThat(log.everything())
                .contains("spans go to " + receiver.endpoint() + "/v1/traces from now on")
                .contains("HTTP 401 at " + receiver.endpoint() + "/v1/traces;")
                .contains("no span goes to " + receiver.endpoint() + "/v1/traces:")
                .doesNotContain("s3cret");
        assertThat(amp.exporter().toString()).doesNotContain("s3cret");
    }

    @Test
    void neverAsksTheProgramsHeaderSourceForItsText() {
        environment.put("AMP_DEBUG", "1");
        try (AmpOtel amp = builder().headers(new CarelessSource(KEY)).standalone()) {
            emit(amp);
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(receiver.next().key()).isEqualTo(KEY);
            assertThat(amp.config().toString()).doesNotContain(KEY).contains("headers from the program");
        }
    }

    @Test
    void countsABatchAsLostWhenTheHeaderSourceEndsInAnError() {
        try (AmpOtel amp = builder()
                .headers(() -> {
                    throw new NoClassDefFoundError("com/example/Vault");
                })
                .standalone()) {
            emit(amp);
            assertThat(amp.flush(Duration.ofSeconds(20))).isFalse();
            assertThat(amp.statistics()).isEqualTo(new ExportStatistics(0, 0, 1, 0));
        }
    }

    @Test
    void asksAHeaderSourceAgainThatFailedOnce() {
        AtomicLong asked = new AtomicLong();
        try (AmpOtel amp = builder()
                .headers(() -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new IllegalStateException("the token endpoint is restarting");
                    }
                    return Map.of(HeaderSource.API_KEY_HEADER, KEY);
                })
                .standalone()) {
            emit(amp);
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(receiver.next().key()).isEqualTo(KEY);
            assertThat(amp.statistics()).isEqualTo(new ExportStatistics(1, 0, 0, 0));
        }
    }

    @Test
    void countsWhatAHeaderSourceThatHangsHoldsUpAndGoesOnWhenItAnswers() throws InterruptedException {
        environment.put("OTEL_EXPORTER_OTLP_TIMEOUT", "4000");
        CountDownLatch hangs = new CountDownLatch(1);
        AtomicLong asked = new AtomicLong();
        try (AmpOtel amp = builder()
                .headers(() -> {
                    if (asked.incrementAndGet() > 1) {
                        awaitQuietly(hangs);
                    }
                    return Map.of(HeaderSource.API_KEY_HEADER, KEY);
                })
                .standalone()) {
            emit(amp);
            assertThat(amp.flush(BOUND)).isTrue();
            receiver.next();
            for (int lost = 1; lost <= 2; lost++) {
                emit(amp);
                assertThat(amp.flush(BOUND)).isFalse();
                assertThat(amp.statistics()).isEqualTo(new ExportStatistics(1, 0, lost, 0));
            }
            assertThat(asked).as("one call hangs, and nobody makes another").hasValue(2);
            assertThat(log.lines(Level.WARNING)).singleElement().asString().contains("has not answered within 4000 ms");
            assertThat(receiver.all()).isEmpty();

            hangs.countDown();
            emit(amp);
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(receiver.next().key()).isEqualTo(KEY);
        }
    }

    @Test
    void closesInTimeWhileAHeaderSourceHangs() {
        CountDownLatch interrupted = new CountDownLatch(1);
        AmpOtel amp = builder()
                .closeTimeout(Duration.ofMillis(100))
                .headers(() -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return Map.of();
                })
                .standalone();
        int several = 2_000;
        for (int span = 0; span < several; span++) {
            emit(amp);
        }

        amp.close();

        // close() waits for the counting, but no longer than a second.
        long bound = System.nanoTime() + BOUND.toNanos();
        while (amp.statistics().lost() < several && System.nanoTime() < bound) {
            Thread.onSpinWait();
        }
        assertThat(amp.statistics()).as("all are counted").isEqualTo(new ExportStatistics(0, 0, several, 0));
        awaitQuietly(interrupted);
    }

    @Test
    void saysInWordsThatAConnectionWasClosedWithoutAnAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            environment.put("AMP_OTEL_ENDPOINT", "http://127.0.0.1:" + server.getLocalPort());
            Thread hangsUp = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket connection = server.accept()) {
                        assertThat(connection.getInputStream().read()).isPositive();
                    } catch (IOException e) {
                        // The test is over, or the other side was faster.
                    }
                }
            });
            hangsUp.setDaemon(true);
            hangsUp.start();
            try (AmpOtel amp = builder().standalone()) {
                emit(amp);
                assertThat(amp.flush(BOUND)).isFalse();
            }
            assertThat(log.lines(Level.WARNING).get(0)).contains("(the connection was closed before an answer came)");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void countsABatchAsLostWhenADecoratorThrows() {
        try (AmpOtel amp = builder()
                .wrapExporter(next -> exporter(() -> {
                    throw new UnsupportedOperationException("odd span");
                }))
                .standalone()) {
            emit(amp);
            assertThat(amp.flush(BOUND)).isFalse();
            assertThat(amp.statistics()).isEqualTo(new ExportStatistics(0, 0, 1, 0));
        }
    }

    @Test
    void flushIsFalseWhenADecoratorFails() {
        try (AmpOtel amp = builder()
                .wrapExporter(next -> exporter(CompletableResultCode::ofFailure))
                .standalone()) {
            emit(amp);
            assertThat(amp.flush(BOUND)).isFalse();
        }
    }

    @Test
    void anAttemptEndsWithTheTimeOfItsBatch() {
        environment.put("OTEL_BSP_EXPORT_TIMEOUT", "200");
        environment.put("OTEL_EXPORTER_OTLP_TIMEOUT", "55000");
        CountDownLatch gate = new CountDownLatch(1);
        receiver.otherwise(request -> OtlpReceiver.OK.after(gate));
        try (AmpOtel amp = builder().standalone()) {
            emit(amp);
            assertThat(amp.flush(Duration.ofSeconds(20))).isFalse();
            assertThat(amp.statistics()).isEqualTo(new ExportStatistics(0, 0, 1, 0));
        } finally {
            gate.countDown();
        }
    }

    @Test
    void aSecondCloseWaitsForTheFirst() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        receiver.answer(Answer.status(200).after(gate));
        AmpOtel amp = builder().closeTimeout(BOUND).standalone();
        emit(amp);
        Thread first = new Thread(amp::close);
        first.start();
        receiver.next();
        AtomicLong deliveredAtEnd = new AtomicLong(-1);
        Thread second = new Thread(() -> {
            amp.close();
            deliveredAtEnd.set(amp.statistics().delivered());
        });
        second.start();
        long bound = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (second.getState() != Thread.State.TIMED_WAITING
                && second.getState() != Thread.State.TERMINATED
                && System.nanoTime() < bound) {
            Thread.onSpinWait();
        }
        gate.countDown();
        second.join(BOUND.toMillis());
        first.join(BOUND.toMillis());
        assertThat(deliveredAtEnd).hasValue(1);
    }

    private interface Export {
        CompletableResultCode export();
    }

    private static SpanExporter exporter(Export export) {
        return new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                return export.export();
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }
        };
    }
}
