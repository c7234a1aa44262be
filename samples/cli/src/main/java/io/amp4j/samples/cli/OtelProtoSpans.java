package io.amp4j.samples.cli;

import com.google.protobuf.ByteString;
import io.amp4j.otel.contract.data.SpanView;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns OTLP's protobuf messages into views. */
final class OtelProtoSpans {
    private OtelProtoSpans() {}

    static List<SpanView> views(ExportTraceServiceRequest request) {
        List<SpanView> views = new ArrayList<>();
        request.getResourceSpansList().forEach(resourceSpans -> {
            // As a view holds them: one copy for all spans of the resource.
            Map<String, @Nullable Object> resource = SpanView.of(
                            "", "", attributes(resourceSpans.getResource().getAttributesList()))
                    .attributes();
            resourceSpans
                    .getScopeSpansList()
                    .forEach(scope -> scope.getSpansList()
                            .forEach(span -> views.add(
                                    view(span, resource, scope.getScope().getName()))));
        });
        return views;
    }

    private static SpanView view(Span span, @Nullable Map<String, @Nullable Object> resource, String scope) {
        String status = switch (span.getStatus().getCode()) {
            case STATUS_CODE_OK -> "Ok";
            case STATUS_CODE_ERROR -> "Error";
            default -> "Unset";
        };
        return SpanView.builder(span.getName())
                .status(status)
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
            case BYTES_VALUE ->
                Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
            case ARRAY_VALUE -> {
                List<@Nullable Object> list = new ArrayList<>();
                value.getArrayValue().getValuesList().forEach(item -> list.add(value(item)));
                yield list;
            }
            case KVLIST_VALUE -> attributes(value.getKvlistValue().getValuesList());
            default -> null;
        };
    }
}
