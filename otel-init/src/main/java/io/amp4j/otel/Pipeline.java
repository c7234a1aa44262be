package io.amp4j.otel;

import io.amp4j.otel.internal.export.QueueCounter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The processors and exporters through which spans are sent to AMP.
 *
 * @param first its first step
 * @param queueCounter counts the spans that its queue accepted, passed on and dropped
 * @param exporter its last step
 * @param shutdown sends all queued spans and shuts every step down
 * @param owned whether this pipeline has to shut the exporter down
 */
record Pipeline(
        SpanProcessor first,
        QueueCounter queueCounter,
        SwitchableSpanExporter exporter,
        Supplier<CompletableResultCode> shutdown,
        boolean owned) {
    private static final Duration COUNTING = Duration.ofSeconds(1);

    ExportStatistics statistics() {
        ExportStatistics sent = exporter.statistics();
        return new ExportStatistics(
                sent.delivered(), sent.rejected(), sent.lost() + queueCounter.thrown(), queueCounter.dropped());
    }

    boolean flush(Duration within) {
        if (owned && exporter.isClosed()) {
            // A batch processor that is shut down completes no flush; the outcome of all its spans is known.
            return queueCounter.isEmpty();
        }
        ExportStatistics before = exporter.statistics();
        long failedBefore = queueCounter.failedBatches();
        boolean left = queueCounter.flush(first, within.toNanos());
        ExportStatistics after = exporter.statistics();
        return left
                && queueCounter.failedBatches() == failedBefore
                && after.lost() == before.lost()
                && after.rejected() == before.rejected();
    }

    void close(Duration within) {
        if (!owned) {
            shutdown.get().join(within.toNanos(), TimeUnit.NANOSECONDS);
            return;
        }
        exporter.finish(within);
        CompletableResultCode end = shutdown.get().join(within.toNanos(), TimeUnit.NANOSECONDS);
        exporter.shutdown();
        // Discarded spans now fail at once; after the queue has processed that, the final counts are correct.
        end.join(COUNTING.toNanos(), TimeUnit.NANOSECONDS);
        exporter.report(statistics());
    }
}
