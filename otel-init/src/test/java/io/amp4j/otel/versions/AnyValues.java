package io.amp4j.otel.versions;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import java.lang.reflect.Method;
import java.util.List;

/** Attributes whose value is any {@code Value}, where the version at hand has them. */
final class AnyValues {
    /** How many different ones there are. */
    static final int NUMBER = 12;

    private AnyValues() {}

    /** Adds the attribute, or a text in its place. */
    static void put(AttributesBuilder attributes, String key, int which, String text) {
        Method valueKey;
        try {
            valueKey = AttributeKey.class.getMethod("valueKey", String.class);
        } catch (NoSuchMethodException e) {
            attributes.put(key, text);
            return;
        }
        try {
            @SuppressWarnings("unchecked")
            AttributeKey<Object> made = (AttributeKey<Object>) valueKey.invoke(null, key);
            attributes.put(made, value(which, text));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static Value<?> value(int which, String text) throws ReflectiveOperationException {
        return switch (which) {
            case 0 -> Value.of(text);
            case 1 -> Value.of(false);
            case 2 -> Value.of(0L);
            case 3 -> Value.of(-2.5);
            case 4 -> Value.of(new byte[0]);
            case 5 -> Value.of(new byte[] {0, -1, 127, -128});
            case 6 -> Value.of(List.of());
            case 7 -> Value.of(new KeyValue[0]);
            case 8 -> empty();
            case 9 -> Value.of(List.of(Value.of(text), Value.of(7L), Value.of(true), empty()));
            case 10 ->
                Value.of(
                        KeyValue.of("", Value.of("no key")),
                        KeyValue.of("deep", Value.of(List.of(Value.of(KeyValue.of(text, Value.of(1.0)))))),
                        KeyValue.of("bytes", Value.of(new byte[300])));
            default -> Value.of(List.of(Value.of(List.of(Value.of(List.of())))));
        };
    }

    private static Value<?> empty() throws ReflectiveOperationException {
        try {
            return (Value<?>) Value.class.getMethod("empty").invoke(null);
        } catch (NoSuchMethodException e) {
            return Value.of("no empty value in this version");
        }
    }
}
