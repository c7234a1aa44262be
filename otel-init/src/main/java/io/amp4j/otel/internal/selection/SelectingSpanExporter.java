package io.amp4j.otel.internal.selection;

import io.amp4j.otel.export.SpanSelection;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/** Passes on the selected spans; gets mapped spans, in the order of their end. */
public final class SelectingSpanExporter implements SpanExporter {
    private final SpanExporter delegate;
    private final Selection selection;

    private SelectingSpanExporter(SpanExporter delegate, Selection selection) {
        this.delegate = delegate;
        this.selection = selection;
    }

    /** Returns an exporter that passes on what was chosen; the delegate itself if that is all. */
    public static SpanExporter selecting(SpanExporter delegate, SpanSelection spans) {
        return selecting(delegate, spans, System::nanoTime);
    }

    static SpanExporter selecting(SpanExporter delegate, SpanSelection spans, LongSupplier nanoTime) {
        return switch (spans) {
            case ALL -> delegate;
            case AGENT_TRACES -> new SelectingSpanExporter(delegate, new TraceSelection(nanoTime));
            case AGENT_SPANS -> new SelectingSpanExporter(delegate, new AncestorSelection());
        };
    }

    /** Decides, one batch after the other. */
    interface Selection {
        /** Adds to {@code chosen} what of this span, and of those before it, is sent. */
        void next(SpanData span, List<SpanData> chosen);

        /** The batch has ended. */
        void batchEnded();
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        List<SpanData> chosen = new ArrayList<>(spans.size());
        synchronized (selection) {
            for (SpanData span : spans) {
                selection.next(span, chosen);
            }
            selection.batchEnded();
        }
        return chosen.isEmpty() ? CompletableResultCode.ofSuccess() : delegate.export(chosen);
    }

    @Override
    public CompletableResultCode flush() {
        return delegate.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return delegate.shutdown();
    }

    @Override
    public String toString() {
        return "SelectingSpanExporter[" + selection.getClass().getSimpleName() + ", " + delegate + "]";
    }
}
