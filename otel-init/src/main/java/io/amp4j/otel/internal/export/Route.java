package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.setup.ProxyRule;
import io.amp4j.otel.internal.setup.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to an endpoint, as it is now: the proxies of a JVM may change while it runs.
 *
 * @param secure whether the connection to the server uses TLS
 * @param proxy the proxy to go through
 */
record Route(ServerAddress server, boolean secure, Optional<ProxyRule.Proxy> proxy) {
    private static final String STANDARD_SELECTOR = "sun.net.spi.DefaultProxySelector";

    /**
     * Finds the way. Who tells the JVM of proxies ({@code https.proxyHost}, a proxy selector) decides alone; the variables count otherwise.
     *
     * @throws IOException if the variable that holds for this endpoint names no proxy
     */
    static Route to(URI endpoint, ProxyRule variables) throws IOException {
        ServerAddress server =
                ServerAddress.of(endpoint).orElseThrow(() -> new IllegalArgumentException("the endpoint has no host"));
        String scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
        ProxySelector selector = ProxySelector.getDefault();
        Optional<ProxyRule.Proxy> proxy =
                jvmDecides(selector, scheme) ? ofTheJvm(selector, endpoint) : ofVariable(variables, endpoint);
        return new Route(server, scheme.equals("https"), proxy);
    }

    private static boolean jvmDecides(@Nullable ProxySelector selector, String scheme) {
        return selector == null
                || !selector.getClass().getName().equals(STANDARD_SELECTOR)
                || isSet(scheme + ".proxyHost")
                || isSet("socksProxyHost")
                || Boolean.getBoolean("java.net.useSystemProxies");
    }

    private static boolean isSet(String property) {
        String value = System.getProperty(property);
        return value != null && !value.isBlank();
    }

    private static Optional<ProxyRule.Proxy> ofVariable(ProxyRule variables, URI endpoint) throws IOException {
        ProxyRule.Variable variable = variables.to(endpoint);
        if (variable.problem().isPresent()) {
            throw new ProxyException(variable.problem().get(), null);
        }
        return variable.proxy();
    }

    private static Optional<ProxyRule.Proxy> ofTheJvm(@Nullable ProxySelector selector, URI endpoint) {
        List<java.net.Proxy> proxies = selector == null ? List.of() : selector.select(endpoint);
        if (proxies == null || proxies.isEmpty()) {
            return Optional.empty();
        }
        java.net.Proxy first = proxies.get(0);
        if (first.type() == java.net.Proxy.Type.DIRECT || !(first.address() instanceof InetSocketAddress address)) {
            return Optional.empty();
        }
        ProxyRule.Kind kind = first.type() == java.net.Proxy.Type.SOCKS ? ProxyRule.Kind.SOCKS : ProxyRule.Kind.HTTP;
        return Optional.of(new ProxyRule.Proxy("the JVM", kind, address.getHostString(), address.getPort(), null));
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
