package io.amp4j.otel.internal.otlp;

import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** The name of an event as a field of its record, which OpenTelemetry has since 1.50. */
public final class EventNameField {
    private static final @Nullable MethodHandle FIELD = field();

    private EventNameField() {}

    private static @Nullable MethodHandle field() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(LogRecordData.class, "getEventName", MethodType.methodType(String.class));
        } catch (ReflectiveOperationException older) {
            return null;
        }
    }

    /** Returns the field; null if it is not set, or not there in this version. */
    public static @Nullable String of(LogRecordData record) {
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
