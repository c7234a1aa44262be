package io.amp4j.otel.internal.export;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Names this exporter, its version and its language, as the OTLP specification asks, and the SDK behind it. It does not call itself
 * {@code OTel-OTLP-Exporter-Java}: that is another exporter, with versions of its own.
 */
final class UserAgent {
    static final String TEXT = text();

    private UserAgent() {}

    private static String text() {
        String sdk = Resource.getDefault().getAttribute(AttributeKey.stringKey("telemetry.sdk.version"));
        return "amp4j-otel-init" + version().map(version -> "/" + version).orElse("") + " (java; opentelemetry-sdk"
                + (sdk == null ? "" : "/" + sdk) + ")";
    }

    private static Optional<String> version() {
        try (InputStream text = UserAgent.class.getResourceAsStream("version.txt")) {
            return text == null
                    ? Optional.empty()
                    : Optional.of(new String(text.readAllBytes(), StandardCharsets.US_ASCII).strip())
                            .filter(version -> version.matches("[A-Za-z0-9.+_-]+"));
        } catch (IOException e) {
            // A jar that was repacked; spans are sent all the same.
            return Optional.empty();
        }
    }
}
