package io.amp4j.samples.distro;

import io.amp4j.otel.sampling.AdjustableSampler;
import io.amp4j.otel.sampling.SamplingRules;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.Optional;

/** The sampler that the environment chose, or the rules that a server has set in its place. */
final class SwitchableSampler implements Sampler {
    private final Sampler configured;
    private volatile Sampler active;

    SwitchableSampler(Sampler configured) {
        this.configured = configured;
        active = configured;
    }

    void use(Optional<SamplingRules> rules) {
        active = rules.<Sampler>map(AdjustableSampler::new).orElse(configured);
    }

    @Override
    public SamplingResult shouldSample(
            Context parentContext,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> parentLinks) {
        return active.shouldSample(parentContext, traceId, name, kind, attributes, parentLinks);
    }

    @Override
    public String getDescription() {
        return active.getDescription();
    }

    @Override
    public String toString() {
        return getDescription();
    }
}
