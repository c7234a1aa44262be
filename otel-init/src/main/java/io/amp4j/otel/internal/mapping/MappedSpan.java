package io.amp4j.otel.internal.mapping;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;

/** A span with AMP's attributes. */
final class MappedSpan extends DelegatingSpanData {
    private final String name;
    private final Attributes attributes;
    private final int dropped;
    private final boolean retold;

    MappedSpan(SpanData span, String name, Attributes attributes, boolean retold) {
        super(span);
        this.name = name;
        this.attributes = attributes;
        this.retold = retold;
        this.dropped = span.getTotalAttributeCount() - span.getAttributes().size();
    }

    /** Whether its entity texts are those of the calls below it. */
    boolean isRetold() {
        return retold;
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
