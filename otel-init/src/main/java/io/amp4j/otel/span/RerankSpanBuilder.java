package io.amp4j.otel.span;

import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;

/**
 * Starts a call that reorders search results. AMP shows the kind, but no card.
 *
 * @since 0.1.0
 */
public final class RerankSpanBuilder extends AmpSpanBuilder<RerankSpan, RerankSpanBuilder> {
    RerankSpanBuilder(SpanBuilder builder, ContentPolicy content) {
        super(builder, content);
    }

    @Override
    RerankSpan started(Span span, Context context, boolean localRoot) {
        return new RerankSpan(span, context, content, localRoot);
    }

    @Override
    void describe(RerankSpan started) {}
}
