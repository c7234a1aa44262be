package io.amp4j.otel.internal.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain values: {@link String}, {@link Double}, {@link Boolean}, {@link List}, {@link Map} with text keys, and null.
 *
 * <p>Reading is strict (RFC 8259, one value, nothing after it) with the leniencies of Go's {@code encoding/json}, which the
 * observer uses: the last of equal keys wins and a lone surrogate becomes U+FFFD. Nesting is bounded by {@link #MAX_DEPTH}.
 */
public final class Json {
    /** Deepest nesting that is read or written; the bound keeps hostile input from exhausting the stack. */
    public static final int MAX_DEPTH = 500;

    private Json() {}

    /**
     * Returns the one value that the text holds.
     *
     * @throws JsonException if the text is not JSON or nests too deeply
     */
    public static @Nullable Object parse(String text) {
        return new JsonReader(text).document();
    }

    /** Returns the object that the text holds, or null if it holds anything else or is not JSON. */
    public static @Nullable Map<String, @Nullable Object> object(String text) {
        return startsWith(text, '{') ? asObject(parseOrNull(text)) : null;
    }

    /**
     * Returns the list of objects that the text holds; a null among them counts as an object without members. Returns null if
     * the text holds anything else, or anything else stands in the list.
     */
    public static @Nullable List<Map<String, @Nullable Object>> objects(String text) {
        List<@Nullable Object> items = list(text);
        if (items == null) {
            return null;
        }
        List<Map<String, @Nullable Object>> objects = new ArrayList<>(items.size());
        for (Object item : items) {
            Map<String, @Nullable Object> object = item == null ? Map.of() : asObject(item);
            if (object == null) {
                return null;
            }
            objects.add(object);
        }
        return objects;
    }

    /** Returns the list that the text holds, or null if it holds anything else or is not JSON. */
    public static @Nullable List<@Nullable Object> list(String text) {
        return startsWith(text, '[') ? asList(parseOrNull(text)) : null;
    }

    /** Returns the value as an object, or null if it is none. */
    @SuppressWarnings("unchecked") // maps of this class have text keys, and so have those that SpanView lets in
    public static @Nullable Map<String, @Nullable Object> asObject(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : null;
    }

    /** Returns the value as a list, or null if it is none. */
    @SuppressWarnings("unchecked") // every list is a list of objects to read from
    public static @Nullable List<@Nullable Object> asList(@Nullable Object value) {
        return value instanceof List<?> list ? (List<@Nullable Object>) list : null;
    }

    /** Returns the value as compact JSON exactly as Go's {@code json.Marshal} writes it: keys sorted, {@code < > &} escaped. */
    public static String canonical(@Nullable Object value) {
        return JsonWriter.write(value, true, 0);
    }

    /** Returns the value as compact JSON, keys in the order of their map. */
    public static String write(@Nullable Object value) {
        return JsonWriter.write(value, false, 0);
    }

    /** Returns the value as JSON on many lines, indented by two blanks, keys in the order of their map. */
    public static String pretty(@Nullable Object value) {
        return JsonWriter.write(value, false, 2);
    }

    /** Appends the text as a JSON string with its quotes. */
    public static void quote(StringBuilder out, String text) {
        JsonWriter.string(out, text);
    }

    /** Returns the number as Go's {@code fmt} prints it by default: an exponent below 1e-4 and from 1e6 on. */
    public static String goPrint(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "+Inf" : "-Inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        BigDecimal shortest = JsonWriter.shortest(number);
        int exponent = shortest.precision() - 1 - shortest.scale();
        return exponent < -4 || exponent >= 6 ? JsonWriter.exponential(shortest, 2) : shortest.toPlainString();
    }

    /** Returns an object with the members in the order given: key, value, key, value; members that are null are left out. */
    public static Map<String, @Nullable Object> members(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            if (keysAndValues[i] instanceof String key && keysAndValues[i + 1] != null) {
                object.put(key, keysAndValues[i + 1]);
            }
        }
        return object;
    }

    private static @Nullable Object parseOrNull(String text) {
        try {
            return parse(text);
        } catch (JsonException notJson) {
            return null;
        }
    }

    private static boolean startsWith(String text, char first) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
                return c == first;
            }
        }
        return false;
    }
}
