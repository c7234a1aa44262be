package io.amp4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.HeaderSource;
import io.amp4j.otel.contract.data.AmpAttributes;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process that makes spans of model calls at a rate, for a second and then for longer; run by {@link SpanLoad}. */
final class SpanLoadMember {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private SpanLoadMember() {}

    public static void main(String[] args) throws IOException {
        Runnable flush = args[0].equals("amp") ? amp(args[1]) : vanilla(args[1]);
        Tracer tracer = GlobalOpenTelemetry.getTracer("benchmark");
        int rate = Integer.parseInt(args[2]);
        System.out.println(load(tracer, rate, 1, flush));
        int unused = System.in.read();
        System.out.println(load(tracer, rate, Integer.parseInt(args[3]), flush));
        Runtime.getRuntime().halt(0);
    }

    private static Runnable amp(String endpoint) {
        AmpOtel amp = AmpOtel.builder()
                .endpoint(endpoint)
                .headers(HeaderSource.apiKey("benchmark-key"))
                .serviceName("benchmark")
                .initOtel();
        return () -> amp.flush(Duration.ofSeconds(60));
    }

    private static Runnable vanilla(String endpoint) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "benchmark"))))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(endpoint + "/v1/traces")
                                .addHeader("x-amp-api-key", "benchmark-key")
                                .build())
                        .build())
                .build();
        OpenTelemetrySdk.builder().setTracerProvider(provider).buildAndRegisterGlobal();
        return () -> provider.forceFlush().join(60, TimeUnit.SECONDS);
    }

    private static String load(Tracer tracer, int rate, int seconds, Runnable flush) {
        long cpu = PROCESS.getProcessCpuTime();
        long start = System.nanoTime();
        long total = (long) rate * seconds;
        long made = 0;
        while (made < total) {
            long due = Math.min(total, (System.nanoTime() - start) * rate / 1_000_000_000);
            for (; made < due; made++) {
                call(tracer, made);
            }
            LockSupport.parkNanos(500_000);
        }
        flush.run();
        return total + " " + (PROCESS.getProcessCpuTime() - cpu) + " " + (System.nanoTime() - start);
    }

    private static void call(Tracer tracer, long number) {
        tracer.spanBuilder("chat gpt-4o-mini")
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(AmpAttributes.OPERATION_NAME, "chat")
                .setAttribute(AmpAttributes.SYSTEM, "openai")
                .setAttribute(AmpAttributes.REQUEST_MODEL, "gpt-4o-mini")
                .startSpan()
                .setAttribute(AmpAttributes.INPUT_MESSAGES, message("user", number))
                .setAttribute(AmpAttributes.OUTPUT_MESSAGES, message("assistant", number))
                .setAttribute(AmpAttributes.RESPONSE_MODEL, SpanTexts.ANSWERING_MODEL)
                .setAttribute(AmpAttributes.FINISH_REASONS, List.of("stop"))
                .setAttribute(AmpAttributes.USAGE_INPUT_TOKENS, 512L)
                .setAttribute(AmpAttributes.USAGE_OUTPUT_TOKENS, number % 100)
                .end();
    }

    /** About 500 bytes. */
    private static String message(String role, long number) {
        return "[{\"role\":\"" + role + "\",\"content\":\"" + number + " " + "all work and no play ".repeat(22)
                + "\"}]";
    }
}
