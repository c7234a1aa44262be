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
 * Says the spans of OpenInference, Spring AI, Google's ADK, LangChain4j, Quarkus LangChain4j, MCP and OpenTelemetry's own conventions in AMP's words on their way out, so that they render: attributes are
 * added beside those of the framework, a name that AMP's list cannot read becomes {@code {operation} {subject}}, a number
 * that stands as text becomes the number, and a model that a framework names {@code none} or {@code unknown} because there was none
 * goes. What else a span says in AMP's words already stays as it is, and so do the spans of others.
 *
 * <p>It goes before {@link RedactingSpanExporter}, which then covers what is added. Safe from any thread. For frameworks whose agents carry no texts it remembers what their
 * calls said, until the agent ends: of 1,024 traces, 8 MiB and 10 minutes at most.
 *
 * @since 0.1.0
 */
public final class MappingSpanExporter implements SpanExporter {
    private final SpanExporter delegate;
    private final Conversations conversations = new Conversations();

    private MappingSpanExporter(SpanExporter delegate) {
        this.delegate = delegate;
    }

    /** Returns an exporter that maps what it knows and gives everything to the delegate. */
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

    /** One span in its framework's words is better than a batch that is lost. */
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
