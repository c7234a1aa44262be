package io.amp4j.otel.span;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;

/**
 * Starts a workflow or one of its steps.
 *
 * @since 0.1.0
 */
public final class ChainSpanBuilder extends AmpSpanBuilder<ChainSpan, ChainSpanBuilder> {
    private String input = "";

    ChainSpanBuilder(SpanBuilder builder, ContentPolicy content) {
        super(builder, content);
    }

    /** Sets the input: plain text or JSON. Of a JSON object with the key {@code inputs} AMP shows only that member, in quotes. */
    public ChainSpanBuilder input(String text) {
        input = text;
        return this;
    }

    @Override
    ChainSpan started(Span span, Context context, boolean localRoot) {
        return new ChainSpan(span, context, content, localRoot);
    }

    @Override
    void describe(ChainSpan started) {
        AmpSpan.setText(
                started.span,
                AmpAttributes.ENTITY_INPUT,
                MessageJson.payload(input, content, ContentField.ENTITY_INPUT));
    }
}
