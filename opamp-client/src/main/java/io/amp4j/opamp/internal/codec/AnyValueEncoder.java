package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.internal.wire.AnyValue;
import io.amp4j.opamp.internal.wire.ArrayValue;
import io.amp4j.opamp.internal.wire.KeyValue;
import io.amp4j.opamp.internal.wire.KeyValueList;
import java.util.List;
import java.util.Map;

/** Encodes attribute values as {@code AnyValue}. */
final class AnyValueEncoder implements AttributeValue.Visitor<AnyValue> {
    private static final AnyValueEncoder INSTANCE = new AnyValueEncoder();

    private AnyValueEncoder() {}

    static KeyValue keyValue(String key, AttributeValue value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(value.accept(INSTANCE))
                .build();
    }

    @Override
    public AnyValue text(String value) {
        return AnyValue.newBuilder().setStringValue(value).build();
    }

    @Override
    public AnyValue bool(boolean value) {
        return AnyValue.newBuilder().setBoolValue(value).build();
    }

    @Override
    public AnyValue int64(long value) {
        return AnyValue.newBuilder().setIntValue(value).build();
    }

    @Override
    public AnyValue float64(double value) {
        return AnyValue.newBuilder().setDoubleValue(value).build();
    }

    @Override
    public AnyValue bytes(Bytes value) {
        return AnyValue.newBuilder()
                .setBytesValue(AgentMessageEncoder.bytes(value))
                .build();
    }

    @Override
    public AnyValue list(List<AttributeValue> values) {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        values.forEach(value -> array.addValues(value.accept(this)));
        return AnyValue.newBuilder().setArrayValue(array).build();
    }

    @Override
    public AnyValue map(Map<String, AttributeValue> values) {
        KeyValueList.Builder list = KeyValueList.newBuilder();
        values.forEach((key, value) -> list.addValues(keyValue(key, value)));
        return AnyValue.newBuilder().setKvlistValue(list).build();
    }

    @Override
    public AnyValue empty() {
        return AnyValue.getDefaultInstance();
    }
}
