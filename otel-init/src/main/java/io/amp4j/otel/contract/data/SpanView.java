package io.amp4j.otel.contract.data;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.internal.json.AttributeValues;
import io.amp4j.otel.internal.text.Printable;
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
 * @since 0.1.0
 */
public final class SpanView {
    private final String name;
    private final String status;
    private final @Nullable Map<String, @Nullable Object> attributes;
    private final @Nullable String traceId;
    private final @Nullable String spanId;
    private final @Nullable String parentSpanId;
    private final long startNanos;
    private final @Nullable Map<String, @Nullable Object> resource;
    private final String scope;

    private SpanView(Builder builder) {
        this.attributes = builder.attributes == null ? null : AttributeValues.copy(builder.attributes);
        this.resource = builder.resource == null ? null : AttributeValues.copy(builder.resource);
        this.name = builder.name;
        this.status = builder.status;
        this.traceId = builder.traceId;
        this.spanId = builder.spanId;
        this.parentSpanId = builder.parentSpanId;
        this.startNanos = builder.startNanos;
        this.scope = builder.scope;
    }

    /** Returns a builder of a value with this name. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Returns the span's name. */
    public String name() {
        return name;
    }

    /** Returns the status as text: {@code Unset}, {@code Ok}, {@code Error}, or a code in digits; empty if unknown. */
    public String status() {
        return status;
    }

    /**
     * Returns the attributes as JSON-like values (text, number, boolean, list, map, null), or null for a span stored without any, which AMP
     * treats differently from an empty map; values of other types are turned into text.
     */
    public @Nullable Map<String, @Nullable Object> attributes() {
        return attributes;
    }

    /** Returns the trace, in hexadecimal; null if unknown. */
    public @Nullable String traceId() {
        return traceId;
    }

    /** Returns the span, in hexadecimal; null if unknown. */
    public @Nullable String spanId() {
        return spanId;
    }

    /** Returns the parent; empty or all zeros for a root, null if unknown. */
    public @Nullable String parentSpanId() {
        return parentSpanId;
    }

    /** Returns when the span started, in nanoseconds since the epoch; 0 if unknown. */
    public long startNanos() {
        return startNanos;
    }

    /** Returns the resource's attributes, or null if unknown. */
    public @Nullable Map<String, @Nullable Object> resource() {
        return resource;
    }

    /** Returns the name of the tracer (the instrumentation scope); empty if unknown. */
    public String scope() {
        return scope;
    }

    /** Returns a view of a single span, without its place in a trace. */
    public static SpanView of(String name, String status, @Nullable Map<String, @Nullable Object> attributes) {
        return builder(name).status(status).attributes(attributes).build();
    }

    /** Returns a view of an ended span, as AMP stores it after export. */
    public static SpanView of(SpanData span) {
        return builder(span.getName())
                .status(AttributeValues.statusText(span.getStatus().getStatusCode()))
                .attributes(attributes(span.getAttributes()))
                .traceId(span.getTraceId())
                .spanId(span.getSpanId())
                .parentSpanId(span.getParentSpanContext().isValid() ? span.getParentSpanId() : "")
                .startNanos(span.getStartEpochNanos())
                .resource(attributes(span.getResource().getAttributes()))
                .scope(span.getInstrumentationScopeInfo().getName())
                .build();
    }

    /** Returns a view of the present state of a span in a processor. */
    public static SpanView of(ReadableSpan span) {
        return of(span.toSpanData());
    }

    /** Returns the same span at a place in a trace. */
    public SpanView at(String traceId, String spanId, String parentSpanId, long startNanos) {
        return builder(name)
                .status(status)
                .attributes(attributes)
                .traceId(traceId)
                .spanId(spanId)
                .parentSpanId(parentSpanId)
                .startNanos(startNanos)
                .resource(resource)
                .scope(scope)
                .build();
    }

    /** Returns true if the span is known to have no parent. */
    public boolean isRoot() {
        return parentSpanId != null && parentSpanId.chars().allMatch(c -> c == '0');
    }

    /** Shows the name and the keys, no values. */
    @Override
    public String toString() {
        return "SpanView[name=" + Printable.text(name, Printable.LONGEST) + ", status="
                + Printable.text(String.valueOf(status), Printable.LONGEST) + ", keys="
                + (attributes == null ? "none" : Printable.names(attributes.keySet())) + "]";
    }

    private static Map<String, @Nullable Object> attributes(Attributes attributes) {
        return attributes.isEmpty() ? Collections.emptyMap() : AttributeValues.of(attributes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpanView that
                && name.equals(that.name)
                && status.equals(that.status)
                && Objects.equals(attributes, that.attributes)
                && Objects.equals(traceId, that.traceId)
                && Objects.equals(spanId, that.spanId)
                && Objects.equals(parentSpanId, that.parentSpanId)
                && startNanos == that.startNanos
                && Objects.equals(resource, that.resource)
                && scope.equals(that.scope);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, status, attributes, traceId, spanId, parentSpanId, startNanos, resource, scope);
    }

    /** Builds a {@link SpanView}; values that are not set keep their default. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private String status = "";
        private @Nullable Map<String, @Nullable Object> attributes;
        private @Nullable String traceId;
        private @Nullable String spanId;
        private @Nullable String parentSpanId;
        private long startNanos;
        private @Nullable Map<String, @Nullable Object> resource;
        private String scope = "";

        private Builder(String name) {
            this.name = requireNonNull(name, "name");
        }

        /** Sets {@link SpanView#status}. Default: empty. */
        public Builder status(String newStatus) {
            status = requireNonNull(newStatus, "status");
            return this;
        }

        /** Sets {@link SpanView#attributes}. Default: null. */
        public Builder attributes(@Nullable Map<String, @Nullable Object> newAttributes) {
            attributes = newAttributes;
            return this;
        }

        /** Sets {@link SpanView#traceId}. Default: null. */
        public Builder traceId(@Nullable String newTraceId) {
            traceId = newTraceId;
            return this;
        }

        /** Sets {@link SpanView#spanId}. Default: null. */
        public Builder spanId(@Nullable String newSpanId) {
            spanId = newSpanId;
            return this;
        }

        /** Sets {@link SpanView#parentSpanId}. Default: null. */
        public Builder parentSpanId(@Nullable String newParentSpanId) {
            parentSpanId = newParentSpanId;
            return this;
        }

        /** Sets {@link SpanView#startNanos}. Default: 0. */
        public Builder startNanos(long newStartNanos) {
            startNanos = newStartNanos;
            return this;
        }

        /** Sets {@link SpanView#resource}. Default: null. */
        public Builder resource(@Nullable Map<String, @Nullable Object> newResource) {
            resource = newResource;
            return this;
        }

        /** Sets {@link SpanView#scope}. Default: empty. */
        public Builder scope(String newScope) {
            scope = requireNonNull(newScope, "scope");
            return this;
        }

        /** Returns the value. */
        public SpanView build() {
            return new SpanView(this);
        }
    }
}
