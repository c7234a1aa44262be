package io.amp4j.otel.span;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;

/**
 * Starts a call of a language model.
 *
 * @since 0.1.0
 */
public final class LlmSpanBuilder extends ConversationSpanBuilder<LlmSpan, LlmSpanBuilder> {
    private final boolean chat;

    LlmSpanBuilder(SpanBuilder builder, ContentPolicy content, boolean chat) {
        super(builder, content, AmpAttributes.INPUT_TOOLS);
        this.chat = chat;
    }

    /** Sets the sampling temperature. */
    public LlmSpanBuilder temperature(double value) {
        builder.setAttribute(AmpAttributes.REQUEST_TEMPERATURE, value);
        return this;
    }

    /** Sets the probability of nucleus sampling. */
    public LlmSpanBuilder topP(double value) {
        builder.setAttribute(AmpAttributes.REQUEST_TOP_P, value);
        return this;
    }

    /** Sets the maximum number of tokens in the answer. */
    public LlmSpanBuilder maxTokens(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("max tokens must not be negative: " + value);
        }
        builder.setAttribute(AmpAttributes.REQUEST_MAX_TOKENS, value);
        return this;
    }

    @Override
    LlmSpan started(Span span, Context context, boolean localRoot) {
        return new LlmSpan(span, context, content, localRoot && !chat);
    }
}
