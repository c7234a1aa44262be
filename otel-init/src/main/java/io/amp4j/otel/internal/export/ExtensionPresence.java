package io.amp4j.otel.internal.export;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * Tells {@code initOtel()} that autoconfiguration already sends spans to AMP. Under the Java agent the extension lives in a class
 * loader of its own, so the signs are system properties, which every class loader sees; they hold no setting. As every application of the
 * JVM sees them too, the sign alone proves nothing: a {@link Probe} must have come through.
 */
public final class ExtensionPresence {
    private static final String SIGN = "io.amp4j.otel.extension";
    private static final String SEEN = "io.amp4j.otel.extension.probe";

    private static volatile @Nullable SpanExporter exporter;
    private static volatile @Nullable SpanProcessor processor;

    private ExtensionPresence() {}

    /** The extension has made this exporter. */
    public static void exporting(SpanExporter made) {
        exporter = made;
        processor = null;
        System.setProperty(SIGN, "exporting");
    }

    /** The first batch processor after {@link #exporting} is the one in front of that exporter. */
    public static void queueing(SpanProcessor made) {
        if (exporter != null && processor == null) {
            processor = made;
        }
    }

    /** Whether an extension, here or in another class loader, exports the spans of {@code behind}. */
    public static boolean isExporting(OpenTelemetry behind) {
        if (System.getProperty(SIGN) == null) {
            return false;
        }
        String probe = Probe.start(behind);
        return probe.equals(System.clearProperty(SEEN));
    }

    /** A processor for the SDK whose exporter is the extension's: it says which probes come by. */
    public static SpanProcessor witness() {
        return new Witness();
    }

    private static final class Witness implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            if (exporter != null) {
                Probe.of(span).ifPresent(probe -> System.setProperty(SEEN, probe));
            }
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {}

        @Override
        public boolean isEndRequired() {
            return false;
        }
    }

    /** The exporter of the extension in this class loader. */
    public static @Nullable SpanExporter exporter() {
        return exporter;
    }

    /** Returns the processor in front of it. */
    public static @Nullable SpanProcessor processor() {
        return processor;
    }

    /** Clears what is known; for a process that sets up again. */
    public static void clear() {
        exporter = null;
        processor = null;
        System.clearProperty(SIGN);
    }
}
