package io.amp4j.samples.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.amp4j.otel.SpanView;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns OTLP's protobuf messages into views. */
final class OtelProtoSpans {
    /** The tags that lead to a span. */
    private static final List<Integer> PATH = List.of(
            tag(ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER),
            tag(ResourceSpans.SCOPE_SPANS_FIELD_NUMBER),
            tag(ScopeSpans.SPANS_FIELD_NUMBER));

    private OtelProtoSpans() {}

    /** All of them are length-delimited. */
    private static int tag(int field) {
        return (field << 3) | 2;
    }

    /**
     * Returns how many spans a request holds, without making any of them: a span of two bytes takes hundreds once it is made.
     *
     * @throws IOException if the bytes are no request
     */
    static int count(byte[] request) throws IOException {
        return count(CodedInputStream.newInstance(request), 0);
    }

    private static int count(CodedInputStream in, int depth) throws IOException {
        int spans = 0;
        int tag = in.readTag();
        while (tag != 0) {
            boolean onPath = tag == PATH.get(depth);
            boolean isSpan = onPath && depth == PATH.size() - 1;
            if (isSpan || !onPath) {
                spans += isSpan ? 1 : 0;
                if (!in.skipField(tag)) {
                    throw new IOException("a group ends that never began");
                }
            } else {
                int outer = in.pushLimit(in.readRawVarint32());
                spans += count(in, depth + 1);
                in.popLimit(outer);
            }
            tag = in.readTag();
        }
        return spans;
    }

    static List<SpanView> views(ExportTraceServiceRequest request) {
        List<SpanView> views = new ArrayList<>();
        request.getResourceSpansList().forEach(resourceSpans -> {
            Map<String, @Nullable Object> resource =
                    attributes(resourceSpans.getResource().getAttributesList());
            resourceSpans
                    .getScopeSpansList()
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
        return new SpanView(
                span.getName(),
                status,
                attributes(span.getAttributesList()),
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                span.getStartTimeUnixNano(),
                resource);
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
