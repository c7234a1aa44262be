package io.amp4j.opamp.testing.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answer to a request for a WebSocket. */
public final class Upgrade {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Upgrade() {}

    /** Returns the headers of the 101 response. */
    public static Map<String, String> headers(HttpHead request, boolean deflate) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Upgrade", "websocket");
        headers.put("Connection", "Upgrade");
        headers.put("Sec-WebSocket-Accept", accept(request.header("Sec-WebSocket-Key")));
        if (deflate) {
            headers.put("Sec-WebSocket-Extensions", MessageDeflate.ACCEPTED);
        }
        return headers;
    }

    /** Returns whether the client offers permessage-deflate with parameters that this server can meet. */
    public static boolean offersDeflate(HttpHead request) {
        return request.lists("Sec-WebSocket-Extensions", "permessage-deflate")
                && request.headers().getOrDefault("Sec-WebSocket-Extensions", List.of()).stream()
                        .noneMatch(offer -> offer.contains("server_max_window_bits"));
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
