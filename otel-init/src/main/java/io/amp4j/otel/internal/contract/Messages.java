package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.RenderedMessage;
import io.amp4j.otel.contract.data.RenderedMessage.RenderedToolCall;
import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Messages in both of their forms: one JSON text, or one attribute for every field. */
final class Messages {
    /** How often a JSON text may be packed into a JSON text. */
    private static final int MAX_PACKING = 10;

    private Messages() {}

    /** Returns the messages of the input with the instructions in front; null if there is no trace of any. */
    static @Nullable List<RenderedMessage> input(Keys keys) {
        List<RenderedMessage> messages = either(keys, "gen_ai.input.messages", "gen_ai.prompt.");
        if (messages != null && messages.stream().anyMatch(message -> hasRole(message, "system"))) {
            return messages;
        }
        String system = systemText(keys);
        if (system == null || system.isEmpty()) {
            return messages;
        }
        List<RenderedMessage> all = new ArrayList<>();
        all.add(RenderedMessage.of("system", system, List.of()));
        if (messages != null) {
            all.addAll(messages);
        }
        return all;
    }

    /** Returns the messages of the output; null if there is no trace of any. */
    static @Nullable List<RenderedMessage> output(Keys keys) {
        return either(keys, "gen_ai.output.messages", "gen_ai.completion.");
    }

    private static @Nullable List<RenderedMessage> either(Keys keys, String key, String prefix) {
        String json = keys.filled(key);
        List<RenderedMessage> structured = json == null ? List.of() : structured(json);
        return structured.isEmpty() ? indexed(keys, prefix) : structured;
    }

    /** Roles are compared trimmed and in any case. */
    static boolean hasRole(RenderedMessage message, String role) {
        return GoText.trim(message.role()).equalsIgnoreCase(role);
    }

    /** Returns the messages in a JSON text; none if it is no list of objects and no object. */
    static List<RenderedMessage> structured(String json) {
        return unpack(json).stream().map(Messages::message).toList();
    }

