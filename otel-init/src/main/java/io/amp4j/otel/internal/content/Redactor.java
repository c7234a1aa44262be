package io.amp4j.otel.internal.content;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replaces texts by a placeholder; structure, keys, roles, ids, tool names, numbers and booleans stay. */
public final class Redactor {
    /** Stands where a text stood. */
    public static final String PLACEHOLDER = "[redacted]";

    /** Members of messages and parts that are structure. */
    private static final Set<String> STRUCTURE = Set.of(
            "role", "type", "id", "finish_reason", "tool_call_id", "call_id", "mime_type", "media_type", "modality");

    private static final Set<String> TOOL_PARTS =
            Set.of("tool_call", "tool_call_response", "tool_use", "tool_result", "function", "function_call");

    private Redactor() {}

    /**
     * Which parts of messages are replaced.
     *
     * @param all everything that is said, arguments and results included
     * @param system what the system role says
     * @param arguments arguments of tool calls
     * @param results results of tool calls
     */
    public record Parts(boolean all, boolean system, boolean arguments, boolean results) {}

    /** Returns JSON with every text in it replaced; a text that is not JSON is replaced as a whole. */
    public static String payload(String text) {
        if (text.isEmpty()) {
            return text;
        }
        try {
            return Json.write(leaves(Json.parse(text)));
        } catch (JsonException notJson) {
            return PLACEHOLDER;
        }
    }

    /** Returns the value with every text in it replaced. */
    public static @Nullable Object leaves(@Nullable Object value) {
        if (value instanceof String text) {
            return text.isEmpty() ? text : PLACEHOLDER;
        }
        Map<String, @Nullable Object> object = Json.asObject(value);
        if (object != null) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            object.forEach((key, member) -> copy.put(key, leaves(member)));
            return copy;
        }
        List<@Nullable Object> list = Json.asList(value);
        if (list != null) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(leaves(item)));
            return copy;
        }
        return value;
    }

    /** Returns a JSON text of messages, also one packed in a JSON text, with these parts replaced. */
    public static String messages(String json, Parts parts) {
        if (json.isEmpty()) {
            return json;
        }
        Object value = json;
        for (int packing = 0; value instanceof String text && packing < 10; packing++) {
            try {
                value = Json.parse(text);
            } catch (JsonException notJson) {
                return PLACEHOLDER;
            }
        }
        Map<String, @Nullable Object> single = Json.asObject(value);
        if (single != null) {
            return Json.write(message(single, parts));
        }
        List<@Nullable Object> items = Json.asList(value);
        if (items == null) {
            return value instanceof String ? PLACEHOLDER : Json.write(value);
        }
        List<@Nullable Object> copy = new ArrayList<>(items.size());
        for (Object item : items) {
            Map<String, @Nullable Object> message = Json.asObject(item);
            copy.add(message != null ? message(message, parts) : parts.all() ? leaves(item) : item);
        }
        return Json.write(copy);
    }

    private static Map<String, @Nullable Object> message(Map<String, @Nullable Object> message, Parts parts) {
        String role = message.get("role") instanceof String text ? text.strip() : "";
        boolean words = parts.all()
                || (parts.system() && (role.equalsIgnoreCase("system") || role.equalsIgnoreCase("developer")));
        boolean results = words || parts.results();
        boolean content = words || (results && (role.equalsIgnoreCase("tool") || role.equalsIgnoreCase("function")));
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        message.forEach((key, member) -> copy.put(
                key,
                switch (key) {
                    case "content" ->
                        member instanceof List<?>
                                ? part(member, content, parts.arguments(), results)
                                : content ? leaves(member) : member;
                    default ->
                        STRUCTURE.contains(key) || key.equals("name")
                                ? member
                                : part(member, words, parts.arguments(), results);
                }));
        return copy;
    }

    /** Anything below a message: text leaves go with {@code words}, arguments and results also on their own. */
    private static @Nullable Object part(@Nullable Object value, boolean words, boolean arguments, boolean results) {
        if (value instanceof String text) {
            return words && !text.isEmpty() ? PLACEHOLDER : text;
        }
        List<@Nullable Object> list = Json.asList(value);
        if (list != null) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(part(item, words, arguments, results)));
            return copy;
        }
        Map<String, @Nullable Object> object = Json.asObject(value);
        if (object == null) {
            return value;
        }
        String type = object.get("type") instanceof String text ? text : "";
        boolean isResult = type.equals("tool_call_response") || type.equals("tool_result");
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        object.forEach((key, member) -> {
            boolean isArguments =
                    key.equals("arguments") || key.equals("args") || (key.equals("input") && type.equals("tool_use"));
            boolean toolName = key.equals("name") && (TOOL_PARTS.contains(type) || object.containsKey("arguments"));
            if (STRUCTURE.contains(key) || toolName) {
                copy.put(key, member);
            } else if (isArguments) {
                copy.put(key, words || arguments ? packed(member) : member);
            } else if (isResult && (key.equals("response") || key.equals("result") || key.equals("content"))) {
                copy.put(key, words || results ? packed(member) : member);
            } else {
                copy.put(key, part(member, words, arguments, results));
            }
        });
        return copy;
    }

    /** Arguments and results are mostly JSON in a text: its structure stays too. */
    private static @Nullable Object packed(@Nullable Object value) {
        return value instanceof String text ? payload(text) : leaves(value);
    }

    /** Returns instructions with their words replaced; the structure of a list of parts stays. */
    public static String instructions(String text) {
        List<@Nullable Object> parts = Json.list(text);
        return parts == null ? text.isEmpty() ? text : PLACEHOLDER : Json.write(part(parts, true, true, true));
    }

    /** Returns a JSON list of tools with everything but their names and types replaced; names in a plain list stay. */
    public static String tools(String json) {
        if (json.isEmpty()) {
            return json;
        }
        List<@Nullable Object> items = Json.list(json);
        return items == null ? PLACEHOLDER : Json.write(tool(items));
    }

    private static @Nullable Object tool(@Nullable Object value) {
        List<@Nullable Object> list = Json.asList(value);
        if (list != null) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(tool(item)));
            return copy;
        }
        Map<String, @Nullable Object> object = Json.asObject(value);
        if (object == null) {
            return value;
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        object.forEach((key, member) -> copy.put(
                key,
                switch (key) {
                    case "name", "type" -> member;
                    case "function" -> tool(member);
                    default ->
                        member instanceof String text && text.isEmpty()
                                ? text
                                : member instanceof Number || member instanceof Boolean || member == null
                                        ? member
                                        : PLACEHOLDER;
                }));
        return copy;
    }
}
