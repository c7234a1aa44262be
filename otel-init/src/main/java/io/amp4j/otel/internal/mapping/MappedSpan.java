package io.amp4j.otel.internal.mapping;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;

/** A span in AMP's words. */
final class MappedSpan extends DelegatingSpanData {
    private final String name;
    private final Attributes attributes;
    private final int dropped;

    MappedSpan(SpanData span, String name, Attributes attributes) {
        super(span);
        this.name = name;
        this.attributes = attributes;
        this.dropped = span.getTotalAttributeCount() - span.getAttributes().size();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size() + dropped;
    }
}
