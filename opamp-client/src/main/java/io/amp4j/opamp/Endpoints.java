package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.EndpointHost;
import io.amp4j.opamp.internal.text.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the URL of an OpAMP server. */
final class Endpoints {

    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
    private static final String DEFAULT_PATH = "/v1/opamp";
    private static final int DEFAULT_PORT = 4320;

    private Endpoints() {}

    /** Returns the endpoint, with the default path if it has none. */
    static URI checked(URI endpoint) {
        requireNonNull(endpoint, "endpoint");
        String scheme = endpoint.getScheme();
        if (scheme == null || !SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
            // If the caller has swapped endpoint and key, this is the key.
            throw new IllegalArgumentException("an endpoint is an http, https, ws or wss URL; this is "
                    + Printable.described(endpoint.toString()) + kind(scheme)
                    + "; are endpoint and key swapped?");
        }
        if (EndpointHost.of(endpoint) == null || EndpointHost.port(endpoint) > 65535) {
            throw new IllegalArgumentException("the endpoint has no host: " + scheme + ":…");
        }
        if (EndpointHost.userInfo(endpoint) != null) {
            throw new IllegalArgumentException(
                    "the endpoint must not hold credentials, which would end up in logs; use header(…) or headerSupplier(…)");
        }
        if (endpoint.getRawPath().isEmpty() || endpoint.getRawPath().equals("/")) {
            return withDefaultPath(endpoint);
        }
        return endpoint;
    }

    /** Shows only short words of lower-case letters, because no key looks like that. */
    private static String kind(@Nullable String scheme) {
        if (scheme == null) {
            return " without a scheme";
        }
        return scheme.matches("[a-z]{1,8}") ? " with the scheme " + scheme : "";
    }

    /** Keeps the query, which may hold a token. */
    private static URI withDefaultPath(URI endpoint) {
        String query = endpoint.getRawQuery();
        return URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority() + DEFAULT_PATH
                + (query == null ? "" : "?" + query));
    }

    /** Returns the default endpoint on a host. */
    static URI onHost(String host) {
        requireNonNull(host, "host");
        if (host.isEmpty()) {
            throw new IllegalArgumentException("not a host name: the text is empty");
        }
        try {
            return new URI("https", null, host, DEFAULT_PORT, DEFAULT_PATH, null, null);
        } catch (URISyntaxException e) {
            // The exception quotes its input, which may be a key that was passed in place of the host.
            throw new IllegalArgumentException("not a host name: " + Printable.described(host));
        }
    }
}
