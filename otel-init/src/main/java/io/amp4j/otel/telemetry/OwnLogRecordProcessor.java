package io.amp4j.otel.telemetry;

import io.amp4j.otel.internal.export.OwnWork;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.util.Collection;
import java.util.List;

/**
 * Batches log records, but those that a bridge from logging makes of our own lines, of the SDK's lines about exporting, and of whatever is
 * logged on our threads: a record about a failure that fails to be sent would make the next.
 */
final class OwnLogRecordProcessor implements LogRecordProcessor {
    /** Bridges name the scope like the logger. */
    private static final List<String> QUIET = List.of(
            "io.amp4j.otel.telemetry.",
            "io.opentelemetry.sdk.logs.export.",
            "io.opentelemetry.sdk.metrics.export.",
            "io.opentelemetry.sdk.trace.export.");

    private final Pipe<LogRecordData> pipe;
    private final BatchLogRecordProcessor batches;

    OwnLogRecordProcessor(Pipe<LogRecordData> pipe) {
        this.pipe = pipe;
        pipe.feed();
        batches = BatchLogRecordProcessor.builder(new Exporter(pipe)).build();
    }

    @Override
    public void onEmit(Context context, ReadWriteLogRecord record) {
        if (!OwnWork.isUnderWay()) {
            batches.onEmit(context, record);
        }
    }

    @Override
    public CompletableResultCode forceFlush() {
        return pipe.flushAfter(batches.forceFlush());
    }

    @Override
    public CompletableResultCode shutdown() {
        pipe.finish();
        return batches.shutdown();
    }

    @Override
    public String toString() {
        return "OwnTelemetry[" + pipe + "]";
    }

    private record Exporter(Pipe<LogRecordData> pipe) implements LogRecordExporter {
        @Override
        public CompletableResultCode export(Collection<LogRecordData> records) {
            return pipe.export(
                    records.stream().filter(record -> !isQuiet(record)).toList());
        }

        private static boolean isQuiet(LogRecordData record) {
            String scope = record.getInstrumentationScopeInfo().getName();
            return QUIET.stream().anyMatch(scope::startsWith);
        }

        @Override
        public CompletableResultCode flush() {
            return pipe.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return pipe.shutdown();
        }
    }
}
