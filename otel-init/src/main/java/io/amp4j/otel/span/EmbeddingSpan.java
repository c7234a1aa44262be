package io.amp4j.otel.span;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.List;

/**
 * A running call that embeds texts.
 *
 * @since 0.1.0
 */
public final class EmbeddingSpan extends AmpSpan {
    private final List<String> texts;

    EmbeddingSpan(Span span, Context context, ContentPolicy content, boolean localRoot, List<String> texts) {
        super(span, context, content, localRoot);
        this.texts = texts;
    }

    /** Writes the texts last: an SDK drops attributes above its limit, and must not drop the model, the tokens or the error. */
    @Override
    void complete() {
        for (int i = 0; i < texts.size(); i++) {
            setText(
                    span,
                    AmpAttributes.embeddedText(i),
                    MessageJson.text(texts.get(i), content, ContentField.INPUT_MESSAGES));
        }
    }

    /** Sets the model that answered; ignored if empty, because AMP would then show no model. */
    public EmbeddingSpan responseModel(String model) {
        setText(span, AmpAttributes.RESPONSE_MODEL, model);
        return this;
    }

    /** Sets the tokens of the texts; a negative count is left out. */
    public EmbeddingSpan tokensUsed(long input) {
        count(AmpAttributes.USAGE_INPUT_TOKENS, input);
        return this;
    }
}
