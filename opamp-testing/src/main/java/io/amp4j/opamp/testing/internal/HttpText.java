package io.amp4j.opamp.testing.internal;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes the head of an HTTP/1.1 response. */
public final class HttpText {
    private HttpText() {}

    /** Returns status line and headers with the empty line that ends them. */
    public static byte[] head(int status, Map<String, String> headers) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(reason(status));
        headers.forEach(
                (name, value) -> head.append("\r\n").append(name).append(": ").append(value));
        return head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String reason(int status) {
        return switch (status) {
            case 101 -> "Switching Protocols";
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> status >= 300 && status < 400 ? "Redirect" : "Status";
        };
    }
}
