package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.SpanView;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed looks at attributes. "Text" is a string; a value of any other type counts as absent. */
final class Keys {
    private final Map<String, @Nullable Object> attributes;

    Keys(Map<String, @Nullable Object> attributes) {
        this.attributes = attributes;
    }

    static Keys of(SpanView span) {
        Map<String, @Nullable Object> attributes = span.attributes();
        return new Keys(attributes == null ? Map.of() : attributes);
    }

    Map<String, @Nullable Object> map() {
        return attributes;
    }

    boolean has(String key) {
        return attributes.containsKey(key);
    }

    @Nullable
    Object value(String key) {
        return attributes.get(key);
    }

    @Nullable
    String text(String key) {
        return attributes.get(key) instanceof String text ? text : null;
    }

    /** Returns the text, or null if it is absent or empty. */
    @Nullable
    String filled(String key) {
        String text = text(key);
        return text == null || text.isEmpty() ? null : text;
    }

    boolean is(String key, String value) {
        return value.equals(attributes.get(key));
    }

    /** Returns the first of the keys that has a text, empty or not; null if none has. */
    @Nullable
    String firstText(String... keys) {
        for (String key : keys) {
            String text = text(key);
            if (text != null) {
                return key;
            }
        }
        return null;
    }

    /** Returns the least key with the prefix, so that the answer does not depend on the order; null if there is none. */
    @Nullable
    String startingWith(String prefix) {
        String least = null;
        for (String key : attributes.keySet()) {
            if (key.startsWith(prefix) && (least == null || key.compareTo(least) < 0)) {
                least = key;
            }
        }
        return least;
    }
}
