package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.transport.EndpointHost;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Which URLs are endpoints of an OpAMP server. */
final class Endpoints {

    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
    private static final String DEFAULT_PATH = "/v1/opamp";
    private static final int DEFAULT_PORT = 4320;

    private Endpoints() {}

    /** Returns the endpoint with the default path, if it has none. */
    static URI checked(URI endpoint) {
        requireNonNull(endpoint, "endpoint");
        String scheme = endpoint.getScheme();
        if (scheme == null || !SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "an endpoint is an http, https, ws or wss URL; the scheme is: " + scheme);
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

    /** Keeps the query, in which a token may stand. */
    private static URI withDefaultPath(URI endpoint) {
        String query = endpoint.getRawQuery();
        return URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority() + DEFAULT_PATH
                + (query == null ? "" : "?" + query));
    }

    /** Returns the endpoint on a host of which nothing else is known. */
    static URI onHost(String host) {
        try {
            return new URI("https", null, host, DEFAULT_PORT, DEFAULT_PATH, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a host name: '" + host + "'", e);
        }
    }
}
