package io.amp4j.otel.span;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;

/**
 * Starts one run of an agent.
 *
 * @since 0.1.0
 */
public final class AgentSpanBuilder extends ConversationSpanBuilder<AgentSpan, AgentSpanBuilder> {
    AgentSpanBuilder(SpanBuilder builder, ContentPolicy content) {
        super(builder, content, AmpAttributes.AGENT_TOOLS);
    }

    /** Sets the model that the agent uses. */
    public AgentSpanBuilder model(String name) {
        builder.setAttribute(AmpAttributes.REQUEST_MODEL, name);
        return this;
    }

    /** Sets a description of the agent. AMP does not show it. */
    public AgentSpanBuilder description(String text) {
        builder.setAttribute(AmpAttributes.AGENT_DESCRIPTION, text);
        return this;
    }

    @Override
    AgentSpan started(Span span, Context context, boolean localRoot) {
        return new AgentSpan(span, context, content, localRoot);
    }
}
