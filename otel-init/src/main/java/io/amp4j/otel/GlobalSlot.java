package io.amp4j.otel;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The one global OpenTelemetry of the process. Only OpenTelemetry 1.57 and newer can tell whether it is set; with older versions the only
 * way to find out is to set it. With those, this first sets a placeholder, which does nothing until it is filled.
 */
final class GlobalSlot {
    private static final @Nullable MethodHandle IS_SET = find();
    private static @Nullable PlaceHolder reserved;
    private static boolean isReserved;

    private GlobalSlot() {}

    /** Returns whether another OpenTelemetry is set. If not, the slot may be reserved until {@link #fill} or {@link #release}. */
    static synchronized boolean isTaken() {
        if (IS_SET != null) {
            try {
                return (boolean) IS_SET.invokeExact();
            } catch (Throwable e) {
                throw new LinkageError("io.opentelemetry.api.GlobalOpenTelemetry.isSet", e);
            }
        }
        PlaceHolder holder = reserved == null || reserved.isFilled ? new PlaceHolder() : reserved;
        try {
            GlobalOpenTelemetry.set(holder);
        } catch (IllegalStateException e) {
            return true;
        }
        reserved = holder;
        isReserved = true;
        return false;
    }

    /** Frees the slot, if it was reserved and is not filled: the setup has failed, and another SDK may need it. */
    static synchronized void release() {
        if (isReserved) {
            isReserved = false;
            // The only way to free the slot in versions that need the placeholder; nothing else can have been set
            // meanwhile. Code that has read the global in between keeps the placeholder, so the next attempt uses the
            // same one.
            GlobalOpenTelemetry.resetForTest();
        }
    }

    /** @throws IllegalStateException if another one was set meanwhile */
    static synchronized void fill(OpenTelemetry made) {
        if (reserved != null && isReserved) {
            reserved.filling = made;
            reserved.isFilled = true;
            isReserved = false;
        } else {
            GlobalOpenTelemetry.set(made);
        }
    }

    private static @Nullable MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(GlobalOpenTelemetry.class, "isSet", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    private static final class PlaceHolder implements OpenTelemetry {
        volatile OpenTelemetry filling = OpenTelemetry.noop();
        volatile boolean isFilled;

        @Override
        public TracerProvider getTracerProvider() {
            return filling.getTracerProvider();
        }

        @Override
        public MeterProvider getMeterProvider() {
            return filling.getMeterProvider();
        }

        @Override
        public LoggerProvider getLogsBridge() {
            return filling.getLogsBridge();
        }

        @Override
        public ContextPropagators getPropagators() {
            return filling.getPropagators();
        }
    }
}
