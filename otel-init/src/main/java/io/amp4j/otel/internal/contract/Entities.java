package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.RenderedContent;
import io.amp4j.otel.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code traceloop.entity.input} and {@code .output}: what chains and whole traces take in and give out. */
final class Entities {
    static final String INPUT = "traceloop.entity.input";
    static final String OUTPUT = "traceloop.entity.output";

    private Entities() {}

    static RenderedContent content(@Nullable String text) {
        return text == null ? new RenderedContent.None() : new RenderedContent.Text(text);
    }

    /** Returns the input by the entity rule; null if there is none. */
    static @Nullable String input(Keys keys) {
        String text = keys.text(INPUT);
        Map<String, @Nullable Object> object = text == null ? null : Json.object(text);
        if (object == null) {
            return text;
        }
        String inputs = inner(object);
        if (inputs == null) {
            return text;
        }
        if (!object.containsKey("metadata")) {
            return Json.canonical(inputs);
        }
        Map<String, @Nullable Object> both = new LinkedHashMap<>();
        both.put("inputs", inputs);
        both.put("metadata", object.get("metadata"));
        return Json.canonical(both);
    }

    private static @Nullable String inner(Map<String, @Nullable Object> object) {
        for (String key : List.of("inputs", "input_str")) {
            if (object.get(key) instanceof String text && !text.isEmpty()) {
                return text;
            }
        }
        return null;
    }

    /** Returns the output by the entity rule; null if there is none. */
    static @Nullable String output(Keys keys) {
        String text = keys.text(OUTPUT);
        Map<String, @Nullable Object> object = text == null ? null : Json.object(text);
        if (object == null || !object.containsKey("outputs")) {
            return text;
        }
        Object outputs = object.get("outputs");
        Map<String, @Nullable Object> fields = Json.asObject(outputs);
        List<@Nullable Object> messages = fields == null ? null : Json.asList(fields.get("messages"));
        if (messages == null || messages.isEmpty()) {
            return Json.canonical(outputs);
        }
        Map<String, @Nullable Object> last = Json.asObject(messages.get(messages.size() - 1));
        if (last == null) {
            return null;
        }
        Map<String, @Nullable Object> kwargs = Json.asObject(last.get("kwargs"));
        if (kwargs == null) {
            return Json.canonical(last);
        }
        return kwargs.get("content") instanceof String content ? content : Json.canonical(kwargs.get("content"));
    }

    /** Returns the {@code kwargs} of the last message in the output, where LangChain leaves its token counts; null if none. */
    static @Nullable Map<String, @Nullable Object> lastMessageArguments(Keys keys) {
        String text = keys.text(OUTPUT);
        Map<String, @Nullable Object> object = text == null ? null : Json.object(text);
        Map<String, @Nullable Object> outputs = object == null ? null : Json.asObject(object.get("outputs"));
        List<@Nullable Object> messages = outputs == null ? null : Json.asList(outputs.get("messages"));
        Map<String, @Nullable Object> last =
                messages == null || messages.isEmpty() ? null : Json.asObject(messages.get(messages.size() - 1));
        return last == null ? null : Json.asObject(last.get("kwargs"));
    }
}
