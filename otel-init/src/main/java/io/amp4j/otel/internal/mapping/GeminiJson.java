package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.internal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses the JSON of Gemini's API: contents of parts, declarations of functions. Invalid elements are left out. Stateless. */
final class GeminiJson {
    /** A longer text is not parsed, and is sent unchanged. */
    static final int LONGEST = 2 << 20;

    private GeminiJson() {}

    static @Nullable Map<String, @Nullable Object> object(@Nullable String text) {
        return text == null || text.length() > LONGEST ? null : Json.object(text);
    }

    /** Returns the object at the key; an empty one if there is none. */
    static Map<String, @Nullable Object> member(Map<String, @Nullable Object> object, String key) {
        Map<String, @Nullable Object> member = Json.asObject(object.get(key));
        return member == null ? Map.of() : member;
    }

    static @Nullable Double decimal(Map<String, @Nullable Object> object, String key) {
        return object.get(key) instanceof Double number ? number : null;
    }

    static @Nullable Long integer(Map<String, @Nullable Object> object, String key) {
        return object.get(key) instanceof Double number ? (Long) number.longValue() : null;
    }

    private static List<Map<String, @Nullable Object>> parts(Map<String, @Nullable Object> content) {
        List<Map<String, @Nullable Object>> parts = new ArrayList<>();
        List<@Nullable Object> items = Json.asList(content.get("parts"));
        for (Object item : items == null ? List.of() : items) {
            Map<String, @Nullable Object> part = Json.asObject(item);
            // A model's thoughts are not part of its answer.
            if (part != null && !Boolean.TRUE.equals(part.get("thought"))) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** Returns the texts of a content; null if it has none. */
    static @Nullable String text(Map<String, @Nullable Object> content) {
        StringBuilder text = new StringBuilder();
        for (Map<String, @Nullable Object> part : parts(content)) {
            if (part.get("text") instanceof String said) {
                text.append(text.isEmpty() ? "" : "\n").append(said);
            }
        }
        return text.isEmpty() ? null : text.toString();
    }

    /** Returns the last text of a user among the contents; null if there is none. */
    static @Nullable String lastText(@Nullable List<@Nullable Object> contents) {
        String last = null;
        for (Object item : contents == null ? List.of() : contents) {
            Map<String, @Nullable Object> content = Json.asObject(item);
            String text = content == null || !"user".equals(content.get("role")) ? null : text(content);
            last = text == null ? last : text;
        }
        return last;
    }

    static @Nullable Map<String, @Nullable Object> functionResponse(Map<String, @Nullable Object> content) {
        for (Map<String, @Nullable Object> part : parts(content)) {
            Map<String, @Nullable Object> response = Json.asObject(part.get("functionResponse"));
            if (response != null) {
                return response;
            }
        }
        return null;
    }

    /** Returns the contents as AMP's messages; null if there is none that says anything. */
    static @Nullable String messages(@Nullable List<@Nullable Object> contents) {
        List<Map<String, @Nullable Object>> messages = new ArrayList<>();
        for (Object item : contents == null ? List.of() : contents) {
            Map<String, @Nullable Object> content = Json.asObject(item);
            if (content != null) {
                add(content, messages);
            }
        }
        return messages.isEmpty() ? null : Json.write(messages);
    }

    private static void add(Map<String, @Nullable Object> content, List<Map<String, @Nullable Object>> messages) {
        List<Map<String, @Nullable Object>> parts = new ArrayList<>();
        boolean isTool = false;
        for (Map<String, @Nullable Object> part : parts(content)) {
            Map<String, @Nullable Object> call = Json.asObject(part.get("functionCall"));
            Map<String, @Nullable Object> response = Json.asObject(part.get("functionResponse"));
            if (part.get("text") instanceof String text) {
                parts.add(Json.members("type", "text", "content", text));
            } else if (call != null) {
                Object arguments = call.get("args");
                parts.add(Json.members(
                        "type",
                        "tool_call",
                        "id",
                        call.get("id"),
                        "name",
                        call.get("name"),
                        "arguments",
                        Json.write(arguments == null ? Map.of() : arguments)));
            } else if (response != null) {
                isTool = true;
                parts.add(Json.members(
                        "type",
                        "tool_call_response",
                        "id",
                        response.get("id"),
                        "response",
                        Json.write(response.get("response"))));
            }
        }
        if (!parts.isEmpty()) {
            String role = isTool ? "tool" : "model".equals(content.get("role")) ? "assistant" : "user";
            messages.add(Json.members("role", role, "parts", parts));
        }
    }

    /** Returns the declared functions as AMP's tools; null if there is none. */
    static @Nullable String tools(Map<String, @Nullable Object> config) {
        List<Map<String, @Nullable Object>> tools = new ArrayList<>();
        List<@Nullable Object> items = Json.asList(config.get("tools"));
        for (Object item : items == null ? List.of() : items) {
            Map<String, @Nullable Object> tool = Json.asObject(item);
            List<@Nullable Object> functions = tool == null ? null : Json.asList(tool.get("functionDeclarations"));
            for (Object function : functions == null ? List.of() : functions) {
                Map<String, @Nullable Object> declared = Json.asObject(function);
                if (declared != null) {
                    Object parameters = declared.get("parameters");
                    tools.add(Json.members(
                            "name",
                            declared.get("name"),
                            "description",
                            declared.get("description"),
                            "parameters",
                            parameters == null ? null : Json.write(parameters)));
                }
            }
        }
        return tools.isEmpty() ? null : Json.write(tools);
    }
}
