package io.amp4j.otel.testing;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.SpanReader;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.export.MappingSpanExporter;
import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.messages.MessageEventProcessor;
import io.amp4j.otel.internal.messages.MessageStore;
import io.amp4j.otel.internal.messages.MessagesSpanExporter;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Spans that real libraries emitted, replayed in a real SDK: same names, attributes, status and parents, other ids and times. */
public final class Recordings {
    /** When a span ended, if that was recorded; never mapped. */
    private static final AttributeKey<Long> ENDED = AttributeKey.longKey("recorded.end");

    private Recordings() {}

    /** Returns the spans of each trace, as the library left them, in the order of their start. */
    public static List<List<SpanData>> traces(String file) {
        return traces(file, new HashMap<>());
    }

    private static List<List<SpanData>> traces(String file, Map<String, SpanContext> contexts) {
        SpanReader.Reading reading = SpanReader.read(text(file));
        if (!reading.problems().isEmpty()) {
            throw new AssertionError(reading.problems());
        }
        Map<String, List<SpanData>> traces = new LinkedHashMap<>();
        try (Recorder recorder = new Recorder()) {
            List<String> lines = text(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                SpanView view = reading.spans().get(i);
                traces.computeIfAbsent(Objects.requireNonNull(view.traceId()), unseen -> new ArrayList<>())
                        .add(replay(recorder, view, Objects.requireNonNull(Json.object(lines.get(i))), contexts));
            }
        }
        return List.copyOf(traces.values());
    }

    /** Returns the same traces after the exporter, which gets all spans in the order of their end. */
    public static List<List<SpanData>> mapped(String file) {
        List<List<SpanData>> traces = traces(file);
        List<SpanData> ended =
                new ArrayList<>(traces.stream().flatMap(List::stream).toList());
        ended.sort(Comparator.comparingLong(
                span -> Objects.requireNonNullElse(span.getAttributes().get(ENDED), 0L)));
        try (Recorder out = new Recorder()) {
            MappingSpanExporter.mapping(out)
                    .export(ended.stream().map(Recordings::withoutEnd).toList());
            Map<String, SpanData> mapped = new HashMap<>();
            out.ended().forEach(span -> mapped.put(span.getSpanId(), span));
            return traces.stream()
                    .map(trace -> trace.stream()
                            .map(span -> Objects.requireNonNull(mapped.get(span.getSpanId())))
                            .toList())
                    .toList();
        }
    }

    private static SpanData withoutEnd(SpanData span) {
        Attributes attributes = span.getAttributes().toBuilder()
                .removeIf(key -> key.equals(ENDED))
                .build();
        return new DelegatingSpanData(span) {
            @Override
            public Attributes getAttributes() {
                return attributes;
            }

            @Override
            public int getTotalAttributeCount() {
                return attributes.size();
            }
        };
    }

    /** Returns the same traces after the exporter, once the events recorded beside them have gone through the processor of log records. */
    public static List<List<SpanData>> mappedWithEvents(String name) {
        Map<String, SpanContext> contexts = new HashMap<>();
        List<List<SpanData>> traces = traces(name + ".jsonl", contexts);
        MessageStore store = new MessageStore(new MessageStore.Bounds(1_000, 1 << 20, Duration.ofMinutes(1)), () -> 0L);
        try (SdkLoggerProvider logs = SdkLoggerProvider.builder()
                .addLogRecordProcessor(new MessageEventProcessor(store))
                .build()) {
            for (String line : text(name + "-events.jsonl").lines().toList()) {
                emit(logs, Objects.requireNonNull(Json.object(line)), contexts);
            }
        }
        return traces.stream()
                .map(trace -> {
                    try (Recorder out = new Recorder()) {
                        new MessagesSpanExporter(store, SpanLimits.getDefault(), MappingSpanExporter.mapping(out))
                                .export(trace.stream()
                                        .map(Recordings::withoutEnd)
                                        .toList());
                        return out.ended();
                    }
                })
                .toList();
    }

    private static void emit(SdkLoggerProvider logs, Map<String, Object> event, Map<String, SpanContext> contexts) {
        SpanContext span = Objects.requireNonNull(contexts.get(String.valueOf(event.get("spanId"))));
        var record = logs.get("recorded")
                .logRecordBuilder()
                .setContext(Context.root().with(Span.wrap(span)));
        Objects.requireNonNull(Json.asObject(event.get("attributes")))
                .forEach((key, value) -> record.setAttribute(AttributeKey.stringKey(key), String.valueOf(value)));
        if (event.get("eventName") instanceof String name) {
            record.setEventName(name);
        }
        Map<String, Object> body = Json.asObject(event.get("body"));
        if (body != null && !body.isEmpty()) {
            record.setBody(value(body));
        }
        record.emit();
    }

    /** Returns the value that OTLP's JSON holds. */
    private static Value<?> value(Map<String, Object> value) {
        Object held = value.values().iterator().next();
        Map<String, Object> object = Json.asObject(held);
        if (object == null) {
            return value.containsKey("intValue")
                    ? Value.of(Long.parseLong(String.valueOf(held)))
                    : Value.of(String.valueOf(held));
        }
        List<Object> values = Objects.requireNonNullElse(Json.asList(object.get("values")), List.of());
        if (value.containsKey("arrayValue")) {
            return Value.of(values.stream()
                    .map(item -> value(Objects.requireNonNull(Json.asObject(item))))
                    .toArray(Value<?>[]::new));
        }
        return Value.of(values.stream()
                .map(item -> Objects.requireNonNull(Json.asObject(item)))
                .map(pair -> KeyValue.of(
                        String.valueOf(pair.get("key")),
                        value(Objects.requireNonNull(Json.asObject(pair.get("value"))))))
                .toArray(KeyValue[]::new));
    }

    /** Returns the first span that AMP shows as the kind. */
    public static SpanData first(List<SpanData> trace, AmpSpanKind kind) {
        return all(trace, kind).get(0);
    }

    /** Returns the spans that AMP shows as the kind. */
    public static List<SpanData> all(List<SpanData> trace, AmpSpanKind kind) {
        return trace.stream()
                .filter(span -> SpanContract.preview(SpanView.of(span)).kind() == kind)
                .toList();
    }

    /** Returns what AMP shows of the trace as a whole. */
    public static TracePreview preview(List<SpanData> trace) {
        return SpanContract.preview(trace.stream().map(SpanView::of).toList());
    }

    private static SpanData replay(
            Recorder recorder, SpanView view, Map<String, Object> line, Map<String, SpanContext> contexts) {
        SpanBuilder builder = recorder.tracer(line.get("scope") instanceof String scope ? scope : "recorded")
                .spanBuilder(view.name());
        SpanContext parent = contexts.get(Objects.requireNonNullElse(view.parentSpanId(), ""));
        Span span = (parent == null
                        ? builder.setNoParent()
                        : builder.setParent(Context.root().with(Span.wrap(parent))))
                .startSpan();
        Objects.requireNonNull(view.attributes()).forEach((key, value) -> set(span, key, value));
        if (line.get("ended") instanceof Double ended) {
            span.setAttribute(ENDED, ended.longValue());
        }
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
