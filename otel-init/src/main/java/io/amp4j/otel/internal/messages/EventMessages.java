package io.amp4j.otel.internal.messages;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.internal.json.AttributeValues;
import io.amp4j.otel.internal.json.Json;
import io.opentelemetry.api.common.AttributeKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts the events of a span to the messages that AMP reads. Attributes of the span itself are kept. Stateless. */
final class EventMessages {
    private static final List<AttributeKey<String>> DETAILS = List.of(
            AmpAttributes.INPUT_MESSAGES,
            AmpAttributes.OUTPUT_MESSAGES,
            AmpAttributes.SYSTEM_INSTRUCTIONS,
            AmpAttributes.TOOL_DEFINITIONS);

    private static final Set<String> CALL_PARTS = Set.of("tool_call", "function_call");
    private static final Set<String> RESULT_PARTS = Set.of("tool_call_response", "function_call_output");

    private EventMessages() {}

    /** Adds the messages. */
    static void add(List<MessageEvent> events, AddedAttributes added) {
        for (MessageEvent event : events) {
            if (event.name().equals(MessageEvent.DETAILS)) {
                details(event, added);
            }
        }
        if (!MessageEvent.hasDetails(events)) {
            added.put(AmpAttributes.INPUT_MESSAGES, input(events));
            added.put(AmpAttributes.OUTPUT_MESSAGES, output(events));
        }
    }

    /** They are in the form that AMP reads already, as a text or as a structure of the same form. */
    private static void details(MessageEvent event, AddedAttributes added) {
        Map<String, @Nullable Object> said = AttributeValues.copy(AttributeValues.of(event.attributes()));
        Map<String, @Nullable Object> body = plain(event);
        for (AttributeKey<String> key : DETAILS) {
            Object value = said.containsKey(key.getKey()) ? said.get(key.getKey()) : body.get(key.getKey());
            added.put(key, value == null ? null : text(value));
        }
    }

    private static @Nullable String input(List<MessageEvent> events) {
        List<Map<String, @Nullable Object>> messages = new ArrayList<>();
        for (MessageEvent event : events) {
            if (!event.isOutput()) {
                Map<String, @Nullable Object> body = plain(event);
                messages.add(message(role(event, body), body, null));
            }
        }
        return written(messages);
    }

    private static @Nullable String output(List<MessageEvent> events) {
        List<Map<String, @Nullable Object>> choices = new ArrayList<>();
        for (MessageEvent event : events) {
            if (event.isOutput()) {
                choices.add(plain(event));
            }
        }
        choices.sort(Comparator.comparingLong(EventMessages::index));
        List<Map<String, @Nullable Object>> messages = new ArrayList<>();
        for (Map<String, @Nullable Object> choice : choices) {
            Map<String, @Nullable Object> message = Json.asObject(choice.get("message"));
            Map<String, @Nullable Object> said = message == null ? choice : message;
            messages.add(message(
                    said.get("role") instanceof String role ? role : "assistant", said, choice.get("finish_reason")));
        }
        return written(messages);
    }

    private static long index(Map<String, @Nullable Object> choice) {
        return choice.get("index") instanceof Number index ? index.longValue() : 0;
    }

    /** A message without captured content is left out, and so is a list of such messages. */
    private static @Nullable String written(List<Map<String, @Nullable Object>> messages) {
        boolean says = messages.stream()
                .anyMatch(message -> message.get("parts") instanceof List<?> parts && !parts.isEmpty());
        return says ? Json.write(messages) : null;
    }

    private static String role(MessageEvent event, Map<String, @Nullable Object> body) {
        if (body.get("role") instanceof String role && !role.isEmpty()) {
            return role;
        }
        return switch (event.name()) {
            case MessageEvent.SYSTEM -> "system";
            case MessageEvent.ASSISTANT -> "assistant";
            case MessageEvent.TOOL -> "tool";
            default -> "user";
        };
    }

    private static Map<String, @Nullable Object> message(
            String role, Map<String, @Nullable Object> said, @Nullable Object reason) {
        List<Map<String, @Nullable Object>> parts = new ArrayList<>();
        Object content = said.get("content");
        if (content != null && role.equals("tool")) {
            parts.add(result(said.get("id"), content));
        } else if (content != null) {
            parts.addAll(parts(content));
        }
        // The second form is that of the agent's instrumentation of Bedrock.
        Object asked = said.containsKey("tool_calls") ? said.get("tool_calls") : said.get("toolCalls");
        List<@Nullable Object> calls = Json.asList(asked);
        for (Object call : calls == null ? List.of() : calls) {
            Map<String, @Nullable Object> fields = Json.asObject(call);
            if (fields != null) {
                parts.add(call(fields));
            }
        }
        return Json.members("role", role, "parts", parts, "finish_reason", textOrNull(reason));
    }

