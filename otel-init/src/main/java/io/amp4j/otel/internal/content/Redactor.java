package io.amp4j.otel.internal.content;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces what was said by a placeholder; structure, keys, roles, ids and tool names stay. Numbers and booleans stay only where they
 * are members or items of JSON arguments, results and entity texts; a number that is all of a text was said, and goes.
 */
public final class Redactor {
    /** Stands where a text stood. */
    public static final String PLACEHOLDER = "[redacted]";

    /** Members of messages and parts that are structure. */
    private static final Set<String> STRUCTURE = Set.of(
            "role",
            "type",
            "id",
            "index",
            "finish_reason",
            "tool_call_id",
            "call_id",
            "mime_type",
            "media_type",
            "modality");

    /** What names, ids and types of structure are made of. */
    private static final Pattern NAME = Pattern.compile("[\\w.:/+-]{1,64}");

    private static final Set<String> RESULT_PARTS = Set.of("tool_call_response", "tool_result", "function_call_output");

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
     * @param copies content that is JSON itself: it may be a whole request or answer, copied into one message
     */
    public record Parts(boolean all, boolean system, boolean arguments, boolean results, boolean copies) {
        /** Everything. */
        public static final Parts ALL = new Parts(true, true, true, true, true);
    }

    /** Whether what this role says is instructions. */
    public static boolean isSystem(String role) {
        return role.strip().equalsIgnoreCase("system") || role.strip().equalsIgnoreCase("developer");
    }

    /** Whether what this role says is the result of a tool. */
    public static boolean isTool(String role) {
        return role.strip().equalsIgnoreCase("tool") || role.strip().equalsIgnoreCase("function");
    }

    /** Returns JSON with every text in it replaced; a text that is not JSON, or one number or boolean, is replaced as a whole. */
    public static String payload(String text) {
        if (text.isEmpty()) {
            return text;
        }
        try {
            Object value = Json.parse(text);
            return isNumberOrBoolean(value) ? PLACEHOLDER : Json.write(leaves(value));
        } catch (JsonException notJson) {
            return PLACEHOLDER;
        }
    }

    private static boolean isNumberOrBoolean(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    /** Returns the value with every text in it replaced. */
    private static @Nullable Object leaves(@Nullable Object value) {
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
            return PLACEHOLDER;
        }
        List<@Nullable Object> copy = new ArrayList<>(items.size());
        for (Object item : items) {
            Map<String, @Nullable Object> message = Json.asObject(item);
            copy.add(
                    message != null
                            ? message(message, parts)
                            : part(item, parts.all(), parts.arguments(), parts.results()));
        }
        return Json.write(copy);
    }

    private static Map<String, @Nullable Object> message(Map<String, @Nullable Object> message, Parts parts) {
        Object role = message.containsKey("role") ? message.get("role") : message.get("type");
        boolean words = parts.all()
                || (role instanceof String system && parts.system() && isSystem(system))
                || (role instanceof String tool && parts.results() && isTool(tool));
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        message.forEach((key, member) -> {
            boolean whole =
                    parts.copies() && key.equals("content") && member instanceof String text && isContainer(text);
            if (key.equals("name")) {
                copy.put(key, structure(member, words, parts.arguments(), parts.results()));
            } else if (whole) {
                copy.put(key, PLACEHOLDER);
            } else {
                copy.put(key, member(message, key, member, words, parts.arguments(), parts.results()));
            }
        });
        return copy;
    }

    /** Whether the text is a JSON object or list. */
    public static boolean isContainer(String text) {
        return Json.object(text) != null || Json.list(text) != null;
    }

    /** Anything below a message: what is said goes with {@code words}, arguments and results also on their own. */
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
            return words && isNumberOrBoolean(value) ? PLACEHOLDER : value;
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        object.forEach((key, member) -> copy.put(key, member(object, key, member, words, arguments, results)));
        return copy;
    }

    private static @Nullable Object member(
            Map<String, @Nullable Object> object,
            String key,
            @Nullable Object member,
            boolean words,
            boolean arguments,
            boolean results) {
        String type = object.get("type") instanceof String text ? text : "";
        if (STRUCTURE.contains(key)
                || (key.equals("name") && (TOOL_PARTS.contains(type) || object.containsKey("arguments")))) {
            return structure(member, words, arguments, results);
        }
        return switch (key) {
            case "arguments", "args" -> words || arguments ? packed(member) : member;
            case "input" ->
                type.equals("tool_use")
                        ? words || arguments ? packed(member) : member
                        : part(member, words, arguments, results);
            case "response", "result", "content", "output" ->
                RESULT_PARTS.contains(type)
                        ? words || results ? packed(member) : member
                        : part(member, words, arguments, results);
            default -> part(member, words, arguments, results);
        };
    }

    /** A name, id or type stays; words that only stand in its place do not. */
    private static @Nullable Object structure(
            @Nullable Object value, boolean words, boolean arguments, boolean results) {
        boolean stays = value instanceof String text ? NAME.matcher(text).matches() : isNumberOrBoolean(value);
        return stays ? value : part(value, words, arguments, results);
    }

    /** Arguments and results are mostly JSON in a text: its structure stays too. */
    private static @Nullable Object packed(@Nullable Object value) {
        return value instanceof String text ? payload(text) : isNumberOrBoolean(value) ? PLACEHOLDER : leaves(value);
    }

    /** Returns instructions or documents with their words and numbers replaced; the structure of a list stays. */
    public static String list(String text) {
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
