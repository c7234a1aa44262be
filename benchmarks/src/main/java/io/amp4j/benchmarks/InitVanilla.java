package io.amp4j.benchmarks;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.concurrent.TimeUnit;

/** A process that starts with the lines that OpenTelemetry's own documentation teaches; run by {@link InitStartUp}. */
final class InitVanilla {
    private InitVanilla() {}

    /** What the lines make. */
    record Set(SdkTracerProvider provider, OpenTelemetrySdk sdk) {}

    static Set set() {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(System.getenv("AMP_OTEL_ENDPOINT") + "/v1/traces")
                .addHeader("x-amp-api-key", System.getenv("AMP_AGENT_API_KEY"))
                .build();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(
                                AttributeKey.stringKey("service.name"), System.getenv("OTEL_SERVICE_NAME")))))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(provider)
                .setPropagators(ContextPropagators.create(TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())))
                .buildAndRegisterGlobal();
        Runtime.getRuntime().addShutdownHook(new Thread(sdk::close));
        return new Set(provider, sdk);
    }

    public static void main(String[] args) {
        long start = System.nanoTime();
        SdkTracerProvider provider = set().provider();
        long ready = System.nanoTime();
        GlobalOpenTelemetry.getTracer("benchmark")
                .spanBuilder("first")
                .startSpan()
                .end();
        long ended = System.nanoTime();
        CompletableResultCode delivered = provider.forceFlush().join(10, TimeUnit.SECONDS);
        long sent = System.nanoTime();
        System.out.println((ready - start) + " " + (ended - start) + " " + (sent - start));
        Runtime.getRuntime().halt(delivered.isSuccess() ? 0 : 1);
    }
}
