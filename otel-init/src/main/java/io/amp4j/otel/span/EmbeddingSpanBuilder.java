package io.amp4j.otel.span;

import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;
import java.util.List;

/**
 * Starts a call that embeds texts.
 *
 * @since 0.1.0
 */
public final class EmbeddingSpanBuilder extends AmpSpanBuilder<EmbeddingSpan, EmbeddingSpanBuilder> {
    private List<String> texts = List.of();

    EmbeddingSpanBuilder(SpanBuilder builder, ContentPolicy content) {
        super(builder, content);
    }

    /**
     * Sets the texts to embed. Each is an attribute of its own, written when the span ends. If they exceed the SDK's limit of attributes
     * (128 by default, including all others), the last texts are left out.
     */
    public EmbeddingSpanBuilder input(List<String> documents) {
        texts = List.copyOf(documents);
        return this;
    }

    @Override
    EmbeddingSpan started(Span span, Context context, boolean localRoot) {
        return new EmbeddingSpan(span, context, content, localRoot, texts);
    }

    @Override
    void describe(EmbeddingSpan started) {
        // The texts are written when the span ends.
    }
}
