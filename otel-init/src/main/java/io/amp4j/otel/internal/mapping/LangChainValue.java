package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.internal.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person would call the input or output of a step, out of the values that LangChain and LangGraph write. Pure. */
final class LangChainValue {
    private LangChainValue() {}

    /** Returns the text of the last message if the value is messages and nothing else, or one message; else the value itself. */
    static @Nullable String lastText(@Nullable String value) {
        Map<String, @Nullable Object> object = value == null ? null : Json.object(value);
        List<@Nullable Object> messages =
                object == null || object.size() != 1 ? null : Json.asList(object.get("messages"));
        if (messages == null || messages.isEmpty()) {
            return text(value);
        }
        Map<String, @Nullable Object> last = Json.asObject(messages.get(messages.size() - 1));
        if (last == null) {
            return value;
        }
        Map<String, @Nullable Object> data = data(last);
        Object content = data != null ? data.get("content") : last.containsKey("role") ? last.get("content") : null;
        return content instanceof String text && !text.isEmpty() ? text : value;
    }

    /** Returns the text of the message if the value is one; else the value itself. */
    static @Nullable String text(@Nullable String value) {
        String content = field(value, "content");
        return content == null ? value : content;
    }

    /** Returns the text at the key of a message; null if the value is no message or has no such text. */
    static @Nullable String field(@Nullable String value, String key) {
        Map<String, @Nullable Object> object = value == null ? null : Json.object(value);
        Map<String, @Nullable Object> data = object == null ? null : data(object);
        return data != null && data.get(key) instanceof String text && !text.isEmpty() ? text : null;
    }

    /** A message says its type twice, which tells it from what a tool of the user returned. */
    private static @Nullable Map<String, @Nullable Object> data(Map<String, @Nullable Object> message) {
        Map<String, @Nullable Object> data = Json.asObject(message.get("data"));
        return data != null && message.get("type") instanceof String type && type.equals(data.get("type"))
                ? data
                : null;
    }
}
