package io.amp4j.otel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;
import java.util.List;

/** Starts a call of a language model. */
public final class LlmSpanBuilder extends AmpSpanBuilder<LlmSpan, LlmSpanBuilder> {
    private final boolean chat;
    private List<Message> input = List.of();
    private List<ToolDefinition> tools = List.of();
    private String instructions = "";

    LlmSpanBuilder(SpanBuilder builder, ContentPolicy content, boolean chat) {
        super(builder, content);
        this.chat = chat;
    }

    /** The messages given to the model. Without any, AMP's evaluators skip the span. */
    public LlmSpanBuilder input(List<Message> messages) {
        input = List.copyOf(messages);
        return this;
    }

    /** One user message as the whole input. */
    public LlmSpanBuilder prompt(String text) {
        return input(List.of(Message.user(text)));
    }

    /** The instructions that stand outside of the messages; shown in front of them. */
    public LlmSpanBuilder instructions(String text) {
        instructions = text;
        return this;
    }

    /** The tools offered to the model. */
    public LlmSpanBuilder tools(List<ToolDefinition> offered) {
        tools = List.copyOf(offered);
        return this;
    }

    /** The sampling temperature. */
    public LlmSpanBuilder temperature(double value) {
        builder.setAttribute(AmpAttributes.REQUEST_TEMPERATURE, value);
        return this;
    }

    /** Nucleus sampling. */
    public LlmSpanBuilder topP(double value) {
        builder.setAttribute(AmpAttributes.REQUEST_TOP_P, value);
        return this;
    }

    /** The most tokens allowed in the answer. */
    public LlmSpanBuilder maxTokens(long value) {
        builder.setAttribute(AmpAttributes.REQUEST_MAX_TOKENS, AmpSpan.count(value, "max tokens"));
        return this;
    }

    @Override
    LlmSpan started(Span span, Context context, boolean localRoot) {
        return new LlmSpan(span, context, content, localRoot && !chat);
    }

    @Override
    void describe(LlmSpan started) {
        Span span = started.span;
        if (!input.isEmpty()) {
            span.setAttribute(
                    AmpAttributes.INPUT_MESSAGES, MessageJson.messages(input, content, ContentField.INPUT_MESSAGES));
            if (started.localRoot) {
                started.rootInput(input);
            }
        }
        if (!tools.isEmpty()) {
            span.setAttribute(AmpAttributes.INPUT_TOOLS, MessageJson.tools(tools, content));
        }
        AmpSpan.setText(
                span,
                AmpAttributes.SYSTEM_INSTRUCTIONS,
                MessageJson.text(instructions, content, ContentField.SYSTEM_INSTRUCTIONS));
    }
}
