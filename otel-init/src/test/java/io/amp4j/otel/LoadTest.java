package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.OtlpReceiver;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A million spans from many threads while the endpoint does not keep up; {@code -Damp4j.load.spans} sets another number. */
class LoadTest {
    private static final int THREADS = 16;
    private static final int SPANS = Integer.getInteger("amp4j.load.spans", 1_000_000) / THREADS * THREADS;

    static Stream<Arguments> endpoints() {
        return Stream.of(argumentSet("slow", true), argumentSet("absent", false));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void neverHoldsTheApplicationUpAndAccountsForEverySpan(boolean listens) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (OtlpReceiver receiver = OtlpReceiver.start();
                LogCapture log = new LogCapture()) {
            receiver.otherwise(request -> OtlpReceiver.OK.after(gate));
            if (!listens) {
                receiver.goAway();
            }
            AmpOtel amp = AmpOtel.builder()
                    .environment(Map.of(
                            "AMP_OTEL_ENDPOINT", receiver.endpoint(),
                            "AMP_AGENT_API_KEY", "k",
                            // The endpoint is held for as long as the spans take; no attempt ends and is repeated
                            // meanwhile.
                            "OTEL_EXPORTER_OTLP_TIMEOUT", "120000",
                            "OTEL_BSP_EXPORT_TIMEOUT", "120000",
                            "OTEL_SERVICE_NAME", "load")::get)
                    .systemProperties(name -> null)
                    .closeTimeout(Duration.ofSeconds(60))
                    .standalone();
            long memoryBefore = usedMemory();
            run(amp.tracer("load"));
            // While the endpoint answers nothing, the queue, one batch, and nothing else may be held.
            ExportStatistics during = amp.statistics();
            long unsettled = SPANS - during.dropped() - during.lost() - during.delivered();
            assertThat(unsettled).isBetween(0L, 2_048L + 512L);
            assertThat(during.dropped()).isPositive();
            assertThat(usedMemory() - memoryBefore).as("bytes held").isLessThan(64L << 20);
            gate.countDown();
            amp.close();
            ExportStatistics end = amp.statistics();
            assertThat(end.delivered() + end.lost() + end.dropped())
                    .as("every span is accounted for: %s", end)
                    .isEqualTo(SPANS);
            if (listens) {
                assertThat(receiver.all().stream()
                                .mapToInt(request -> request.spans().size())
                                .sum())
                        .isEqualTo((int) end.delivered());
            }
            assertThat(log.everything()).contains("were dropped because the queue was full");
        }
    }

    /** Returns once every thread has ended all its spans; the bound is far below what one export timeout per batch would take. */
    private static void run(Tracer tracer) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                running.add(pool.submit(() -> {
                    for (int i = 0; i < SPANS / THREADS; i++) {
                        tracer.spanBuilder("chat gpt-4o-mini")
                                .setNoParent()
                                .startSpan()
                                .setAttribute("gen_ai.operation.name", "chat")
                                .end();
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
