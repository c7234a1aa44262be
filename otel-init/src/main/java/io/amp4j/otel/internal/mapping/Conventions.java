package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.internal.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's conventions alone, as instrumentations of the Java agent write them: what they name otherwise than AMP, and results of
 * tools that are structures, which AMP leaves out of a message.
 */
final class Conventions {
    private Conventions() {}

    static boolean rewrite(Rewrite span) {
        String operation = span.text("gen_ai.operation.name");
        if (operation == null) {
            return false;
        }
        span.put(AmpAttributes.SYSTEM, span.text("gen_ai.provider.name"));
        span.put(AmpAttributes.PROVIDER_NAME, span.text("gen_ai.system"));
        switch (operation) {
            case "chat", "text_completion", "invoke_agent", "create_agent" -> messages(span);
            case "generate_content" -> {
                // AMP's list knows the operation, its details do not.
                span.replace(AmpAttributes.OPERATION_NAME, "chat");
                span.rename("chat", span.text("gen_ai.request.model"));
                messages(span);
            }
            default -> {}
        }
        return true;
    }

    private static void messages(Rewrite span) {
        for (var key : List.of(AmpAttributes.INPUT_MESSAGES, AmpAttributes.OUTPUT_MESSAGES)) {
            String text = span.text(key.getKey());
            String readable = text == null ? null : withTextResults(text);
            if (readable != null) {
                span.replace(key, readable);
            }
        }
    }

    /** Returns the messages with results of tools as texts; null if they are already, or if these are no messages. */
    private static @Nullable String withTextResults(String text) {
        List<Map<String, @Nullable Object>> messages = text.contains("tool_call_response") ? Json.objects(text) : null;
        if (messages == null) {
            return null;
        }
        boolean changed = false;
        List<Object> rewritten = new ArrayList<>();
        for (Map<String, @Nullable Object> message : messages) {
            List<@Nullable Object> parts = Json.asList(message.get("parts"));
            List<@Nullable Object> readable = new ArrayList<>();
            for (Object part : parts == null ? List.of() : parts) {
                Map<String, @Nullable Object> fields = Json.asObject(part);
                Object result = fields == null ? null : fields.getOrDefault("response", fields.get("result"));
                if (fields != null
                        && "tool_call_response".equals(fields.get("type"))
                        && result != null
                        && !(result instanceof String)) {
                    changed = true;
                    readable.add(Json.members(
                            "type", "tool_call_response", "id", fields.get("id"), "response", Json.write(result)));
                } else {
                    readable.add(part);
                }
            }
            Map<String, @Nullable Object> copy = new LinkedHashMap<>(message);
            if (parts != null) {
                copy.put("parts", readable);
            }
            rewritten.add(copy);
        }
        return changed ? Json.write(rewritten) : null;
    }
}
