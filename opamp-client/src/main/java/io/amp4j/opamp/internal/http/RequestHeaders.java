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

/** Which headers a request carries. */
public final class RequestHeaders {
    /** What the protocol, HTTP or RFC 6455 decide, users cannot: two opinions on one of these break the exchange. */
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

    /** Returns our User-Agent and the headers of the user, who may replace the former. */
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

    /** Adds one more, unless it is for the protocol to decide. */
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

    /** The version is in a file of its own: the manifest is another one once somebody repacks the jar. */
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
