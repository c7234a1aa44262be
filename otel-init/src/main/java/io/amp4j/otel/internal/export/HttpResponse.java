package io.amp4j.otel.internal.export;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a server answered. */
final class HttpResponse {
    private final int status;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final byte[] body;

    /**
     * @param headers by name; of a repeated one the first
     * @param body its start
     */
    HttpResponse(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers.putAll(headers);
        this.body = body;
    }

    int status() {
        return status;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    byte[] body() {
        return body;
    }

    boolean isProtobuf() {
        return header("content-type")
                .map(type -> type.toLowerCase(Locale.ROOT).startsWith("application/x-protobuf"))
                .orElse(false);
    }
}
