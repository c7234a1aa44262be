package io.amp4j.otel.span;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.internal.json.Json;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts one execution of a tool.
 *
 * @since 0.1.0
 */
public final class ToolSpanBuilder extends AmpSpanBuilder<ToolSpan, ToolSpanBuilder> {
    private String arguments = "";
    private @Nullable Map<String, ? extends @Nullable Object> argumentValues;

    ToolSpanBuilder(SpanBuilder builder, ContentPolicy content) {
        super(builder, content);
    }

    /** Sets the id that the model gave the call. */
    public ToolSpanBuilder callId(String id) {
        builder.setAttribute(AmpAttributes.TOOL_CALL_ID, id);
        return this;
    }

    /** Sets a description of the tool. AMP does not show it. */
    public ToolSpanBuilder description(String text) {
        builder.setAttribute(
                AmpAttributes.TOOL_DESCRIPTION, MessageJson.text(text, content, ContentField.TOOL_DEFINITIONS));
        return this;
    }

    /** Sets the arguments as text, mostly a JSON object. */
    public ToolSpanBuilder arguments(String json) {
        arguments = json;
        argumentValues = null;
        return this;
    }

    /**
     * Sets the arguments as values: texts, numbers, booleans, lists, maps and null; anything else as its text. They are read when the span
     * starts, and only if it is recorded.
     */
    public ToolSpanBuilder arguments(Map<String, ? extends @Nullable Object> values) {
        argumentValues = requireNonNull(values, "values");
        return this;
    }

    @Override
    ToolSpan started(Span span, Context context, boolean localRoot) {
        return new ToolSpan(span, context, content, localRoot);
    }

    @Override
    void describe(ToolSpan started) {
        String json = argumentValues == null ? arguments : MessageJson.values(argumentValues);
        if (json.isEmpty()) {
            return;
        }
        String shown = MessageJson.payload(json, content, ContentField.TOOL_ARGUMENTS);
        started.span.setAttribute(AmpAttributes.TOOL_CALL_ARGUMENTS, shown);
        // Of an entity input AMP shows only the member "inputs"; without one it shows the whole value of the key above.
        if (!hasInputs(shown)) {
            started.span.setAttribute(AmpAttributes.ENTITY_INPUT, shown);
        }
    }

    private static boolean hasInputs(String json) {
        if (!json.contains("inputs") && json.indexOf('\\') < 0) {
            return false;
        }
        Map<String, @Nullable Object> object = Json.object(json);
        return object != null && object.containsKey("inputs");
    }
}
