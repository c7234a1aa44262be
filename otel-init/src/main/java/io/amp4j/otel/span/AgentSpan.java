package io.amp4j.otel.span;

import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.List;

/**
 * A running agent.
 *
 * @since 0.1.0
 */
public final class AgentSpan extends AmpSpan {
    AgentSpan(Span span, Context context, ContentPolicy content, boolean localRoot) {
        super(span, context, content, localRoot);
    }

    /** Sets the agent's answer. On the first span of a trace, its last text also becomes the output of the trace. */
    public AgentSpan output(List<Message> messages) {
        writeOutput(messages);
        return this;
    }

    /** Sets one message as the whole answer. */
    public AgentSpan answer(String text) {
        return output(List.of(Message.assistant(text)));
    }

    /**
     * Sets tokens that no span below this one reports. Do not set the sum of those that do: AMP's export adds up all spans of a trace, so
     * they would count twice.
     */
    public AgentSpan tokensUsed(long input, long output) {
        tokens(input, output);
        return this;
    }
}
