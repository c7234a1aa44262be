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
 * The one global OpenTelemetry of the process. Only newer versions (from 1.57 on) can be asked whether it is set; in older ones, to set it is
 * the only way to know. So a place holder is set there first, which does nothing until it is filled.
 */
final class GlobalSlot {
    private static final @Nullable MethodHandle IS_SET = find();
    private static @Nullable PlaceHolder reserved;
    private static boolean isReserved;

    private GlobalSlot() {}

    /** Whether somebody else's is set. If not, the slot may be reserved until {@link #fill} or {@link #release}. */
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

    /** Frees the slot, if it was reserved and is not filled: the attempt has failed, and another SDK may want it. */
    static synchronized void release() {
        if (isReserved) {
            isReserved = false;
            // The only way to free it in the versions that must reserve; nobody can have set anything else meanwhile.
            // Who has asked for
            // the global in between keeps the place holder, so the next attempt takes the same one.
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
