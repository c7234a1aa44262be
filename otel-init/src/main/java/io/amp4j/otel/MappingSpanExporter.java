package io.amp4j.otel;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.internal.mapping.Frameworks;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Says the spans of OpenInference, Spring AI and LangChain4j in AMP's words on their way out, so that they render: attributes are
 * added beside those of the framework, a name that AMP's list cannot read becomes {@code {operation} {subject}}, a number
 * that stands as text becomes the number, and a model that a framework names {@code none} or {@code unknown} because there was none
 * goes. What else a span says in AMP's words already stays as it is, and so do the spans of others.
 *
 * <p>It goes before {@link RedactingSpanExporter}, which then covers what is added. Stateless; safe from any thread.
 */
public final class MappingSpanExporter implements SpanExporter {
    private final SpanExporter delegate;

    private MappingSpanExporter(SpanExporter delegate) {
        this.delegate = delegate;
    }

    /** Returns an exporter that maps what it knows and gives everything to the delegate. */
    public static SpanExporter mapping(SpanExporter delegate) {
        return new MappingSpanExporter(requireNonNull(delegate, "delegate"));
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        List<SpanData> mapped = new ArrayList<>(spans.size());
        for (SpanData span : spans) {
            mapped.add(Frameworks.mapped(span));
        }
        return delegate.export(mapped);
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
        return "MappingSpanExporter[" + delegate + "]";
    }
}
