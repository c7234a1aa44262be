package io.amp4j.otel.internal.export;

import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * Tells {@code initOtel()} that autoconfiguration already sends spans to AMP. Under the Java agent the extension lives in a class
 * loader of its own, so the sign is a system property, which every class loader sees; it holds no setting.
 */
public final class ExtensionPresence {
    private static final String SIGN = "io.amp4j.otel.extension";

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

    /** Whether an extension exports, here or in another class loader. */
    public static boolean isExporting() {
        return System.getProperty(SIGN) != null;
    }

    /** The exporter of the extension in this class loader. */
    public static @Nullable SpanExporter exporter() {
        return exporter;
    }

    /** What stands in front of it. */
    public static @Nullable SpanProcessor processor() {
        return processor;
    }

    /** Forgets; for a process that sets up anew. */
    public static void clear() {
        exporter = null;
        processor = null;
        System.clearProperty(SIGN);
    }
}
