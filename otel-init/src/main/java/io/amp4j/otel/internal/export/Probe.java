package io.amp4j.otel.internal.export;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Proves which SDK is behind a tracer: a span is started through it, and a processor that sees this span start belongs to that SDK. The
 * span never ends, and is therefore never exported.
 */
public final class Probe {
    private static final String PARENT_SPAN = "ffffffffffffffff";

    private Probe() {}

    /** Starts a probe, and returns what a processor must have seen of it by now. */
    public static String start(OpenTelemetry behind) {
        // A sampled remote parent whose trace id is the lowest for ratio samplers: they take it at any ratio above 0.
        String traceId = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1) + "0000000000000000";
        SpanContext parent = SpanContext.createFromRemoteParent(
                traceId, PARENT_SPAN, TraceFlags.getSampled(), TraceState.getDefault());
        Span unused = behind.getTracer("io.amp4j.otel")
                .spanBuilder("attachment probe")
                .setParent(Context.root().with(Span.wrap(parent)))
                .startSpan();
        return traceId;
    }

    /** Returns which probe a started span is; nothing for any other span. */
    public static Optional<String> of(ReadableSpan span) {
        SpanContext parent = span.getParentSpanContext();
        return parent.getSpanId().equals(PARENT_SPAN)
                ? Optional.of(span.getSpanContext().getTraceId())
                : Optional.empty();
    }
}
