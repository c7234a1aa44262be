package io.amp4j.otel.span;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;

/**
 * Starts a search in a vector store.
 *
 * @since 0.1.0
 */
public final class RetrieverSpanBuilder extends AmpSpanBuilder<RetrieverSpan, RetrieverSpanBuilder> {
    private String query = "";

    RetrieverSpanBuilder(SpanBuilder builder, ContentPolicy content) {
        super(builder, content);
    }

    /** Sets the query. AMP shows it only in the list of attributes, not on a card. */
    public RetrieverSpanBuilder query(String text) {
        query = text;
        return this;
    }

    /** Sets how many results are requested; at least 1. */
    public RetrieverSpanBuilder topK(long count) {
        if (count < 1) {
            throw new IllegalArgumentException("topK must be at least 1: " + count);
        }
        builder.setAttribute(AmpAttributes.DB_TOP_K, count);
        return this;
    }

    @Override
    RetrieverSpan started(Span span, Context context, boolean localRoot) {
        return new RetrieverSpan(span, context, content, localRoot);
    }

    @Override
    void describe(RetrieverSpan started) {
        AmpSpan.setText(
                started.span, AmpAttributes.ENTITY_INPUT, MessageJson.text(query, content, ContentField.ENTITY_INPUT));
    }
}
