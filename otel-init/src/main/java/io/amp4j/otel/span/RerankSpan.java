package io.amp4j.otel.span;

import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;

/**
 * A running call that reorders search results.
 *
 * @since 0.1.0
 */
public final class RerankSpan extends AmpSpan {
    RerankSpan(Span span, Context context, ContentPolicy content, boolean localRoot) {
        super(span, context, content, localRoot);
    }
}
