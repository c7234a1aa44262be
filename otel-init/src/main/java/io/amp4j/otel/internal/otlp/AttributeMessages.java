package io.amp4j.otel.internal.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.common.ValueType;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes attributes as {@code KeyValue} messages. Decided by the value at hand and not by the type of its key: newer OpenTelemetry has types of
 * attributes (any {@code Value}, the empty one too) whose constants older ones do not have.
 */
final class AttributeMessages {
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int STRING_VALUE = 1;
    private static final int BOOL_VALUE = 2;
    private static final int INT_VALUE = 3;
    private static final int DOUBLE_VALUE = 4;
    private static final int ARRAY_VALUE = 5;
    private static final int KVLIST_VALUE = 6;
    private static final int BYTES_VALUE = 7;
    /** The one field of {@code ArrayValue} and of {@code KeyValueList}. */
    private static final int VALUES = 1;

    private AttributeMessages() {}

    static void write(ProtoBuffer out, int field, Attributes attributes) {
        attributes.forEach((key, value) -> pair(out, field, key.getKey(), value));
    }

    private static void pair(ProtoBuffer out, int field, String key, Object value) {
        int pair = out.begin(field);
        if (!key.isEmpty()) {
            out.string(KEY, key);
        }
        message(out, VALUE, value);
        out.end(pair);
    }

    /** Writes a value of its own, such as the body of a log record, as an {@code AnyValue} message. */
    static void value(ProtoBuffer out, int field, Value<?> value) {
        message(out, field, value);
    }

    private static void message(ProtoBuffer out, int field, @Nullable Object value) {
        int message = out.begin(field);
        if (value != null) {
            content(out, value);
        }
        out.end(message);
    }

    /** Writes the one field that is set; a default value too, as it says which type is meant. */
    private static void content(ProtoBuffer out, Object value) {
        if (value instanceof String text) {
            out.string(STRING_VALUE, text);
        } else if (value instanceof Boolean truth) {
            out.bool(BOOL_VALUE, truth);
        } else if (value instanceof Long number) {
            out.integer(INT_VALUE, number);
        } else if (value instanceof Double number) {
            out.floating(DOUBLE_VALUE, number);
        } else if (value instanceof List<?> list) {
            array(out, list);
        } else if (value instanceof Value<?> any) {
            any(out, any);
        } else {
            // No key of today's API has such a value; its text is better than no span.
            out.string(STRING_VALUE, value.toString());
        }
    }

    private static void any(ProtoBuffer out, Value<?> value) {
        Object content = value.getValue();
        ValueType type = value.getType();
        if (type == ValueType.KEY_VALUE_LIST) {
            int message = out.begin(KVLIST_VALUE);
            for (Object member : (List<?>) content) {
                KeyValue pair = (KeyValue) member;
                pair(out, VALUES, pair.getKey(), pair.getValue());
            }
            out.end(message);
        } else if (type == ValueType.BYTES) {
            out.bytes(BYTES_VALUE, (ByteBuffer) content);
        } else if (type == ValueType.ARRAY
                || type == ValueType.STRING
                || type == ValueType.BOOLEAN
                || type == ValueType.LONG
                || type == ValueType.DOUBLE) {
            content(out, content);
        }
        // What is left is the empty value, a type that not every version has: none of the fields is set.
    }

    private static void array(ProtoBuffer out, List<?> items) {
        int message = out.begin(ARRAY_VALUE);
        for (Object item : items) {
            message(out, VALUES, item);
        }
        out.end(message);
    }
}
