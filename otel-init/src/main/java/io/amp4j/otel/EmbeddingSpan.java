package io.amp4j.otel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;

/** A running call that embeds texts. */
public final class EmbeddingSpan extends AmpSpan {
    EmbeddingSpan(Span span, Context context, ContentPolicy content, boolean localRoot) {
        super(span, context, content, localRoot);
    }

    /** The model that answered; ignored when empty, because AMP would show no model then. */
    public EmbeddingSpan responseModel(String model) {
        setText(span, AmpAttributes.RESPONSE_MODEL, model);
        return this;
    }

    /** The tokens of the texts. */
    public EmbeddingSpan tokensUsed(long input) {
        span.setAttribute(AmpAttributes.USAGE_INPUT_TOKENS, count(input, "input tokens"));
        return this;
    }
}
