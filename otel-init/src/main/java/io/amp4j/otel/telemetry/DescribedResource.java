package io.amp4j.otel.telemetry;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.Bytes;
import io.amp4j.otel.internal.json.Json;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An agent's description as a resource of the SDK. */
final class DescribedResource {
    private DescribedResource() {}

    static Resource of(AgentDescription description) {
        AttributesBuilder attributes = Attributes.builder();
        description.nonIdentifying().forEach((key, value) -> value.accept(new Put(attributes, key)));
        description.identifying().forEach((key, value) -> value.accept(new Put(attributes, key)));
        return Resource.getDefault().merge(Resource.create(attributes.build()));
    }

    /** Resources of older versions have neither bytes nor nested values: these become text, hexadecimal digits and JSON. */
    private record Put(AttributesBuilder attributes, String key) implements AttributeValue.Visitor<AttributesBuilder> {
        @Override
        public AttributesBuilder text(String value) {
            return attributes.put(key, value);
        }

        @Override
        public AttributesBuilder bool(boolean value) {
            return attributes.put(key, value);
        }

        @Override
        public AttributesBuilder int64(long value) {
            return attributes.put(key, value);
        }

        @Override
        public AttributesBuilder float64(double value) {
            return attributes.put(key, value);
        }

        @Override
        public AttributesBuilder bytes(Bytes value) {
            return attributes.put(key, value.toHex());
        }

        @Override
        public AttributesBuilder list(List<AttributeValue> values) {
            List<String> texts = values.stream()
                    .filter(AttributeValue.Text.class::isInstance)
                    .map(value -> ((AttributeValue.Text) value).value())
                    .toList();
            return texts.size() == values.size()
                    ? attributes.put(AttributeKey.stringArrayKey(key), texts)
                    : attributes.put(key, Json.write(plain(values)));
        }

        @Override
        public AttributesBuilder map(Map<String, AttributeValue> values) {
            return attributes.put(key, Json.write(plain(values)));
        }

        @Override
        public AttributesBuilder empty() {
            return attributes;
        }
    }

    private static List<@Nullable Object> plain(List<AttributeValue> values) {
        List<@Nullable Object> plain = new ArrayList<>();
        values.forEach(value -> plain.add(value.accept(Plain.VISITOR).orElse(null)));
        return plain;
    }

    private static Map<String, @Nullable Object> plain(Map<String, AttributeValue> values) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        values.forEach(
                (key, value) -> plain.put(key, value.accept(Plain.VISITOR).orElse(null)));
        return plain;
    }

    /** A value as JSON has it; nothing for null. */
    private enum Plain implements AttributeValue.Visitor<Optional<Object>> {
        VISITOR;

        @Override
        public Optional<Object> text(String value) {
            return Optional.of(value);
        }

        @Override
        public Optional<Object> bool(boolean value) {
            return Optional.of(value);
        }

        @Override
        public Optional<Object> int64(long value) {
            return Optional.of(value);
        }

        @Override
        public Optional<Object> float64(double value) {
            return Optional.of(value);
        }

        @Override
        public Optional<Object> bytes(Bytes value) {
            return Optional.of(value.toHex());
        }

        @Override
        public Optional<Object> list(List<AttributeValue> values) {
            return Optional.of(plain(values));
        }

        @Override
        public Optional<Object> map(Map<String, AttributeValue> values) {
            return Optional.of(plain(values));
        }

        @Override
        public Optional<Object> empty() {
            return Optional.empty();
        }
    }
}
