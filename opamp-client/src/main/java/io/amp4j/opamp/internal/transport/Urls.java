package io.amp4j.opamp.internal.transport;

import java.net.URI;
import java.util.Locale;
import okhttp3.HttpUrl;

/** Endpoints as the HTTP library wants them. */
final class Urls {

    private Urls() {}

    /** Returns the {@code http} or {@code https} URL behind an endpoint, whose scheme may be {@code ws} or {@code wss}. */
    static HttpUrl http(URI endpoint) {
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        String text = endpoint.toString();
        String url = switch (scheme) {
            case "http", "https" -> text;
            case "ws", "wss" -> "http" + text.substring(2);
            default ->
                throw new IllegalArgumentException(
                        "the scheme of an endpoint must be http, https, ws or wss: " + endpoint.getScheme());
        };
        HttpUrl parsed = HttpUrl.parse(url);
        if (parsed == null) {
            throw new IllegalArgumentException("the endpoint names no usable host: " + endpoint.getRawAuthority());
        }
        return parsed;
    }
}
