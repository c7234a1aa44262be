package io.amp4j.otel.sampling;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * A sampler whose rules can be changed while it runs, by a remote configuration for example. A change takes effect for spans that start
 * after it, all rules at once. Thread-safe and lock-free.
 *
 * @since 0.1.0
 */
public final class AdjustableSampler implements Sampler {
    /** The rules and the sampler built from them, so that both change atomically. */
    private record Active(SamplingRules rules, Sampler byTraceId) {
        static Active of(SamplingRules rules) {
            return new Active(rules, Sampler.traceIdRatioBased(rules.ratio()));
        }
    }

    private volatile Active active;

    /** Creates a sampler that starts with these rules. */
    public AdjustableSampler(SamplingRules rules) {
        active = Active.of(rules);
    }

    /** Returns the rules in force. */
    public SamplingRules rules() {
        return active.rules();
    }

    /** Replaces the rules. */
    public void adjust(SamplingRules rules) {
        active = Active.of(rules);
    }

    @Override
    public SamplingResult shouldSample(
            Context parentContext,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> parentLinks) {
        Active now = active;
        Boolean named = now.rules().byName().get(name);
        if (named != null) {
            return named ? SamplingResult.recordAndSample() : SamplingResult.drop();
        }
        SpanContext parent = Span.fromContext(parentContext).getSpanContext();
        if (parent.isValid() && (!parent.isRemote() || now.rules().followsRemoteParent())) {
            return parent.isSampled() ? SamplingResult.recordAndSample() : SamplingResult.drop();
        }
        return now.byTraceId().shouldSample(parentContext, traceId, name, kind, attributes, parentLinks);
    }

    @Override
    public String getDescription() {
        return "AdjustableSampler{" + rules() + "}";
    }

    @Override
    public String toString() {
        return getDescription();
    }
}
