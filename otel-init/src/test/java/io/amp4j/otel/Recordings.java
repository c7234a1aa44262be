package io.amp4j.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Spans that real libraries emitted, replayed in a real SDK: same names, attributes, status and parents, other ids and times. */
final class Recordings {
    private Recordings() {}

    /** Returns the spans of each trace, as the library left them, in the order of their start. */
    static List<List<SpanData>> traces(String file) {
        SpanReader.Reading reading = SpanReader.read(text(file));
        if (!reading.problems().isEmpty()) {
            throw new AssertionError(reading.problems());
        }
        Map<String, SpanContext> contexts = new HashMap<>();
        Map<String, List<SpanData>> traces = new LinkedHashMap<>();
        try (Recorder recorder = new Recorder()) {
            for (SpanView view : reading.spans()) {
                traces.computeIfAbsent(Objects.requireNonNull(view.traceId()), unseen -> new ArrayList<>())
                        .add(replay(recorder, view, contexts));
            }
        }
        return List.copyOf(traces.values());
    }

    /** Returns the same traces after the exporter. */
    static List<List<SpanData>> mapped(String file) {
        return traces(file).stream()
                .map(trace -> {
                    try (Recorder out = new Recorder()) {
                        MappingSpanExporter.mapping(out).export(trace);
                        return out.ended();
                    }
                })
                .toList();
    }

    /** Returns the first span that AMP shows as the kind. */
    static SpanData first(List<SpanData> trace, AmpSpanKind kind) {
        return all(trace, kind).get(0);
    }

    /** Returns the spans that AMP shows as the kind. */
    static List<SpanData> all(List<SpanData> trace, AmpSpanKind kind) {
        return trace.stream()
                .filter(span -> SpanContract.preview(SpanView.of(span)).kind() == kind)
                .toList();
    }

    /** Returns what AMP shows of the trace as a whole. */
    static TracePreview preview(List<SpanData> trace) {
        return SpanContract.preview(trace.stream().map(SpanView::of).toList());
    }

    private static SpanData replay(Recorder recorder, SpanView view, Map<String, SpanContext> contexts) {
        SpanBuilder builder = recorder.tracer().spanBuilder(view.name());
        SpanContext parent = contexts.get(Objects.requireNonNullElse(view.parentSpanId(), ""));
        Span span = (parent == null
                        ? builder.setNoParent()
                        : builder.setParent(Context.root().with(Span.wrap(parent))))
                .startSpan();
        Objects.requireNonNull(view.attributes()).forEach((key, value) -> set(span, key, value));
        span.setStatus(StatusCode.valueOf(view.status().toUpperCase(Locale.ROOT)));
        span.end();
        contexts.put(
                Objects.requireNonNull(view.spanId()),
                SpanContext.create(
                        span.getSpanContext().getTraceId(),
                        span.getSpanContext().getSpanId(),
                        TraceFlags.getSampled(),
                        TraceState.getDefault()));
        return recorder.ended().get(recorder.ended().size() - 1);
    }

    private static void set(Span span, String key, Object value) {
        if (value instanceof Boolean flag) {
            span.setAttribute(key, flag);
        } else if (value instanceof Double number && number != Math.rint(number)) {
            span.setAttribute(key, number);
        } else if (value instanceof Number number) {
            span.setAttribute(key, number.longValue());
        } else if (value instanceof List<?> list) {
            span.setAttribute(
                    AttributeKey.stringArrayKey(key),
                    list.stream().map(String::valueOf).toList());
        } else {
            span.setAttribute(key, String.valueOf(value));
        }
    }

    private static String text(String file) {
        try (InputStream stream = Recordings.class.getResourceAsStream("/recordings/" + file)) {
            return new String(Objects.requireNonNull(stream, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
