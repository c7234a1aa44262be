package io.amp4j.samples.catalogservice;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The parts of HTTP that every answer of this service has in common. */
final class Http {
    static final String JSON = "application/json";
    static final String HTML = "text/html; charset=utf-8";

    private static final int LARGEST_BODY = 1 << 20;

    private Http() {}

    /** Something that the sender of a request has to change. */
    static final class BadRequest extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        BadRequest(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** Returns the whole body as text. */
    static String body(HttpExchange exchange) throws IOException, BadRequest {
        byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            throw new BadRequest(413, "the body is larger than 1 MiB");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequest(400, "the body is not UTF-8");
        }
    }

    /** Whether the body is of that media type, whatever its parameters. */
    static boolean isOfType(HttpExchange exchange, String mediaType) {
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("");
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(mediaType);
    }

    /** Refuses cross-site requests, which a browser sends for a page of another site with the credentials of this service's users. */
    static void requireOwnOrigin(HttpExchange exchange) throws BadRequest {
        String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        String host = exchange.getRequestHeaders().getFirst("Host");
        boolean ownSite = site == null || site.equals("same-origin") || site.equals("none");
        boolean ownOrigin = origin == null || origin.equals("http://" + host) || origin.equals("https://" + host);
        if (!ownSite || !ownOrigin) {
            throw new BadRequest(403, "this request comes from another site");
        }
    }

    static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Answers with an ETag of the content, or 304 if the client has it already. */
    static void answerCacheable(HttpExchange exchange, String type, String text) throws IOException {
        String tag = "\"" + sha256(text).substring(0, 32) + "\"";
        exchange.getResponseHeaders().set("ETag", tag);
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        String known = exchange.getRequestHeaders().getFirst("If-None-Match");
        if (known != null && (known.strip().equals("*") || known.contains(tag))) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        answer(exchange, 200, type, text);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
