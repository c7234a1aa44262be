package io.amp4j.otel.span;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;

/**
 * A running workflow or step.
 *
 * @since 0.1.0
 */
public final class ChainSpan extends AmpSpan {
    ChainSpan(Span span, Context context, ContentPolicy content, boolean localRoot) {
        super(span, context, content, localRoot);
    }

    /** Sets the output: plain text or JSON. Of a JSON object with the key {@code outputs} AMP shows only that member. */
    public ChainSpan output(String text) {
        if (span.isRecording()) {
            setText(span, AmpAttributes.ENTITY_OUTPUT, MessageJson.payload(text, content, ContentField.ENTITY_OUTPUT));
        }
        return this;
    }
}
