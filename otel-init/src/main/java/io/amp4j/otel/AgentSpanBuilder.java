package io.amp4j.otel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;
import java.util.List;

/** Starts one run of an agent. */
public final class AgentSpanBuilder extends AmpSpanBuilder<AgentSpan, AgentSpanBuilder> {
    private List<Message> input = List.of();
    private List<ToolDefinition> tools = List.of();
    private String instructions = "";

    AgentSpanBuilder(SpanBuilder builder, ContentPolicy content) {
        super(builder, content);
    }

    /** The messages given to the agent. On the first span of a trace the last user text becomes the input of the trace as well. */
    public AgentSpanBuilder input(List<Message> messages) {
        input = List.copyOf(messages);
        return this;
    }

    /** One user message as the whole input. */
    public AgentSpanBuilder prompt(String text) {
        return input(List.of(Message.user(text)));
    }

    /** The agent's instructions, in plain text. */
    public AgentSpanBuilder instructions(String text) {
        instructions = text;
        return this;
    }

    /** The tools that the agent has. */
    public AgentSpanBuilder tools(List<ToolDefinition> owned) {
        tools = List.copyOf(owned);
        return this;
    }

    /** The model that the agent asks. */
    public AgentSpanBuilder model(String name) {
        builder.setAttribute(AmpAttributes.REQUEST_MODEL, name);
        return this;
    }

    /** What the agent does. Not shown by AMP. */
    public AgentSpanBuilder description(String text) {
        builder.setAttribute(AmpAttributes.AGENT_DESCRIPTION, text);
        return this;
    }

    @Override
    AgentSpan started(Span span, Context context, boolean localRoot) {
        return new AgentSpan(span, context, content, localRoot);
    }

    @Override
    void describe(AgentSpan started) {
        Span span = started.span;
        if (!input.isEmpty()) {
            span.setAttribute(
                    AmpAttributes.INPUT_MESSAGES, MessageJson.messages(input, content, ContentField.INPUT_MESSAGES));
            if (started.localRoot) {
                started.rootInput(input);
            }
        }
        if (!tools.isEmpty()) {
            span.setAttribute(AmpAttributes.AGENT_TOOLS, MessageJson.tools(tools, content));
        }
        AmpSpan.setText(
                span,
                AmpAttributes.SYSTEM_INSTRUCTIONS,
                MessageJson.text(instructions, content, ContentField.SYSTEM_INSTRUCTIONS));
    }
}
