package io.amp4j.otel.telemetry;

import io.amp4j.otel.internal.export.OwnWork;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Batches spans, but those of work that sends spans. */
final class OwnSpanProcessor implements SpanProcessor {
    private final Pipe<SpanData> pipe;
    private final BatchSpanProcessor batches;

    OwnSpanProcessor(Pipe<SpanData> pipe) {
        this.pipe = pipe;
        pipe.feed();
        batches = BatchSpanProcessor.builder(new Exporter(pipe)).build();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // Nothing of a span is of interest before its end.
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!OwnWork.isUnderWay()) {
            batches.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
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

    private record Exporter(Pipe<SpanData> pipe) implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return pipe.export(spans);
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
