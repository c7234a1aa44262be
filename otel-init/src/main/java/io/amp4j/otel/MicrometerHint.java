package io.amp4j.otel;

import io.amp4j.otel.internal.log.Log;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Says once how the spans of Micrometer's tracing bridge reach AMP, if they do not yet. The bridge makes them with an SDK that is a bean of
 * a Spring Boot application and not global. Said with the first span and not before: the beans may be made after {@code initOtel()}.
 */
final class MicrometerHint implements SpanProcessor {
    private static final Log LOG = Log.of(AmpOtel.class);
    private static final String BRIDGE = "io/micrometer/tracing/otel/bridge/OtelTracer.class";

    private final AtomicBoolean said = new AtomicBoolean();

    private MicrometerHint() {}

    /** Returns the hint if the bridge is there. */
    static Optional<SpanProcessor> wanted() {
        return wanted(MicrometerHint.class.getClassLoader());
    }

    static Optional<SpanProcessor> wanted(ClassLoader application) {
        return application.getResource(BRIDGE) == null ? Optional.empty() : Optional.of(new MicrometerHint());
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        if (said.compareAndSet(false, true) && !AttachmentPoint.INSTANCE.isHandedOut()) {
            LOG.info(
                    "Micrometer's tracing bridge is on the class path, and its spans, as those of HTTP requests, do not go to AMP: they"
                            + " come from an SDK of its own. To send them too, declare a bean: @Bean SpanProcessor ampSpans() { return"
                            + " AmpOtel.attachmentPoint(); } and set management.tracing.sampling.probability=1.0, because Spring Boot"
                            + " records one request in ten, and AMP gets no span of a request that is not recorded");
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
