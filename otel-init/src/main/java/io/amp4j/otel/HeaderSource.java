package io.amp4j.otel;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Supplies the headers of one request. It is called before every attempt, so that a key can change while spans are being sent.
 *
 * <p>Called on a thread of its own, one call at a time, and never on a thread of the program; it may block. If it throws, or has not
 * returned within the timeout of one attempt ({@code OTEL_EXPORTER_OTLP_TIMEOUT}, 10 s), the batch waits for its next attempt as if the
 * endpoint were down. It is interrupted when the exporter is closed. The sources of this interface's methods never show a value in
 * {@code toString()} or in an exception.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HeaderSource {
    /** The header that identifies the agent to AMP. */
    String API_KEY_HEADER = "x-amp-api-key";

    /** Returns the headers to send now. */
    Map<String, String> headers();

    /** Returns a source of a fixed AMP key. */
    static HeaderSource apiKey(String key) {
        return new HeaderSources.Fixed(Map.of(API_KEY_HEADER, key));
    }

    /** Returns a source of the AMP key that {@code key} returns, trimmed. */
    static HeaderSource apiKeyFrom(Supplier<String> key) {
        return new HeaderSources.Supplied(key);
    }

    /**
     * Returns a source of the AMP key in a file, trimmed. The file is read again when it has changed, for example when it is a mounted
     * Secret. While the file is missing or blank, the key read last stays in use.
     */
    static HeaderSource apiKeyFile(Path file) {
        return new HeaderSources.KeyFile(file);
    }

    /** Returns a source of these fixed headers. */
    static HeaderSource of(Map<String, String> headers) {
        return new HeaderSources.Fixed(headers);
    }
}
