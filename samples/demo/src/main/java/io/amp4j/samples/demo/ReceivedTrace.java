package io.amp4j.samples.demo;

import com.google.protobuf.ByteString;
import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.SpanReport;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A trace that has arrived over OTLP, as AMP would show it. */
final class ReceivedTrace {
    /**
     * A span of it.
     *
     * @param report what AMP makes of it
     * @param depth 0 for the root
     * @param startNanos since the start of the trace
     */
    record Row(SpanReport report, int depth, long startNanos, long durationNanos) {}

    private record Received(SpanView view, long endNanos) {}

    private final List<Row> rows = new ArrayList<>();
    private final TracePreview preview;

    private ReceivedTrace(List<Received> spans) {
        preview = SpanContract.preview(spans.stream().map(Received::view).toList());
        Received root = spans.stream()
                .filter(span -> span.view().isRoot())
                .findFirst()
                .orElseThrow(() -> new DemoFailure("the trace has a root"));
        add(root, 0, root.view().startNanos(), spans);
    }

    /** Reads one trace. */
    static ReceivedTrace of(ExportTraceServiceRequest request) {
        List<Received> spans = new ArrayList<>();
        request.getResourceSpansList().forEach(all -> {
            Map<String, @Nullable Object> resource =
                    attributes(all.getResource().getAttributesList());
            all.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList()
                            .forEach(span -> spans.add(new Received(
                                    view(span, resource, scope.getScope().getName()), span.getEndTimeUnixNano()))));
        });
        spans.sort(Comparator.comparingLong(span -> span.view().startNanos()));
        return new ReceivedTrace(spans);
    }

    /** Returns the spans from the root down, each with its children below it. */
    List<Row> rows() {
        return List.copyOf(rows);
    }

    /** Returns the trace as a whole. */
    TracePreview preview() {
        return preview;
    }

    /** Returns everything that AMP would not show, or show wrongly. */
    List<Finding> problems() {
        return Stream.concat(
                        preview.findings().stream(), rows.stream().flatMap(row -> row.report().findings().stream()))
                .filter(finding -> finding.severity() == Finding.Severity.PROBLEM)
                .toList();
    }

    private void add(Received span, int depth, long start, List<Received> all) {
        SpanView view = span.view();
        rows.add(new Row(
                SpanContract.report(view), depth, view.startNanos() - start, span.endNanos() - view.startNanos()));
        String id = view.spanId();
        all.stream()
                .filter(child -> id != null && id.equals(child.view().parentSpanId()))
                .forEach(child -> add(child, depth + 1, start, all));
    }

    private static SpanView view(Span span, Map<String, @Nullable Object> resource, String scope) {
        return SpanView.builder(span.getName())
                .status(
                        switch (span.getStatus().getCode()) {
                            case STATUS_CODE_OK -> "Ok";
                            case STATUS_CODE_ERROR -> "Error";
                            default -> "Unset";
                        })
                .attributes(attributes(span.getAttributesList()))
                .traceId(hex(span.getTraceId()))
                .spanId(hex(span.getSpanId()))
                .parentSpanId(hex(span.getParentSpanId()))
                .startNanos(span.getStartTimeUnixNano())
                .resource(resource)
                .scope(scope)
                .build();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Map<String, @Nullable Object> attributes(List<KeyValue> pairs) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        pairs.forEach(pair -> attributes.put(pair.getKey(), value(pair.getValue())));
        return attributes;
    }

    private static @Nullable Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(ReceivedTrace::value)
                        .toList();
            default -> null;
        };
    }
}
