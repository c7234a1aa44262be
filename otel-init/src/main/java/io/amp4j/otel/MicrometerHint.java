package io.amp4j.otel;

import io.amp4j.otel.internal.log.Log;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Logs once how to send the spans of Micrometer's tracing bridge to AMP, if they are not sent yet. The bridge creates them with an SDK that
 * is a bean of a Spring Boot application and not global. The hint is logged with the first span, because the beans may be created after
 * {@code initOtel()}; and by a sampler, because only a sampler is called for a span that is not recorded.
 */
final class MicrometerHint implements Sampler {
    private static final Log LOG = Log.of(AmpOtel.class);
    private static final String BRIDGE = "io/micrometer/tracing/otel/bridge/OtelTracer.class";

    private final Sampler sampler;
    private final AtomicBoolean said = new AtomicBoolean();

    private MicrometerHint(Sampler sampler) {
        this.sampler = sampler;
    }

    /** Returns {@code sampler}, wrapped with the hint if {@code application} has the bridge. */
    static Sampler before(Sampler sampler, ClassLoader application) {
        return application.getResource(BRIDGE) == null ? sampler : new MicrometerHint(sampler);
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        if (!said.get() && said.compareAndSet(false, true) && !AttachmentPoint.INSTANCE.isHandedOut()) {
            LOG.info(
                    "Micrometer's tracing bridge is on the class path, and its spans, as those of HTTP requests, do not go to AMP: they"
                            + " come from an SDK of its own. To send them too, declare a bean: @Bean SpanProcessor ampSpans() { return"
                            + " AmpOtel.attachmentPoint(); } and set management.tracing.sampling.probability=1.0, because Spring Boot"
                            + " records one request in ten, and AMP gets no span of a request that is not recorded");
        }
        return sampler.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return sampler.getDescription();
    }

    @Override
    public String toString() {
        return getDescription();
    }
}