    /** Calls and results stay parts of their own, so that a policy finds them; texts are joined, and any other structure is a text as JSON. */
    private static List<Map<String, @Nullable Object>> parts(Object content) {
        List<@Nullable Object> items = Json.asObject(content) == null ? Json.asList(content) : List.of(content);
        List<Map<String, @Nullable Object>> parts = new ArrayList<>();
        List<@Nullable Object> others = new ArrayList<>();
        for (Object item : items == null ? List.of() : items) {
            Map<String, @Nullable Object> fields = Json.asObject(item);
            Map<String, @Nullable Object> part = fields == null ? null : toolPart(fields);
            if (part == null) {
                others.add(item);
            } else {
                parts.add(part);
            }
        }
        String text = parts.isEmpty() ? text(content) : others.isEmpty() ? "" : text(others);
        if (!text.isEmpty()) {
            parts.add(0, Json.members("type", "text", "content", text));
        }
        return parts;
    }

    /** Anthropic's, OpenAI's and Bedrock's forms of a call and of a result; null if it is neither. */
    private static @Nullable Map<String, @Nullable Object> toolPart(Map<String, @Nullable Object> fields) {
        Map<String, @Nullable Object> use = Json.asObject(fields.get("toolUse"));
        Map<String, @Nullable Object> result = Json.asObject(fields.get("toolResult"));
        String type = fields.get("type") instanceof String text ? text : "";
        if (use != null || type.endsWith("tool_use") || CALL_PARTS.contains(type)) {
            Map<String, @Nullable Object> call = use == null ? fields : use;
            return Json.members(
                    "type",
                    "tool_call",
                    "id",
                    textOrNull(first(call, "id", "call_id", "toolUseId")),
                    "name",
                    textOrNull(call.get("name")),
                    "arguments",
                    textOf(first(call, "input", "arguments")));
        }
        if (result != null || type.endsWith("tool_result") || RESULT_PARTS.contains(type)) {
            Map<String, @Nullable Object> answer = result == null ? fields : result;
            return result(
                    first(answer, "tool_use_id", "call_id", "toolUseId", "id"),
                    first(answer, "content", "response", "result", "output"));
        }
        return null;
    }

    private static Map<String, @Nullable Object> result(@Nullable Object id, @Nullable Object content) {
        return Json.members(
                "type", "tool_call_response", "id", textOrNull(id), "response", content == null ? "" : text(content));
    }

    private static @Nullable Object first(Map<String, @Nullable Object> fields, String... keys) {
        for (String key : keys) {
            if (fields.get(key) != null) {
                return fields.get(key);
            }
        }
        return null;
    }

    private static @Nullable String textOrNull(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    private static @Nullable String textOf(@Nullable Object value) {
        return value == null ? null : text(value);
    }

    private static Map<String, @Nullable Object> call(Map<String, @Nullable Object> call) {
        Map<String, @Nullable Object> nested = Json.asObject(call.get("function"));
        Map<String, @Nullable Object> function = nested == null ? call : nested;
        return Json.members(
                "type",
                "tool_call",
                "id",
                textOrNull(call.get("id")),
                "name",
                textOrNull(function.get("name")),
                "arguments",
                textOf(function.get("arguments")));
    }

    /** Of a list of parts the texts; any other structure as JSON. */
    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        List<@Nullable Object> parts = Json.asList(value);
        StringBuilder texts = new StringBuilder();
        for (Object part : parts == null ? List.of() : parts) {
            Map<String, @Nullable Object> fields = Json.asObject(part);
            if (fields == null || !(fields.get("text") instanceof String said) || fields.containsKey("role")) {
                return Json.write(value);
            }
            texts.append(texts.isEmpty() ? "" : "\n").append(said);
        }
        return parts == null || parts.isEmpty() ? Json.write(value) : texts.toString();
    }

    private static Map<String, @Nullable Object> plain(MessageEvent event) {
        if (event.body() == null) {
            return Map.of();
        }
        Object body = AttributeValues.copy(Map.of("body", event.body())).get("body");
        Map<String, @Nullable Object> object = Json.asObject(body);
        if (object == null && body instanceof String text) {
            object = Json.object(text);
        }
        return object == null ? Map.of() : object;
    }
}
