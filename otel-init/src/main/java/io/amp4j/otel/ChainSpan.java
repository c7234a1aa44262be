package io.amp4j.otel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;

/** A running workflow or step. */
public final class ChainSpan extends AmpSpan {
    ChainSpan(Span span, Context context, ContentPolicy content, boolean localRoot) {
        super(span, context, content, localRoot);
    }

    /** What comes out: plain text or JSON. Of a JSON object with the key {@code outputs} AMP shows that member only. */
    public ChainSpan output(String text) {
        if (span.isRecording()) {
            setText(span, AmpAttributes.ENTITY_OUTPUT, MessageJson.payload(text, content, ContentField.ENTITY_OUTPUT));
        }
        return this;
    }
}
