package io.amp4j.otel.internal.messages;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** The name of an event: a field of its own since OpenTelemetry 1.50, an attribute before, and still so in some instrumentations. */
final class EventNames {
    private static final AttributeKey<String> ATTRIBUTE = AttributeKey.stringKey("event.name");
    private static final @Nullable MethodHandle FIELD = field();

    private EventNames() {}

    private static @Nullable MethodHandle field() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(LogRecordData.class, "getEventName", MethodType.methodType(String.class));
        } catch (ReflectiveOperationException older) {
            return null;
        }
    }

    /** Returns the name; null if the record is no event. */
    static @Nullable String of(LogRecordData record) {
        String name = fieldOf(record);
        return name != null && !name.isEmpty() ? name : record.getAttributes().get(ATTRIBUTE);
    }

    private static @Nullable String fieldOf(LogRecordData record) {
        if (FIELD == null) {
            return null;
        }
        try {
            return (String) FIELD.invokeExact(record);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            // The method declares no exception.
            throw new AssertionError(e);
        }
    }
}
