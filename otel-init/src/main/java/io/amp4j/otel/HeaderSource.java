package io.amp4j.otel;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The headers of one request, asked for again before every attempt, so that a key can change while spans are being sent.
 *
 * <p>Called on a thread of its own, one call at a time, and never on a thread of the program; it may block. When it throws, or has not
 * answered within the time of one attempt ({@code OTEL_EXPORTER_OTLP_TIMEOUT}, 10 s), the batch waits for its next attempt as if the
 * endpoint were down. It is interrupted when the exporter is closed.
 * The sources made here never show a value in {@code toString()} or in an exception.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HeaderSource {
    /** The header by which AMP knows the agent. */
    String API_KEY_HEADER = "x-amp-api-key";

    /** Returns the headers to send now. */
    Map<String, String> headers();

    /** Always the same AMP key. */
    static HeaderSource apiKey(String key) {
        return new HeaderSources.Fixed(Map.of(API_KEY_HEADER, key));
    }

    /** The AMP key that {@code key} answers, trimmed. */
    static HeaderSource apiKeyFrom(Supplier<String> key) {
        return new HeaderSources.Supplied(key);
    }

    /**
     * The AMP key in a file, trimmed; the file is read again when it has changed, as a mounted Secret does.
     * While the file is absent or blank, the key read last stays in use.
     */
    static HeaderSource apiKeyFile(Path file) {
        return new HeaderSources.KeyFile(file);
    }

    /** Always these headers. */
    static HeaderSource of(Map<String, String> headers) {
        return new HeaderSources.Fixed(headers);
    }
}
