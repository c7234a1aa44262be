package io.amp4j.opamp.internal.http;

import io.amp4j.opamp.internal.text.Printable;
import java.net.URI;
import java.util.Locale;
import okhttp3.HttpUrl;

/** Converts endpoints to the HTTP library's URLs. */
public final class Urls {

    private Urls() {}

    /** Returns the {@code http} or {@code https} URL of an endpoint, whose scheme may be {@code ws} or {@code wss}. */
    public static HttpUrl http(URI endpoint) {
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        String text = endpoint.toString();
        String url = switch (scheme) {
            case "http", "https" -> text;
            case "ws", "wss" -> "http" + text.substring(2);
            default ->
                throw new IllegalArgumentException("the scheme of an endpoint must be http, https, ws or wss: "
                        + (scheme.matches("[a-z]{1,8}") ? scheme : Printable.described(endpoint.toString())));
        };
        HttpUrl parsed = HttpUrl.parse(url);
        if (parsed == null) {
            throw new IllegalArgumentException("the endpoint names no usable host");
        }
        return parsed;
    }

    static boolean isSameOrigin(HttpUrl one, HttpUrl other) {
        return one.scheme().equals(other.scheme()) && one.host().equals(other.host()) && one.port() == other.port();
    }
}
