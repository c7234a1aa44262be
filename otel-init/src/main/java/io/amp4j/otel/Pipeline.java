package io.amp4j.otel;

import io.amp4j.otel.internal.export.QueueCounter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The way of spans to AMP, seen from its two ends.
 *
 * @param first its first step
 * @param queueCounter counts what its queue took, passed on and dropped
 * @param exporter its last step
 * @param shutdown sends what is queued and ends every step
 * @param owned whether the exporter is ours to end
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
            // A batch processor that has ended answers no flush; all that it had is settled.
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
        // What was given up fails at once now; once the queue has seen that, the last counts are right.
        end.join(COUNTING.toNanos(), TimeUnit.NANOSECONDS);
        exporter.report(statistics());
    }
}
