package io.amp4j.otel;

import io.amp4j.otel.internal.export.QueueDrops;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * The way of spans to AMP, seen from its two ends.
 *
 * @param exporter its last step
 * @param drops what the queue before that dropped
 * @param flush sends what is queued
 * @param shutdown sends what is queued and ends every step
 */
record Pipeline(
        SwitchableSpanExporter exporter,
        QueueDrops drops,
        Supplier<CompletableResultCode> flush,
        Supplier<CompletableResultCode> shutdown) {
    private static final Logger LOGGER = Logger.getLogger(AmpOtel.class.getName());

    ExportStatistics statistics() {
        ExportStatistics sent = exporter.statistics();
        return new ExportStatistics(sent.delivered(), sent.rejected(), sent.lost(), drops.count());
    }

    boolean flush(Duration within) {
        return flush.get()
                .join(Math.max(0, within.toNanos()), TimeUnit.NANOSECONDS)
                .isSuccess();
    }

    void close(Duration within) {
        exporter.finish(within);
        shutdown.get().join(within.toNanos(), TimeUnit.NANOSECONDS);
        exporter.shutdown();
        ExportStatistics end = statistics();
        if (!end.isComplete()) {
            LOGGER.warning(end.delivered() + " span(s) reached AMP; " + end.dropped()
                    + " were dropped because the queue was full, " + end.lost() + " were lost on the way, "
                    + end.rejected() + " were refused");
        }
    }
}
