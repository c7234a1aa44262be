package io.amp4j.otel.span;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.internal.json.Json;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.List;

/**
 * A running search in a vector store.
 *
 * @since 0.1.0
 */
public final class RetrieverSpan extends AmpSpan {
    RetrieverSpan(Span span, Context context, ContentPolicy content, boolean localRoot) {
        super(span, context, content, localRoot);
    }

    /** Sets the texts found, best first. AMP shows them only in the list of attributes, not on a card. */
    public RetrieverSpan documents(List<String> texts) {
        if (span.isRecording()) {
            span.setAttribute(
                    AmpAttributes.ENTITY_OUTPUT,
                    MessageJson.payload(Json.write(texts), content, ContentField.ENTITY_OUTPUT));
        }
        return this;
    }
}
