package io.amp4j.otel;

import com.google.protobuf.ByteString;
import io.amp4j.otel.contract.data.SpanView;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Spans off the wire, as the contract looks at them. */
final class ProtoSpans {
    private ProtoSpans() {}

    static List<SpanView> views(ExportTraceServiceRequest request) {
        List<SpanView> views = new ArrayList<>();
        request.getResourceSpansList().forEach(group -> {
            Map<String, @Nullable Object> resource = map(group.getResource().getAttributesList());
            group.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> views.add(view(span, resource))));
        });
        return views;
    }

    private static SpanView view(Span span, Map<String, @Nullable Object> resource) {
        String status = switch (span.getStatus().getCode()) {
            case STATUS_CODE_OK -> "Ok";
            case STATUS_CODE_ERROR -> "Error";
            default -> "Unset";
        };
        return SpanView.builder(span.getName())
                .status(status)
                .attributes(map(span.getAttributesList()))
                .traceId(hex(span.getTraceId()))
                .spanId(hex(span.getSpanId()))
                .parentSpanId(hex(span.getParentSpanId()))
                .startNanos(span.getStartTimeUnixNano())
                .resource(resource)
                .build();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Map<String, @Nullable Object> map(List<KeyValue> pairs) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        pairs.forEach(pair -> map.put(pair.getKey(), value(pair.getValue())));
        return map;
    }

    private static @Nullable Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(ProtoSpans::value)
                        .toList();
            case KVLIST_VALUE -> map(value.getKvlistValue().getValuesList());
            default -> throw new AssertionError("no span here has a value of this type: " + value);
        };
    }
}
