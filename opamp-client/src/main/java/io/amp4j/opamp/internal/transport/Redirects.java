package io.amp4j.opamp.internal.transport;

import java.util.Locale;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer sends a request, and whether we go there.
 *
 * <p>A POST follows 307 and 308 alone, which keep it a POST; the others would turn it into a GET, and a report into a question. The
 * GET of a WebSocket upgrade follows 301 and 302 as well. No request goes from TLS to plain text, nor further than
 * {@link #MAX_HOPS}. Each request starts at the configured URL again.
 */
final class Redirects {
    static final int MAX_HOPS = 5;

    private Redirects() {}

    /** Where to go, or why not. */
    record Decision(@Nullable HttpUrl to, String refusal) {}

    /** Decides on an answer with a 3xx status. */
    static Decision decide(HttpUrl from, int status, @Nullable String location, boolean post, int hopsSoFar) {
        boolean follows = status == 307 || status == 308 || (!post && (status == 301 || status == 302));
        if (!follows) {
            return refuse(status, post ? "is not followed: only 307 and 308 keep a POST a POST" : "is not followed");
        }
        HttpUrl to = location == null ? null : from.resolve(asHttp(location));
        if (to == null) {
            return refuse(status, "names no usable location");
        }
        if (from.isHttps() && !to.isHttps()) {
            return refuse(status, "leads from TLS to plain text at " + origin(to) + " and is not followed");
        }
        if (hopsSoFar >= MAX_HOPS) {
            return refuse(status, "is one too many: more than " + MAX_HOPS);
        }
        return new Decision(to, "");
    }

    /** A WebSocket server may well send us to a WebSocket URL. */
    private static String asHttp(String location) {
        String lower = location.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("ws:") || lower.startsWith("wss:")
                ? "http" + location.strip().substring(2)
                : location.strip();
    }

    private static Decision refuse(int status, String why) {
        return new Decision(null, "redirect " + status + " " + why);
    }

    static boolean sameOrigin(HttpUrl one, HttpUrl two) {
        return one.scheme().equals(two.scheme()) && one.host().equals(two.host()) && one.port() == two.port();
    }

    private static String origin(HttpUrl url) {
        return url.scheme() + "://" + url.host() + ":" + url.port();
    }
}
