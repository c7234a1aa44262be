package io.amp4j.otel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;

/** A running call that reorders search results. */
public final class RerankSpan extends AmpSpan {
    RerankSpan(Span span, Context context, ContentPolicy content, boolean localRoot) {
        super(span, context, content, localRoot);
    }
}
