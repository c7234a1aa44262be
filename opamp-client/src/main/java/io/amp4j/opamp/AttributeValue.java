package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The value of an attribute, of one of the kinds that OpAMP and OTLP define. Lists and maps nest up to 30 levels. No {@code toString}
 * prints a value, because attributes may be confidential.
 *
 * @since 0.1.0
 */
public sealed interface AttributeValue {

    /** Returns a string. */
    static AttributeValue of(String value) {
        return new Text(value);
    }

    /** Returns a boolean. */
    static AttributeValue of(boolean value) {
        return new Bool(value);
    }

    /** Returns a signed 64-bit integer. */
    static AttributeValue of(long value) {
        return new Int64(value);
    }

    /** Returns a double. */
    static AttributeValue of(double value) {
        return new Float64(value);
    }

    /** Returns a value that is present but empty. */
    static AttributeValue empty() {
        return Empty.INSTANCE;
    }

    /**
     * Converts a plain object: {@code null}, a {@link CharSequence}, {@link Boolean}, {@link Byte}, {@link Short}, {@link Integer},
     * {@link Long}, {@link Float}, {@link Double}, {@code byte[]}, {@link Bytes}, {@code AttributeValue}, an {@link Iterable} or a
     * {@link Map} with string keys of such objects.
     *
     * @throws IllegalArgumentException for any other object, and for nesting beyond 30 levels
     */
    static AttributeValue from(@Nullable Object value) {
        return PlainObjects.toAttribute(value, 1);
    }

    /** Calls the method of {@code visitor} for this kind of value and returns its result. */
    <R> R accept(Visitor<R> visitor);

    /** Returns how many levels of values there are, this one included. */
    default int depth() {
        return 1;
    }

    /**
     * One method per kind of value.
     *
     * @param <R> the result of the methods
     * @since 0.1.0
     */
    interface Visitor<R> {
        R text(String value);

        R bool(boolean value);

        R int64(long value);

        R float64(double value);

        R bytes(Bytes value);

        R list(List<AttributeValue> values);

        R map(Map<String, AttributeValue> values);

        R empty();
    }

    /**
     * A string.
     *
     * @since 0.1.0
     */
    record Text(String value) implements AttributeValue {
        public Text {
            requireNonNull(value, "value");
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return requireNonNull(visitor, "visitor").text(value);
        }

        @Override
        public String toString() {
            return "Text[" + value.length() + " chars]";
        }
    }

    /**
     * A boolean.
     *
     * @since 0.1.0
     */
    record Bool(boolean value) implements AttributeValue {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return requireNonNull(visitor, "visitor").bool(value);
        }

        @Override
        public String toString() {
            return "Bool[]";
        }
    }

    /**
     * A signed 64-bit integer.
     *
     * @since 0.1.0
     */
    record Int64(long value) implements AttributeValue {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return requireNonNull(visitor, "visitor").int64(value);
        }

        @Override
        public String toString() {
            return "Int64[]";
        }
    }

    /**
     * A double.
     *
     * @since 0.1.0
     */
    record Float64(double value) implements AttributeValue {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return requireNonNull(visitor, "visitor").float64(value);
        }

        @Override
        public String toString() {
            return "Float64[]";
        }
    }

    /**
     * Bytes.
     *
     * @since 0.1.0
     */
    record Binary(Bytes value) implements AttributeValue {
        public Binary {
            requireNonNull(value, "value");
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return requireNonNull(visitor, "visitor").bytes(value);
        }

        @Override
        public String toString() {
            return "Binary[" + value.size() + " bytes]";
        }
    }

    /**
     * A list of values of any kinds.
     *
     * @since 0.1.0
     */
    record ListOf(List<AttributeValue> values) implements AttributeValue {
        public ListOf {
            values = Copies.list(values, "values");
            Copies.requireDepth(depthOver(values), Copies.MAX_ATTRIBUTE_DEPTH, "an attribute value");
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return requireNonNull(visitor, "visitor").list(values);
        }

        @Override
        public int depth() {
            return depthOver(values);
        }

        @Override
        public String toString() {
            return "ListOf[" + values.size() + " values]";
        }
    }

    /**
     * A map of values of any kinds, in the order given; the order does not matter to {@code equals}.
     *
     * @since 0.1.0
     */
    record MapOf(Map<String, AttributeValue> values) implements AttributeValue {
        public MapOf {
            values = Copies.ordered(values, "values");
            Copies.requireDepth(depthOver(values.values()), Copies.MAX_ATTRIBUTE_DEPTH, "an attribute value");
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return requireNonNull(visitor, "visitor").map(values);
        }

        @Override
        public int depth() {
            return depthOver(values.values());
        }

        @Override
        public String toString() {
            return "MapOf" + Printable.names(values.keySet());
        }
    }

    /**
     * A value that is present but empty.
     *
     * @since 0.1.0
     */
    record Empty() implements AttributeValue {
        static final Empty INSTANCE = new Empty();

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return requireNonNull(visitor, "visitor").empty();
        }
    }

    private static int depthOver(Iterable<AttributeValue> values) {
        int deepest = 0;
        for (AttributeValue value : values) {
            deepest = Math.max(deepest, value.depth());
        }
        return deepest + 1;
    }
}

/** The conversion of plain Java objects, as an SDK's resource holds them. */
final class PlainObjects {
    private PlainObjects() {}

    static AttributeValue toAttribute(@Nullable Object value, int level) {
        Copies.requireDepth(level, Copies.MAX_ATTRIBUTE_DEPTH, "an attribute value");
        if (value == null) {
            return AttributeValue.empty();
        } else if (value instanceof AttributeValue attribute) {
            return attribute;
        } else if (value instanceof CharSequence text) {
            return AttributeValue.of(text.toString());
        } else if (value instanceof Boolean bool) {
            return AttributeValue.of(bool.booleanValue());
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            return AttributeValue.of(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            return AttributeValue.of(((Number) value).doubleValue());
        } else if (value instanceof byte[] bytes) {
            return new AttributeValue.Binary(Bytes.of(bytes));
        } else if (value instanceof Bytes bytes) {
            return new AttributeValue.Binary(bytes);
        } else if (value instanceof Iterable<?> elements) {
            List<AttributeValue> list = new ArrayList<>();
            elements.forEach(element -> list.add(toAttribute(element, level + 1)));
            return new AttributeValue.ListOf(list);
        } else if (value instanceof Map<?, ?> entries) {
            return new AttributeValue.MapOf(toMap(entries, level + 1));
        }
        throw new IllegalArgumentException(
                "an attribute cannot hold a " + value.getClass().getName()
                        + "; use a string, boolean, integer, double, bytes, or a list or map of these");
    }

    private static Map<String, AttributeValue> toMap(Map<?, ?> entries, int level) {
        Map<String, AttributeValue> map = new LinkedHashMap<>();
        entries.forEach((key, element) -> {
            if (!(key instanceof String name)) {
                throw new IllegalArgumentException("the keys of an attribute that is a map must be strings: "
                        + (key == null ? "null" : key.getClass().getName()));
            }
            map.put(name, toAttribute(element, level));
        });
        return map;
    }
}
