package io.amp4j.otel.internal.messages;

import io.amp4j.otel.internal.otlp.EventNameField;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import org.jspecify.annotations.Nullable;

/** The name of an event: a field of its own since OpenTelemetry 1.50, an attribute before, and still so in some instrumentations. */
final class EventNames {
    private static final AttributeKey<String> ATTRIBUTE = AttributeKey.stringKey("event.name");

    private EventNames() {}

    /** Returns the name; null if the record is no event. */
    static @Nullable String of(LogRecordData record) {
        String name = EventNameField.of(record);
        return name != null && !name.isEmpty() ? name : record.getAttributes().get(ATTRIBUTE);
    }
}
