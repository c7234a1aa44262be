package io.amp4j.otel.untouched;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;

/** A program that autoconfigures OpenTelemetry and knows nothing of AMP. */
public final class AutoconfiguredApplication {
    private AutoconfiguredApplication() {}

    /** Takes nothing. */
    public static void main(String[] arguments) {
        try (OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.initialize().getOpenTelemetrySdk()) {
            sdk.getTracer("plain").spanBuilder("without an agent").startSpan().end();
        }
        System.out.println("done");
    }
}
