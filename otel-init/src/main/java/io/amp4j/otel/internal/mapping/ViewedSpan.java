package io.amp4j.otel.internal.mapping;

import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.internal.json.AttributeValues;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationLibraryInfo;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A span that was read from a file or received, as the mapping takes it. Values that no attribute can have are left out. */
public final class ViewedSpan implements SpanData {
    private final SpanView view;
    private final Attributes attributes;
    private final SpanContext context;
    private final SpanContext parent;

    private ViewedSpan(SpanView view) {
        this.view = view;
        this.attributes = attributes(view);
        this.context = context(view.traceId(), view.spanId());
        this.parent = context(view.traceId(), view.parentSpanId());
    }

    /** Returns the span of a view. */
    public static SpanData of(SpanView view) {
        return new ViewedSpan(view);
    }

    /** Returns the view of the span that the mapping made of another view's span: that with another name and more attributes. */
    public static SpanView view(SpanData mapped, SpanView emitted) {
        Map<String, @Nullable Object> values = new HashMap<>();
        Map<String, @Nullable Object> own = emitted.attributes();
        if (own != null) {
            values.putAll(own);
            Set<String> kept = new HashSet<>();
            mapped.getAttributes().forEach((key, value) -> kept.add(key.getKey()));
            // A mapping takes some values away, such as a model named none.
            values.keySet().removeIf(key -> isScalar(own.get(key)) && !kept.contains(key));
        }
        values.putAll(AttributeValues.of(mapped.getAttributes()));
        return SpanView.builder(mapped.getName())
                .status(emitted.status())
                .attributes(values)
                .traceId(emitted.traceId())
                .spanId(emitted.spanId())
                .parentSpanId(emitted.parentSpanId())
                .startNanos(emitted.startNanos())
                .resource(emitted.resource())
                .scope(emitted.scope())
                .build();
    }

    private static boolean isScalar(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    private static Attributes attributes(SpanView view) {
        AttributesBuilder builder = Attributes.builder();
        Map<String, @Nullable Object> values = view.attributes();
        (values == null ? Map.<String, @Nullable Object>of() : values).forEach((key, value) -> {
            if (value instanceof String text) {
                builder.put(key, text);
            } else if (value instanceof Boolean flag) {
                builder.put(key, flag);
            } else if (value instanceof Double number && number != Math.rint(number)) {
                builder.put(key, number);
            } else if (value instanceof Number number) {
                builder.put(key, number.longValue());
            } else if (value instanceof List<?> list) {
                builder.put(
                        AttributeKey.stringArrayKey(key),
                        list.stream().map(String::valueOf).toList());
            }
        });
        return builder.build();
    }

    private static SpanContext context(@Nullable String traceId, @Nullable String spanId) {
        return SpanContext.create(
                Objects.requireNonNullElse(traceId, ""),
                Objects.requireNonNullElse(spanId, ""),
                TraceFlags.getSampled(),
                TraceState.getDefault());
    }

    @Override
    public String getName() {
        return view.name();
    }

    @Override
    public SpanKind getKind() {
        return SpanKind.INTERNAL;
    }

    @Override
    public SpanContext getSpanContext() {
        return context;
    }

    @Override
    public SpanContext getParentSpanContext() {
        return parent;
    }

    @Override
    public StatusData getStatus() {
        return StatusData.create(view.status().equalsIgnoreCase("error") ? StatusCode.ERROR : StatusCode.UNSET, "");
    }

    @Override
    public long getStartEpochNanos() {
        return view.startNanos();
    }

    @Override
    public long getEndEpochNanos() {
        return view.startNanos();
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public List<EventData> getEvents() {
        return List.of();
    }

    @Override
    public List<LinkData> getLinks() {
        return List.of();
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public int getTotalRecordedEvents() {
        return 0;
    }

    @Override
    public int getTotalRecordedLinks() {
        return 0;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation") // It has no default before OpenTelemetry 2.
    public InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return InstrumentationLibraryInfo.empty();
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return InstrumentationScopeInfo.create(view.scope());
    }

    @Override
    public Resource getResource() {
        return Resource.empty();
    }
}
