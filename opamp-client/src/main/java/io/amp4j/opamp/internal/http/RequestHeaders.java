package io.amp4j.opamp.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import okhttp3.Request;

/** The headers of a request. */
public final class RequestHeaders {
    /** Headers that are set by the protocol, HTTP or RFC 6455, which users cannot set, because conflicting values break the exchange. */
    private static final Set<String> OURS = Set.of(
            "accept-encoding",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "keep-alive",
            "opamp-instance-uid",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final String USER_AGENT = userAgent();

    private RequestHeaders() {}

    /** Returns this client's User-Agent and the user's headers, which may replace it. */
    private static List<Map.Entry<String, String>> of(Map<String, List<String>> headers) {
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        lines.add(Map.entry("User-Agent", USER_AGENT));
        headers.forEach((name, values) -> {
            String key = name.toLowerCase(Locale.ROOT);
            if (OURS.contains(key) || key.startsWith("sec-websocket-")) {
                return;
            }
            if (key.equals("user-agent") || key.equals("host")) {
                lines.removeIf(line -> line.getKey().equalsIgnoreCase(name));
            }
            values.forEach(value -> lines.add(Map.entry(name, value)));
        });
        return lines;
    }

    /** Adds them to a request of the HTTP library. */
    public static void addTo(Request.Builder request, Map<String, List<String>> headers) {
        of(headers).forEach(line -> request.addHeader(line.getKey(), line.getValue()));
    }

    /** Adds one more header, unless the protocol sets it. */
    static void addOne(Request.Builder request, String name, String value) {
        String key = name.toLowerCase(Locale.ROOT);
        if (OURS.contains(key) || key.startsWith("sec-websocket-")) {
            return;
        }
        if (key.equals("user-agent") || key.equals("host")) {
            request.header(name, value);
        } else {
            request.addHeader(name, value);
        }
    }

    /** The version is in a file of its own, because repackaging the jar replaces the manifest. */
    private static String userAgent() {
        String name = "amp4j-opamp-client";
        try (InputStream text = RequestHeaders.class.getResourceAsStream("version.txt")) {
            String version = text == null ? "" : new String(text.readAllBytes(), StandardCharsets.US_ASCII).strip();
            return version.matches("[A-Za-z0-9.+_-]+") ? name + "/" + version : name;
        } catch (IOException e) {
            return name;
        }
    }
}
