package io.amp4j.otel.internal.export;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** A request to be made. */
final class HttpRequest {
    private final URI endpoint;
    private final ConnectionTerms terms;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Duration timeout;

    /**
     * @param headers those beside what HTTP itself needs; all of them can be sent
     * @param timeout for all of it
     */
    HttpRequest(URI endpoint, ConnectionTerms terms, Map<String, String> headers, byte[] body, Duration timeout) {
        this.endpoint = endpoint;
        this.terms = terms;
        this.headers = headers;
        this.body = body;
        this.timeout = timeout;
    }

    URI endpoint() {
        return endpoint;
    }

    ConnectionTerms terms() {
        return terms;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    Duration timeout() {
        return timeout;
    }
}
