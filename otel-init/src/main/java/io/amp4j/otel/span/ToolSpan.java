package io.amp4j.otel.span;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A running execution of a tool.
 *
 * @since 0.1.0
 */
public final class ToolSpan extends AmpSpan {
    ToolSpan(Span span, Context context, ContentPolicy content, boolean localRoot) {
        super(span, context, content, localRoot);
    }

    /** Sets the result as text, mostly JSON. */
    public ToolSpan result(String text) {
        if (span.isRecording()) {
            String shown = MessageJson.payload(text, content, ContentField.TOOL_RESULTS);
            span.setAttribute(AmpAttributes.ENTITY_OUTPUT, shown);
            span.setAttribute(AmpAttributes.TOOL_CALL_RESULT, shown);
        }
        return this;
    }

    /** Sets the result as values: texts, numbers, booleans, lists, maps and null; anything else as its text. */
    public ToolSpan result(Map<String, ? extends @Nullable Object> values) {
        return span.isRecording() ? result(MessageJson.values(values)) : this;
    }
}
