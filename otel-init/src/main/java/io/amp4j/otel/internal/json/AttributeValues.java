package io.amp4j.otel.internal.json;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.StatusCode;
import java.nio.ByteBuffer;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts attribute values of any origin to the JSON-like types of the observer. */
public final class AttributeValues {
    private static final int MAX_DEPTH = 100;

    private AttributeValues() {}

    /** Returns an unmodifiable deep copy; of such a copy itself, so that all spans of a resource share it. */
    public static Map<String, @Nullable Object> copy(Map<?, ?> attributes) {
        return attributes instanceof Copy copied ? copied : new Copy(copy(attributes, 0));
    }

    /** Tells a copy from what others may still change. */
    private static final class Copy extends AbstractMap<String, @Nullable Object> {
        private final Map<String, @Nullable Object> map;

        Copy(Map<String, @Nullable Object> map) {
            this.map = map;
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            return map.get(key);
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return map.containsKey(key);
        }

        @Override
        public Set<String> keySet() {
            return map.keySet();
        }

        @Override
        public Set<Map.Entry<String, @Nullable Object>> entrySet() {
            return map.entrySet();
        }
    }

    /** Returns the attributes of the SDK as the collector stores them. */
    public static Map<String, @Nullable Object> of(Attributes attributes) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(attributes.size() * 2);
        attributes.forEach((key, value) -> map.put(key.getKey(), value));
        return map;
    }

    /** Returns the text that AMP's store holds for a status. */
    public static String statusText(StatusCode code) {
        return switch (code) {
            case OK -> "Ok";
            case ERROR -> "Error";
            case UNSET -> "Unset";
        };
    }

    private static Map<String, @Nullable Object> copy(Map<?, ?> source, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(source.size() * 2);
        source.forEach((key, value) -> map.put(String.valueOf(key), value(value, depth + 1)));
        return Collections.unmodifiableMap(map);
    }

    private static @Nullable Object value(@Nullable Object value, int depth) {
        if (value == null || value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            return number instanceof Long || number instanceof Double
                    ? number
                    : number instanceof Integer || number instanceof Short || number instanceof Byte
                            ? (Object) number.longValue()
                            : (Object) number.doubleValue();
        }
        if (depth > MAX_DEPTH) {
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            return copy(map, depth);
        }
        if (value instanceof Collection<?> items) {
            return items.stream().allMatch(KeyValue.class::isInstance) && !items.isEmpty()
                    ? keyValues(items, depth)
                    : list(items, depth);
        }
        if (value instanceof Value<?> wrapped) {
            return value(wrapped.getValue(), depth + 1);
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return Base64.getEncoder().encodeToString(copy);
        }
        return value.toString();
    }

    private static Map<String, @Nullable Object> keyValues(Collection<?> pairs, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Object pair : pairs) {
            KeyValue keyValue = (KeyValue) pair;
            map.put(keyValue.getKey(), value(keyValue.getValue(), depth + 1));
        }
        return Collections.unmodifiableMap(map);
    }

    private static List<@Nullable Object> list(Collection<?> items, int depth) {
        List<@Nullable Object> list = new ArrayList<>(items.size());
        items.forEach(item -> list.add(value(item, depth + 1)));
        return Collections.unmodifiableList(list);
    }
}
