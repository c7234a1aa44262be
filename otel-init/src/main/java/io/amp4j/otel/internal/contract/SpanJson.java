package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.internal.json.AttributeValues;
import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns OTLP JSON and one-object spans into views. */
public final class SpanJson {
    /** More would help no reader. */
    private static final int MAX_PROBLEMS = 1_000;

    /** Not what else Unicode takes for one: that may stand in a JSON text. */
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|[\\n\\r]");

    private final List<SpanView> spans = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private SpanJson() {}

    /** Reads the text: all its spans and all problems with it. */
    public static SpanJson read(String json) {
        SpanJson reader = new SpanJson();
        String text = json.startsWith("\uFEFF") ? json.substring(1) : json;
        try {
            reader.value(Json.parse(text), "the text");
        } catch (JsonException notOneValue) {
            reader.lines(text, notOneValue);
        }
        return reader;
    }

    /** Returns the spans, in the order of the text. */
    public List<SpanView> spans() {
        return spans;
    }

    /** Returns what could not be read, the first {@value #MAX_PROBLEMS} at most. */
    public List<String> problems() {
        return problems;
    }

    private void lines(String text, JsonException notOneValue) {
        int[] filled = {0};
        boolean[] spans = {false};
        eachLine(text, (line, number) -> {
            filled[0]++;
            spans[0] = spans[0] || isSpan(line);
        });
        if (filled[0] == 0) {
            problem("the text is empty");
        } else if (filled[0] == 1 || !spans[0]) {
            problem("not JSON: " + notOneValue.getMessage() + ", and not one JSON object per line");
        } else {
            eachLine(text, (line, number) -> {
                try {
                    value(Json.parse(line), "line " + number);
                } catch (JsonException notJson) {
                    problem("line " + number + ": not JSON: " + notJson.getMessage());
                }
            });
        }
    }

    /** Takes one line after the other, so that a text of nothing but line ends costs no memory; leaves blank ones out. */
    private static void eachLine(String text, ObjIntConsumer<String> reader) {
        Matcher ends = LINE_END.matcher(text);
        int start = 0;
        int number = 1;
        boolean more = true;
        while (more) {
            more = ends.find();
            String line = text.substring(start, more ? ends.start() : text.length());
            if (!line.isBlank()) {
                reader.accept(line, number);
            }
            start = more ? ends.end() : start;
            number++;
        }
    }

    private void problem(String problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        } else if (problems.size() == MAX_PROBLEMS) {
            problems.add("more problems, which are left out");
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
            problem(where + ": a span must be a JSON object");
        } else if (object.containsKey("resourceSpans")) {
            exportRequest(object, where);
        } else if (object.get("spanName") instanceof String || object.get("name") instanceof String) {
            single(object, where);
        } else {
            problem(where + ": neither \"resourceSpans\" nor a text \"spanName\" is there");
        }
    }

    private void single(Map<String, @Nullable Object> object, String where) {
        Object attributes = object.get("attributes");
        if (attributes != null && Json.asObject(attributes) == null) {
            problem(where + ": \"attributes\" must be an object or null");
            return;
        }
        Map<String, @Nullable Object> resource = Json.asObject(object.get("resource"));
        spans.add(SpanView.builder(text(object, object.get("spanName") instanceof String ? "spanName" : "name"))
                .status(status(object.get("status")))
                .attributes(Json.asObject(attributes))
                .traceId(textOrNull(object, "traceId"))
                .spanId(textOrNull(object, "spanId"))
                .parentSpanId(textOrNull(object, "parentSpanId"))
                .startNanos(nanos(object.get("startTimeUnixNano")))
                .scope(text(object, "scope"))
                .resource(resource)
                .build());
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
                    AttributeValues.copy(resource == null ? Map.of() : attributes(resource.get("attributes")));
            for (Map<String, @Nullable Object> scope : objects(resourceSpans, "scopeSpans", where)) {
                Map<String, @Nullable Object> tracer = Json.asObject(scope.get("scope"));
                String name = tracer == null ? "" : text(tracer, "name");
                for (Map<String, @Nullable Object> span : objects(scope, "spans", where)) {
                    spans.add(otlp(span, resourceAttributes, name));
                }
            }
        }
    }

    private static SpanView otlp(
            Map<String, @Nullable Object> span, Map<String, @Nullable Object> resource, String scope) {
        Map<String, @Nullable Object> status = Json.asObject(span.get("status"));
        String code = status == null || status.get("code") == null ? "0" : status(status);
        String parent = textOrNull(span, "parentSpanId");
        return SpanView.builder(text(span, "name"))
                .status(
                        switch (code) {
                            case "0", "STATUS_CODE_UNSET" -> "Unset";
                            case "1", "STATUS_CODE_OK" -> "Ok";
                            case "2", "STATUS_CODE_ERROR" -> "Error";
                            default -> code;
                        })
                .attributes(attributes(span.get("attributes")))
                .traceId(textOrNull(span, "traceId"))
                .spanId(textOrNull(span, "spanId"))
                .parentSpanId(parent == null ? "" : parent)
                .startNanos(nanos(span.get("startTimeUnixNano")))
                .resource(resource)
                .scope(scope)
                .build();
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
                problem(where + ": \"" + key + "\" must be a list");
            }
            return List.of();
        }
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        for (Object item : items) {
            Map<String, @Nullable Object> object = Json.asObject(item);
            if (object == null) {
                problem(where + ": every item of \"" + key + "\" must be an object");
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
