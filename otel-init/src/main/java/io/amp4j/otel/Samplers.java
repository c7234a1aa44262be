package io.amp4j.otel;

import io.opentelemetry.sdk.trace.samplers.Sampler;

/** The samplers that the OpenTelemetry specification defines. */
final class Samplers {
    private Samplers() {}

    static Sampler of(SdkSettings.Sampling sampling) {
        return switch (sampling.kind()) {
            case ALWAYS_ON -> Sampler.alwaysOn();
            case ALWAYS_OFF -> Sampler.alwaysOff();
            case TRACEIDRATIO -> Sampler.traceIdRatioBased(sampling.ratio());
            case PARENTBASED_ALWAYS_ON -> Sampler.parentBased(Sampler.alwaysOn());
            case PARENTBASED_ALWAYS_OFF -> Sampler.parentBased(Sampler.alwaysOff());
            case PARENTBASED_TRACEIDRATIO -> Sampler.parentBased(Sampler.traceIdRatioBased(sampling.ratio()));
        };
    }
}
