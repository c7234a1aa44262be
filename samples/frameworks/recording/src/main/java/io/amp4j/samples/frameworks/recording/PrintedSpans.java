package io.amp4j.samples.frameworks.recording;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An SDK that is global and prints its spans in OTLP's JSON, as the agent's exporter does. */
public final class PrintedSpans implements SpanExporter {
    private PrintedSpans() {}

    /** Sets it up. */
    public static void setUp() {
        OpenTelemetrySdk unused = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(new PrintedSpans()))
                        .build())
                .buildAndRegisterGlobal();
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        for (SpanData span : spans) {
            List<Object> attributes = new ArrayList<>();
            span.getAttributes()
                    .forEach((key, value) -> attributes.add(Map.of("key", key.getKey(), "value", value(key, value))));
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("traceId", span.getTraceId());
            tree.put("spanId", span.getSpanId());
            if (span.getParentSpanContext().isValid()) {
                tree.put("parentSpanId", span.getParentSpanId());
            }
            tree.put("name", span.getName());
            tree.put("startTimeUnixNano", Long.toString(span.getStartEpochNanos()));
            tree.put("endTimeUnixNano", Long.toString(span.getEndEpochNanos()));
            tree.put("attributes", attributes);
            tree.put("status", Map.of("code", code(span.getStatus().getStatusCode())));
            System.out.println(Recording.json(Map.of(
                    "resourceSpans",
                    List.of(Map.of(
                            "scopeSpans",
                            List.of(Map.of(
                                    "scope",
                                    Map.of(
                                            "name",
                                            span.getInstrumentationScopeInfo().getName()),
                                    "spans",
                                    List.of(tree))))))));
        }
        return CompletableResultCode.ofSuccess();
    }

    private static int code(StatusCode code) {
        return switch (code) {
            case UNSET -> 0;
            case OK -> 1;
            case ERROR -> 2;
        };
    }

    private static Map<String, Object> value(AttributeKey<?> key, Object value) {
        return switch (key.getType()) {
            case LONG -> Map.of("intValue", value.toString());
            case DOUBLE -> Map.of("doubleValue", value);
            case BOOLEAN -> Map.of("boolValue", value);
            case STRING_ARRAY ->
                Map.of(
                        "arrayValue",
                        Map.of(
                                "values",
                                ((List<?>) value)
                                        .stream()
                                                .map(item -> Map.of("stringValue", item))
                                                .toList()));
            default -> Map.of("stringValue", value.toString());
        };
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
