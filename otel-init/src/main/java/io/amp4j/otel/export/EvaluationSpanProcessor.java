package io.amp4j.otel.export;

import io.amp4j.otel.contract.data.AmpAttributes;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Copies the evaluation ids that AMP's experiments send as W3C baggage to the attributes that AMP reads: {@code task.id} and
 * {@code trial.id} of the first span of this process in a trace. Both spellings of the baggage are accepted: {@code task.id} as sent,
 * {@code task_id} as documented. Stateless.
 *
 * @since 0.1.0
 */
public final class EvaluationSpanProcessor implements SpanProcessor {
    /** Ids are short; the limit protects against baggage from outside. */
    private static final int MAX_LENGTH = 256;

    /** Creates the processor. */
    public EvaluationSpanProcessor() {}

    @Override
    public void onStart(Context parentContext, ReadWriteSpan span) {
        SpanContext parent = span.getParentSpanContext();
        if (parent.isValid() && !parent.isRemote()) {
            return;
        }
        Baggage baggage = Baggage.fromContext(parentContext);
        if (!baggage.isEmpty()) {
            copy(baggage, "task.id", "task_id", span, AmpAttributes.TASK_ID);
            copy(baggage, "trial.id", "trial_id", span, AmpAttributes.TRIAL_ID);
        }
    }

    private static void copy(
            Baggage baggage, String key, String documentedKey, ReadWriteSpan span, AttributeKey<String> attribute) {
        String id = baggage.getEntryValue(key);
        id = id == null || id.isEmpty() ? baggage.getEntryValue(documentedKey) : id;
        if (id != null && !id.isEmpty() && id.length() <= MAX_LENGTH && span.getAttribute(attribute) == null) {
            span.setAttribute(attribute, id);
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
