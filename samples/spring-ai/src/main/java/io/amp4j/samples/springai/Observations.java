package io.amp4j.samples.springai;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.OpenTelemetry;
import org.springframework.ai.tool.observation.ToolCallingContentObservationFilter;

/** Micrometer's observations as spans of OpenTelemetry. Under Spring Boot the registry is there; only the filters are needed. */
final class Observations {
    private Observations() {}

    /** Returns a registry whose observations become spans; with content they carry messages, arguments and results too. */
    static ObservationRegistry of(OpenTelemetry openTelemetry, boolean content) {
        OtelTracer tracer =
                new OtelTracer(openTelemetry.getTracer("spring-ai"), new OtelCurrentTraceContext(), event -> {});
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
        if (content) {
            registry.observationConfig()
                    .observationFilter(new ToolCallingContentObservationFilter())
                    .observationFilter(new ContentInSpans());
        }
        return registry;
    }
}