    /** Returns the message objects in a JSON text, which may be packed as JSON text itself. */
    static List<Map<String, @Nullable Object>> unpack(String json) {
        Object value = json;
        for (int depth = 0; value instanceof String text; depth++) {
            if (depth == MAX_PACKING || (depth > 0 && !startsLikeJson(text))) {
                return List.of();
            }
            try {
                value = Json.parse(text);
            } catch (JsonException notJson) {
                return List.of();
            }
        }
        Map<String, @Nullable Object> single = Json.asObject(value);
        if (single != null) {
            return List.of(single);
        }
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        List<@Nullable Object> items = Json.asList(value);
        if (items != null) {
            for (Object item : items) {
                Map<String, @Nullable Object> object = Json.asObject(item);
                if (object != null) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    private static boolean startsLikeJson(String text) {
        String trimmed = GoText.trim(text);
        return trimmed.startsWith("{") || trimmed.startsWith("[");
    }

    private static RenderedMessage message(Map<String, @Nullable Object> raw) {
        String content = textOf(raw, "content");
        List<RenderedToolCall> calls = new ArrayList<>();
        List<@Nullable Object> parts = Json.asList(raw.get("parts"));
        if (parts != null) {
            String partsText = readParts(parts, calls);
            content = content.isEmpty() ? partsText : content;
        }
        List<@Nullable Object> explicit = Json.asList(raw.get("toolCalls"));
        if (explicit != null) {
            calls.clear();
            for (Object item : explicit) {
                Map<String, @Nullable Object> call = Json.asObject(item);
                if (call != null) {
                    calls.add(toolCall(call));
                }
            }
        }
        return RenderedMessage.of(textOf(raw, "role"), content, calls);
    }

    private static String readParts(List<@Nullable Object> parts, List<RenderedToolCall> calls) {
        StringBuilder text = new StringBuilder();
        for (Object item : parts) {
            Map<String, @Nullable Object> part = Json.asObject(item);
            if (part == null) {
                continue;
            }
            switch (textOf(part, "type")) {
                case "", "text" -> text.append(textOf(part, "content"));
                case "tool_call" -> {
                    RenderedToolCall call = toolCall(part);
                    if (!call.name().isEmpty()) {
                        calls.add(call);
                    }
                }
                case "tool_call_response" -> {
                    String response = textOf(part, "response");
                    response = response.isEmpty() ? textOf(part, "result") : response;
                    text.append(text.isEmpty() || response.isEmpty() ? "" : "\n")
                            .append(response);
                }
                default -> {}
            }
        }
        return text.toString();
    }

    private static RenderedToolCall toolCall(Map<String, @Nullable Object> raw) {
        Object arguments = raw.get("arguments");
        String text = arguments == null ? "" : arguments instanceof String json ? json : Json.canonical(arguments);
        return RenderedToolCall.of(textOf(raw, "id"), textOf(raw, "name"), text);
    }

    private static String textOf(Map<String, @Nullable Object> object, String key) {
        return object.get(key) instanceof String text ? text : "";
    }

    /** Returns the messages spread over keys below the prefix; null if there is no such key. */
    private static @Nullable List<RenderedMessage> indexed(Keys keys, String prefix) {
        TreeMap<Long, Draft> drafts = new TreeMap<>();
        for (String key : sortedKeys(keys, prefix)) {
            String[] parts = key.split("\\.", -1);
            Long index = parts.length < 4 ? null : GoText.leadingInt(parts[2]);
            if (index != null) {
                drafts.computeIfAbsent(index, i -> new Draft()).set(parts, keys.value(key));
            }
        }
        if (drafts.isEmpty() || drafts.lastKey() < 0) {
            return null;
        }
        return drafts.tailMap(0L).values().stream()
                .filter(draft -> !draft.role.isEmpty())
                .map(Draft::message)
                .toList();
    }

    static List<String> sortedKeys(Keys keys, String prefix) {
        List<String> found = new ArrayList<>();
        for (String key : keys.map().keySet()) {
            if (key.startsWith(prefix)) {
                found.add(key);
            }
        }
        found.sort(null);
        return found;
    }

    /** Returns the instructions, or null if there are none; may be empty. */
    static @Nullable String systemText(Keys keys) {
        String instructions = keys.filled("gen_ai.system_instructions");
        if (instructions != null) {
            List<Map<String, @Nullable Object>> parts = Json.objects(instructions);
            List<String> texts = new ArrayList<>();
            if (parts != null) {
                for (Map<String, @Nullable Object> part : parts) {
                    if ("text".equals(part.get("type"))
                            && !textOf(part, "content").isEmpty()) {
                        texts.add(textOf(part, "content"));
                    }
                }
            }
            return texts.isEmpty() ? instructions : String.join("\n", texts);
        }
        String prompt = keys.is("gen_ai.prompt.0.role", "system") ? keys.text("gen_ai.prompt.0.content") : null;
        return prompt != null ? prompt : keys.text("system_prompt");
    }

    /** A message that is being put together from its keys. */
    private static final class Draft {
        private String role = "";
        private String content = "";
        private final TreeMap<Long, String[]> calls = new TreeMap<>();

        void set(String[] parts, @Nullable Object value) {
            if (parts[3].equals("tool_calls") && parts.length >= 6) {
                Long index = GoText.leadingInt(parts[4]);
                int field = List.of("id", "name", "arguments").indexOf(parts[5]);
                if (index != null && field >= 0 && value instanceof String text) {
                    calls.computeIfAbsent(index, i -> new String[] {"", "", ""})[field] = text;
                }
            } else if (value instanceof String text) {
                if (parts[3].equals("role")) {
                    role = text;
                } else if (parts[3].equals("content") && !text.isEmpty() && !text.equals("\"\"")) {
                    content = text;
                }
            }
        }

        RenderedMessage message() {
            List<RenderedToolCall> named = new ArrayList<>();
            for (String[] call : calls.tailMap(0L).values()) {
                if (!call[1].isEmpty()) {
                    named.add(RenderedToolCall.of(call[0], call[1], call[2]));
                }
            }
            return RenderedMessage.of(role, content, named);
        }
    }
}
