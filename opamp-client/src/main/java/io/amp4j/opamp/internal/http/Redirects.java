package io.amp4j.opamp.internal.http;

import java.util.Locale;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Decides which redirects are followed.
 *
 * <p>A POST follows only 307 and 308, which keep it a POST; the others would turn it into a GET without the report. The GET of a WebSocket
 * upgrade follows 301 and 302 as well. No request follows more than {@link #MAX_HOPS} redirects. Each request starts at the configured URL
 * again.
 *
 * <p>Redirects are followed only on the server that the user configured, so that the report, the headers and the client certificate go to
 * no other. That means the same scheme, host and port, or TLS in place of plain text on the same host, from port 80 to 443 and from any
 * other port to itself (as RFC 6797 has it).
 */
public final class Redirects {
    /** How many redirects a request follows. */
    public static final int MAX_HOPS = 5;

    private static final String MOVED = "; if the server has moved there, set the endpoint";

    private Redirects() {}

    /** The URL to follow, or why the redirect is refused. */
    public record Decision(@Nullable HttpUrl to, String refusal) {}

    /** Decides on an answer with a 3xx status. */
    public static Decision decide(HttpUrl from, int status, @Nullable String location, boolean post, int hopsSoFar) {
        boolean follows = status == 307 || status == 308 || (!post && (status == 301 || status == 302));
        HttpUrl to = location == null ? null : from.resolve(asHttp(location));
        if (!follows) {
            String why = post ? "is not followed: only 307 and 308 keep a POST a POST" : "is not followed";
            return refuse(status, to == null ? why : why + "; it leads to " + origin(to, post) + MOVED);
        }
        if (to == null) {
            return refuse(status, "names no usable location");
        }
        if (from.isHttps() && !to.isHttps()) {
            return refuse(status, "leads from TLS to plain text at " + origin(to, post) + " and is not followed");
        }
        if (!isSameServer(from, to)) {
            return refuse(status, "leads to another origin, " + origin(to, post) + ", and is not followed" + MOVED);
        }
        if (hopsSoFar >= MAX_HOPS) {
            return refuse(status, "is one too many: more than " + MAX_HOPS);
        }
        return new Decision(to, "");
    }

    /** A WebSocket server may redirect to a WebSocket URL. */
    private static String asHttp(String location) {
        String lower = location.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("ws:") || lower.startsWith("wss:")
                ? "http" + location.strip().substring(2)
                : location.strip();
    }

    private static Decision refuse(int status, String why) {
        return new Decision(null, "redirect " + status + " " + why);
    }

    private static boolean isSameServer(HttpUrl from, HttpUrl to) {
        if (!from.host().equals(to.host())) {
            return false;
        }
        boolean upgrade = !from.isHttps() && to.isHttps();
        return to.port() == (upgrade && from.port() == 80 ? 443 : from.port());
    }

    /** Returns scheme, host and port, without anything that may be a secret. */
    private static String origin(HttpUrl url, boolean post) {
        String scheme = post ? "http" : "ws";
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        return scheme + (url.isHttps() ? "s" : "") + "://" + host + ":" + url.port();
    }
}
