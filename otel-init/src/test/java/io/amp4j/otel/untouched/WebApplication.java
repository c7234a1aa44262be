package io.amp4j.otel.untouched;

import io.amp4j.otel.AmpOtel;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of several applications in a JVM, each with a class loader of its own for all but the JDK. */
public final class WebApplication {
    private WebApplication() {}

    /** Sends its spans by autoconfiguration, with this jar as an extension. */
    public static void autoconfigured(String endpoint, String spanName) {
        AutoConfiguredOpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> Map.of("amp.otel.endpoint", endpoint, "amp.agent.api.key", "key"))
                .disableShutdownHook()
                .setResultAsGlobal()
                .build();
        GlobalOpenTelemetry.getTracer("a").spanBuilder(spanName).startSpan().end();
        sdk.getOpenTelemetrySdk().getSdkTracerProvider().forceFlush().join(30, TimeUnit.SECONDS);
    }

    /** Says how {@code initOtel()} stands to the global OpenTelemetry that autoconfiguration has made here. */
    public static String registrationHere(String endpoint) {
        Map<String, String> environment = Map.of("AMP_OTEL_ENDPOINT", endpoint, "AMP_AGENT_API_KEY", "key");
        try (AmpOtel amp = AmpOtel.builder()
                .environment(environment::get)
                .systemProperties(name -> null)
                .initOtel()) {
            return amp.registration().toString();
        }
    }

    /** Has a global SDK that knows nothing of AMP, calls {@code initOtel()}, and makes a span. Returns the registration. */
    public static String besideForeignSdk(String endpoint, String spanName) {
        GlobalOpenTelemetry.set(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder().build())
                .build());
        Map<String, String> environment = Map.of("AMP_OTEL_ENDPOINT", endpoint, "AMP_AGENT_API_KEY", "key");
        try (AmpOtel amp = AmpOtel.builder()
                .environment(environment::get)
                .systemProperties(name -> null)
                .initOtel()) {
            amp.tracer("b").spanBuilder(spanName).startSpan().end();
            return amp.registration().toString();
        }
    }

    /** Traces a request before, or without, any {@code initOtel()}. */
    public static String tracesFirst() {
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(AmpOtel.attachmentPoint())
                .build()) {
            provider.get("web").spanBuilder("request").startSpan().end();
            return provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess() ? "traced" : "not flushed";
        }
    }
}
