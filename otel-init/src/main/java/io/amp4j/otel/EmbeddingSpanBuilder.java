package io.amp4j.otel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;
import java.util.List;

/** Starts a call that embeds texts. */
public final class EmbeddingSpanBuilder extends AmpSpanBuilder<EmbeddingSpan, EmbeddingSpanBuilder> {
    private List<String> texts = List.of();

    EmbeddingSpanBuilder(SpanBuilder builder, ContentPolicy content) {
        super(builder, content);
    }

    /** The texts to embed. Each is an attribute of its own; the SDK keeps 128 of them unless its limits say otherwise. */
    public EmbeddingSpanBuilder input(List<String> documents) {
        texts = List.copyOf(documents);
        return this;
    }

    @Override
    EmbeddingSpan started(Span span, Context context, boolean localRoot) {
        return new EmbeddingSpan(span, context, content, localRoot);
    }

    @Override
    void describe(EmbeddingSpan started) {
        for (int i = 0; i < texts.size(); i++) {
            AmpSpan.setText(
                    started.span,
                    AmpAttributes.embeddedText(i),
                    MessageJson.text(texts.get(i), content, ContentField.INPUT_MESSAGES));
        }
    }
}
