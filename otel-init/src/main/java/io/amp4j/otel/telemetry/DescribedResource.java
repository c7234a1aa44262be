package io.amp4j.otel.telemetry;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.Bytes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Map;

/** An agent's description as a resource of the SDK. */
final class DescribedResource {
    private DescribedResource() {}

    static Resource of(AgentDescription description) {
        AttributesBuilder attributes = Attributes.builder();
        description.nonIdentifying().forEach((key, value) -> value.accept(new Put(attributes, key)));
        description.identifying().forEach((key, value) -> value.accept(new Put(attributes, key)));
        return Resource.getDefault().merge(Resource.create(attributes.build()));
    }

    /** Resources of older versions have no nested values, so these become text. */
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
            return attributes.put(key, value.toString());
        }

        @Override
        public AttributesBuilder list(List<AttributeValue> values) {
            return attributes.put(key, values.toString());
        }

        @Override
        public AttributesBuilder map(Map<String, AttributeValue> values) {
            return attributes.put(key, values.toString());
        }

        @Override
        public AttributesBuilder empty() {
            return attributes;
        }
    }
}
