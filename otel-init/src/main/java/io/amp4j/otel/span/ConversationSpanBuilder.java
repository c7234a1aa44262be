package io.amp4j.otel.span;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import java.util.List;

/**
 * The base of the builders for models and for agents: both have messages, tools and instructions.
 *
 * @param <S> the kind of span it starts
 * @param <B> the builder itself
 * @since 0.1.0
 */
public abstract sealed class ConversationSpanBuilder<S extends AmpSpan, B extends ConversationSpanBuilder<S, B>>
        extends AmpSpanBuilder<S, B> permits LlmSpanBuilder, AgentSpanBuilder {
    private final AttributeKey<String> toolsKey;
    private List<Message> input = List.of();
    private List<ToolDefinition> tools = List.of();
    private String instructions = "";

    ConversationSpanBuilder(SpanBuilder builder, ContentPolicy content, AttributeKey<String> toolsKey) {
        super(builder, content);
        this.toolsKey = toolsKey;
    }

    /**
     * Sets the messages given to the model or agent. AMP's evaluators skip a model's span without any. If an agent's span is the first of
     * its trace, the last user text also becomes the input of the trace.
     */
    public B input(List<Message> messages) {
        input = List.copyOf(messages);
        return self();
    }

    /** Sets one user message as the whole input. */
    public B prompt(String text) {
        return input(List.of(Message.user(text)));
    }

    /**
     * Sets the instructions that are not part of the messages, as plain text; on a model's span AMP shows them in front of the messages.
     */
    public B instructions(String text) {
        instructions = text;
        return self();
    }

    /** Sets the tools offered to the model, or those that the agent has. */
    public B tools(List<ToolDefinition> definitions) {
        tools = List.copyOf(definitions);
        return self();
    }

    @Override
    final void describe(S started) {
        Span span = started.span;
        if (!input.isEmpty()) {
            span.setAttribute(
                    AmpAttributes.INPUT_MESSAGES, MessageJson.messages(input, content, ContentField.INPUT_MESSAGES));
            if (started.localRoot) {
                started.rootInput(input);
            }
        }
        if (!tools.isEmpty()) {
            span.setAttribute(toolsKey, MessageJson.tools(tools, content));
        }
        AmpSpan.setText(
                span,
                AmpAttributes.SYSTEM_INSTRUCTIONS,
                MessageJson.text(instructions, content, ContentField.SYSTEM_INSTRUCTIONS));
    }
}
