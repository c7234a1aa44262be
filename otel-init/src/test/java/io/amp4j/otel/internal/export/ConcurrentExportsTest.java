package io.amp4j.otel.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the batch processor may go on, with an exporter whose batches end when the test says so. */
class ConcurrentExportsTest {
    private static final int LIMIT = 3;

    private final Held exporter = new Held();
    private boolean delivering = true;
    private long now;
    private final ConcurrentExports exports =
            new ConcurrentExports(exporter, LIMIT, () -> delivering, Duration.ofSeconds(35), () -> now);

    private static final class Held implements SpanExporter {
        final List<CompletableResultCode> batches = new ArrayList<>();
        final List<Collection<SpanData>> spans = new ArrayList<>();
        boolean ended;

        @Override
        public CompletableResultCode export(Collection<SpanData> batch) {
            CompletableResultCode result = new CompletableResultCode();
            batches.add(result);
            spans.add(batch);
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            ended = true;
            return CompletableResultCode.ofSuccess();
        }
    }

    private CompletableResultCode export() {
        return exports.export(List.of());
    }

    @Test
    void letsBatchesGoUpToTheLimit() {
        assertThat(export().isDone()).isTrue();
        assertThat(export().isDone()).isTrue();
        CompletableResultCode third = export();
        assertThat(third.isDone()).isFalse();
        exporter.batches.get(1).succeed();
        assertThat(third.isSuccess()).isTrue();
        CompletableResultCode fourth = export();
        assertThat(fourth.isDone()).isFalse();
        exporter.batches.get(0).fail();
        assertThat(fourth.isSuccess()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsForEachBatchAndTellsItsResultWhileTheEndpointDoesNotDeliver(boolean success) {
        delivering = false;
        CompletableResultCode first = export();
        assertThat(first.isDone()).isFalse();
        if (success) {
            exporter.batches.get(0).succeed();
        } else {
            exporter.batches.get(0).fail();
        }
        assertThat(first.isDone()).isTrue();
        assertThat(first.isSuccess()).isEqualTo(success);
    }

    @Test
    void goesOnWithOneThatWaitedOnceTheEndpointDeliversAgain() {
        CompletableResultCode early = export();
        assertThat(early.isDone()).isTrue();
        delivering = false;
        CompletableResultCode waiting = export();
        assertThat(waiting.isDone()).isFalse();
        delivering = true;
        exporter.batches.get(0).succeed();
        assertThat(waiting.isSuccess()).isTrue();
    }

    @Test
    void keepsTheSpansOfABatchWhoseListIsUsedAgain() {
        List<SpanData> list = new ArrayList<>(List.of(span("first")));
        exports.export(list);
        list.clear();
        list.add(span("second"));
        exports.export(list);
        assertThat(exporter.spans)
                .extracting(batch -> batch.iterator().next().getName())
                .containsExactly("first", "second");
    }

    @Test
    void flushesAndEndsOnceAllThatIsUnderWayHasEnded() {
        export();
        export();
        CompletableResultCode flush = exports.flush();
        CompletableResultCode end = exports.shutdown();
        exporter.batches.get(0).succeed();
        assertThat(flush.isDone()).isFalse();
        assertThat(exporter.ended).isFalse();
        exporter.batches.get(1).succeed();
        assertThat(flush.isSuccess()).isTrue();
        assertThat(end.isSuccess()).isTrue();
        assertThat(exporter.ended).isTrue();
    }

    @Test
    void waitsNoLongerForABatchThatNeverEndsThanTheBatchProcessorDoes() {
        assertThat(export().isDone()).isTrue();
        assertThat(exports.flush().isDone()).isFalse();
        now += Duration.ofSeconds(35).toNanos();
        assertThat(exports.flush().isSuccess()).isTrue();
        assertThat(exports.shutdown().isSuccess()).isTrue();
        assertThat(exporter.ended).isTrue();
    }

    @Test
    void failsAFlushWhoseExporterThrows() {
        CompletableResultCode flush = ConcurrentExports.then(new CompletableResultCode().succeed(), () -> null);
        assertThat(flush.isDone()).isTrue();
        assertThat(flush.isSuccess()).isFalse();
    }

    private static SpanData span(String name) {
        // A provider without a processor makes spans that nobody can read.
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(new Held()))
                .build()) {
            return ((ReadableSpan) provider.get("t").spanBuilder(name).startSpan()).toSpanData();
        }
    }
}
