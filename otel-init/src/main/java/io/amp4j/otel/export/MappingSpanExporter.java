package io.amp4j.otel.export;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.internal.mapping.Conversations;
import io.amp4j.otel.internal.mapping.Frameworks;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Translates exported spans of OpenInference, Spring AI, Google's ADK, LangChain4j, Quarkus LangChain4j, MCP and OpenTelemetry's own
 * conventions into AMP's attributes, so that AMP shows them completely. It adds attributes beside those of the framework, replaces a name
 * that AMP's list cannot interpret by {@code {operation} {subject}}, converts a number that is sent as text into a number, and removes a
 * model that a framework names {@code none} or {@code unknown} because there was none. AMP attributes that a span already has are kept, and
 * other spans are not changed.
 *
 * <p>Put it before {@link RedactingSpanExporter}, which then covers the added attributes. Thread-safe. For frameworks whose agent spans
 * have no texts, it keeps the texts of their calls until the agent's span ends: of at most 1,024 traces, 8 MiB and 10 minutes.
 *
 * @since 0.1.0
 */
public final class MappingSpanExporter implements SpanExporter {
    private final SpanExporter delegate;
    private final Conversations conversations = new Conversations();

    private MappingSpanExporter(SpanExporter delegate) {
        this.delegate = delegate;
    }

    /** Returns an exporter that maps known spans and passes all spans to the delegate. */
    public static SpanExporter mapping(SpanExporter delegate) {
        return new MappingSpanExporter(requireNonNull(delegate, "delegate"));
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        Frameworks frameworks = new Frameworks(conversations);
        List<SpanData> mapped = null;
        int index = 0;
        for (SpanData span : spans) {
            SpanData after = mapped(frameworks, span);
            if (after != span && mapped == null) {
                mapped = new ArrayList<>(spans);
            }
            if (mapped != null) {
                mapped.set(index, after);
            }
            index++;
        }
        return delegate.export(mapped == null ? spans : mapped);
    }

    /** If the mapping fails, the span is sent unchanged, because that is better than a lost batch. */
    private static SpanData mapped(Frameworks frameworks, SpanData span) {
        try {
            return frameworks.map(span);
        } catch (RuntimeException | StackOverflowError unreadable) {
            return span;
        }
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
