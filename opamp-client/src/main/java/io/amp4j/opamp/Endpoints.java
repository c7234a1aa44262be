package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

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
        if (endpoint.getHost() == null) {
            throw new IllegalArgumentException("the endpoint has no host: " + scheme + ":…");
        }
        if (endpoint.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the endpoint must not hold credentials, which would end up in logs; use header(…) or headerSupplier(…)");
        }
        if (endpoint.getRawPath().isEmpty()) {
            return endpoint.resolve(DEFAULT_PATH);
        }
        return endpoint;
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
