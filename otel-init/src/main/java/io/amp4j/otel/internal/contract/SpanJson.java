package io.amp4j.otel.internal.contract;

import io.amp4j.otel.SpanReader.Reading;
import io.amp4j.otel.SpanView;
import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns OTLP JSON and one-object spans into views. */
public final class SpanJson {
    private final List<SpanView> spans = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private SpanJson() {}

    /** Returns all spans in the text and all problems with it. */
    public static Reading read(String json) {
        SpanJson reader = new SpanJson();
        String text = json.startsWith("\uFEFF") ? json.substring(1) : json;
        try {
            reader.value(Json.parse(text), "the text");
        } catch (JsonException notOneValue) {
            reader.lines(text, notOneValue);
        }
        return new Reading(reader.spans, reader.problems);
    }

    private void lines(String text, JsonException notOneValue) {
        String[] lines = text.split("\\R", -1);
        long filled = List.of(lines).stream().filter(line -> !line.isBlank()).count();
        if (filled == 0) {
            problems.add("the text is empty");
            return;
        }
        if (filled == 1 || List.of(lines).stream().noneMatch(SpanJson::isSpan)) {
            problems.add("not JSON: " + notOneValue.getMessage() + ", and not one JSON object per line");
            return;
        }
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                try {
                    value(Json.parse(lines[i]), "line " + (i + 1));
                } catch (JsonException notJson) {
                    problems.add("line " + (i + 1) + ": not JSON: " + notJson.getMessage());
                }
            }
        }
    }

    /** One whole span, or export request, on a line says that the text was meant as lines; a text over many lines has none. */
    private static boolean isSpan(String line) {
        if (!line.strip().startsWith("{")) {
            return false;
        }
        try {
            Map<String, @Nullable Object> object = Json.asObject(Json.parse(line));
            return object != null
                    && (object.containsKey("spanName")
                            || object.containsKey("name")
                            || object.containsKey("resourceSpans"));
        } catch (JsonException notJson) {
            return false;
        }
    }

    private void value(@Nullable Object value, String where) {
        List<@Nullable Object> items = Json.asList(value);
        if (items != null) {
            for (int i = 0; i < items.size(); i++) {
                value(items.get(i), where + ", item " + (i + 1));
            }
            return;
        }
        Map<String, @Nullable Object> object = Json.asObject(value);
        if (object == null) {
            problems.add(where + ": a span must be a JSON object");
        } else if (object.containsKey("resourceSpans")) {
            exportRequest(object, where);
        } else if (object.get("spanName") instanceof String || object.get("name") instanceof String) {
            single(object, where);
        } else {
            problems.add(where + ": neither \"resourceSpans\" nor a text \"spanName\" is there");
        }
    }

    private void single(Map<String, @Nullable Object> object, String where) {
        Object attributes = object.get("attributes");
        if (attributes != null && Json.asObject(attributes) == null) {
            problems.add(where + ": \"attributes\" must be an object or null");
            return;
        }
        Map<String, @Nullable Object> resource = Json.asObject(object.get("resource"));
        spans.add(new SpanView(
                text(object, object.get("spanName") instanceof String ? "spanName" : "name"),
                status(object.get("status")),
                Json.asObject(attributes),
                textOrNull(object, "traceId"),
                textOrNull(object, "spanId"),
                textOrNull(object, "parentSpanId"),
                nanos(object.get("startTimeUnixNano")),
                resource));
    }

    /** The collector stores a word for OTLP's code; a text and digits are kept as they are. */
    private static String status(@Nullable Object status) {
        Map<String, @Nullable Object> object = Json.asObject(status);
        Object code = object == null ? status : object.get("code");
        if (code instanceof Number number) {
            return Long.toString((long) number.doubleValue());
        }
        return code instanceof String text ? text : "";
    }

    private void exportRequest(Map<String, @Nullable Object> request, String where) {
        for (Map<String, @Nullable Object> resourceSpans : objects(request, "resourceSpans", where)) {
            Map<String, @Nullable Object> resource = Json.asObject(resourceSpans.get("resource"));
            Map<String, @Nullable Object> resourceAttributes =
                    resource == null ? Map.of() : attributes(resource.get("attributes"));
            for (Map<String, @Nullable Object> scope : objects(resourceSpans, "scopeSpans", where)) {
                for (Map<String, @Nullable Object> span : objects(scope, "spans", where)) {
                    spans.add(otlp(span, resourceAttributes));
                }
            }
        }
    }

    private static SpanView otlp(Map<String, @Nullable Object> span, Map<String, @Nullable Object> resource) {
        Map<String, @Nullable Object> status = Json.asObject(span.get("status"));
        String code = status == null || status.get("code") == null ? "0" : status(status);
        String parent = textOrNull(span, "parentSpanId");
        return new SpanView(
                text(span, "name"),
                switch (code) {
                    case "0", "STATUS_CODE_UNSET" -> "Unset";
                    case "1", "STATUS_CODE_OK" -> "Ok";
                    case "2", "STATUS_CODE_ERROR" -> "Error";
                    default -> code;
                },
                attributes(span.get("attributes")),
                textOrNull(span, "traceId"),
                textOrNull(span, "spanId"),
                parent == null ? "" : parent,
                nanos(span.get("startTimeUnixNano")),
                resource);
    }

    private static Map<String, @Nullable Object> attributes(@Nullable Object keyValues) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        List<@Nullable Object> items = Json.asList(keyValues);
        if (items != null) {
            for (Object item : items) {
                Map<String, @Nullable Object> pair = Json.asObject(item);
                if (pair != null && pair.get("key") instanceof String key) {
                    attributes.put(key, anyValue(Json.asObject(pair.get("value"))));
                }
            }
        }
        return attributes;
    }

    private static @Nullable Object anyValue(@Nullable Map<String, @Nullable Object> value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        Map.Entry<String, @Nullable Object> only = value.entrySet().iterator().next();
        Object content = only.getValue();
        return switch (only.getKey()) {
            case "intValue" -> content instanceof String digits ? GoText.leadingInt(digits) : content;
            case "doubleValue" -> content instanceof String text ? GoText.leadingFloat(text) : content;
            case "arrayValue" -> {
                List<@Nullable Object> list = new ArrayList<>();
                Map<String, @Nullable Object> array = Json.asObject(content);
                List<@Nullable Object> items = array == null ? null : Json.asList(array.get("values"));
                if (items != null) {
                    items.forEach(item -> list.add(anyValue(Json.asObject(item))));
                }
                yield list;
            }
            case "kvlistValue" -> {
                Map<String, @Nullable Object> list = Json.asObject(content);
                yield list == null ? Map.of() : attributes(list.get("values"));
            }
            default -> content;
        };
    }

    private List<Map<String, @Nullable Object>> objects(
            Map<String, @Nullable Object> parent, String key, String where) {
        List<@Nullable Object> items = Json.asList(parent.get(key));
        if (items == null) {
            if (parent.get(key) != null) {
                problems.add(where + ": \"" + key + "\" must be a list");
            }
            return List.of();
        }
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        for (Object item : items) {
            Map<String, @Nullable Object> object = Json.asObject(item);
            if (object == null) {
                problems.add(where + ": every item of \"" + key + "\" must be an object");
            } else {
                objects.add(object);
            }
        }
        return objects;
    }

    private static long nanos(@Nullable Object value) {
        Long nanos = GoText.leadingInt(value);
        return nanos == null ? 0 : nanos;
    }

    private static String text(Map<String, @Nullable Object> object, String key) {
        return object.get(key) instanceof String text ? text : "";
    }

    private static @Nullable String textOrNull(Map<String, @Nullable Object> object, String key) {
        return object.get(key) instanceof String text ? text : null;
    }
}
