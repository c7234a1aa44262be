package io.amp4j.otel;

import io.amp4j.otel.internal.contract.AttributeValues;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of a span that AMP reads.
 *
 * @param name the span's name
 * @param status the status as text: {@code Unset}, {@code Ok}, {@code Error}, or a code in digits; empty if unknown
 * @param attributes the attributes as JSON-like values (text, number, boolean, list, map, null), or null for a span stored without
 *     any, which AMP treats differently from an empty map; values of other types are turned into text
 * @param traceId the trace, in hexadecimal; null if unknown
 * @param spanId the span, in hexadecimal; null if unknown
 * @param parentSpanId the parent; empty or all zeros for a root, null if unknown
 * @param startNanos when the span began, in nanoseconds of the epoch; 0 if unknown
 * @param resource the resource's attributes, or null if unknown
 */
public record SpanView(
        String name,
        String status,
        @Nullable Map<String, @Nullable Object> attributes,
        @Nullable String traceId,
        @Nullable String spanId,
        @Nullable String parentSpanId,
        long startNanos,
        @Nullable Map<String, @Nullable Object> resource) {
    /** Copies the attributes, deeply. */
    public SpanView {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(status, "status");
        attributes = attributes == null ? null : AttributeValues.copy(attributes);
        resource = resource == null ? null : AttributeValues.copy(resource);
    }

    /** Returns a view of what a single span tells about itself, its place in a trace unknown. */
    public static SpanView of(String name, String status, @Nullable Map<String, @Nullable Object> attributes) {
        return new SpanView(name, status, attributes, null, null, null, 0, null);
    }

    /** Returns a view of an ended span, as it stands in AMP's store after export. */
    public static SpanView of(SpanData span) {
        return new SpanView(
                span.getName(),
                AttributeValues.statusText(span.getStatus().getStatusCode()),
                attributes(span.getAttributes()),
                span.getTraceId(),
                span.getSpanId(),
                span.getParentSpanContext().isValid() ? span.getParentSpanId() : "",
                span.getStartEpochNanos(),
                attributes(span.getResource().getAttributes()));
    }

    /** Returns a view of a span in a processor, as it stands now. */
    public static SpanView of(ReadableSpan span) {
        return of(span.toSpanData());
    }

    /** Returns the same span at a place in a trace. */
    public SpanView at(String traceId, String spanId, String parentSpanId, long startNanos) {
        return new SpanView(name, status, attributes, traceId, spanId, parentSpanId, startNanos, resource);
    }

    /** Returns true if the span is known to have no parent. */
    public boolean isRoot() {
        return parentSpanId != null && parentSpanId.chars().allMatch(c -> c == '0');
    }

    /** Shows the name and the keys, no values. */
    @Override
    public String toString() {
        return "SpanView[name=" + name + ", status=" + status + ", keys="
                + (attributes == null ? "none" : attributes.keySet()) + "]";
    }

    private static Map<String, @Nullable Object> attributes(Attributes attributes) {
        return attributes.isEmpty() ? Collections.emptyMap() : AttributeValues.of(attributes);
    }
}
