package io.amp4j.otel.contract;

import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.internal.text.Printable;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.logging.Level;

/**
 * For development: reports what is wrong with the spans of this process, once for each span name and finding, when the spans end. Spans of
 * known frameworks are checked in the form in which {@link io.amp4j.otel.export.MappingSpanExporter}, which is part of {@code initOtel()},
 * sends them.
 *
 * <p>By default problems are logged as WARNING and advice as INFO, to the logger of this class. Nothing of a span's content is reported.
 * Each recorded span is checked on the thread that ends it, so leave this out in production. Texts of more than 65,536 characters are not
 * parsed, and nothing is reported about them; {@link SpanContract#check} parses all texts.
 *
 * @since 0.1.0
 */
public final class SpanContractProcessor implements SpanProcessor {
    private static final Log LOG = Log.of(SpanContractProcessor.class);

    /** Bounded, because span names with ids in them could otherwise fill memory and log. */
    private static final int MAX_REMEMBERED = 1_000;

    private final BiConsumer<String, Finding> listener;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    private SpanContractProcessor(BiConsumer<String, Finding> listener) {
        this.listener = listener;
    }

    /** Returns a processor that logs. */
    public static SpanContractProcessor logging() {
        return reporting(SpanContractProcessor::log);
    }

    /**
     * Returns a processor that passes each new finding, with the name of the span, to the listener, on the thread that ended the span. An
     * exception of the listener is logged.
     */
    public static SpanContractProcessor reporting(BiConsumer<String, Finding> listener) {
        return new SpanContractProcessor(listener);
    }

    private static void log(String spanName, Finding finding) {
        Level level = finding.severity() == Finding.Severity.PROBLEM ? Level.WARNING : Level.INFO;
        LOG.log(
                level,
                () -> "span '" + Printable.text(spanName) + "' " + finding.code() + ": " + finding.message() + " Fix: "
                        + finding.fix());
    }

    @Override
    public void onEnd(ReadableSpan span) {
        for (Finding finding : BoundedCheck.check(span.toSpanData())) {
            String once = finding.code() + ' ' + span.getName();
            if (reported.size() < MAX_REMEMBERED && reported.add(once)) {
                report(span.getName(), finding);
            }
        }
    }

    /** An exception of the listener must not reach the code that ends the span. */
    private void report(String spanName, Finding finding) {
        try {
            listener.accept(spanName, finding);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the listener of findings has failed on " + finding.code(), e);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public void onStart(Context parentContext, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }
}
