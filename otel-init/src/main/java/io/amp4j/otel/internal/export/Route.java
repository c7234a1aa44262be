package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.setup.ProxyRule;
import io.amp4j.otel.internal.setup.ServerAddress;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The way to an endpoint, as it is now: the proxies of a JVM may change while it runs.
 *
 * @param secure whether the connection to the server uses TLS
 * @param proxy the proxy to go through
 */
record Route(ServerAddress server, boolean secure, Optional<ProxyRule.Proxy> proxy, TlsTerms tls) {
    /**
     * Finds the way.
     *
     * @throws IOException if what decides of the proxy for this endpoint names none
     */
    static Route to(URI endpoint, ConnectionTerms terms) throws IOException {
        ServerAddress server =
                ServerAddress.of(endpoint).orElseThrow(() -> new IllegalArgumentException("the endpoint has no host"));
        boolean secure = endpoint.getScheme().toLowerCase(Locale.ROOT).equals("https");
        return new Route(server, secure, terms.proxies().to(endpoint), terms.tls());
    }

    /** Returns the port of the server. */
    int port() {
        return server.portOr(secure ? "https" : "http");
    }

    /** Whether requests go to the proxy itself, with the full address in them. */
    boolean asksProxy() {
        return !secure && proxy.isPresent() && proxy.get().kind() != ProxyRule.Kind.SOCKS;
    }
}
