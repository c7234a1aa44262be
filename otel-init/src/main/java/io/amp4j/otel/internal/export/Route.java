package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.setup.ProxyRule;
import io.amp4j.otel.internal.setup.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The way to an endpoint.
 *
 * @param ofTheJvm whether the JDK's client can go it, with the proxy of the JVM if there is one
 * @param proxy the proxy of another way
 */
record Route(boolean ofTheJvm, Optional<ProxyRule.Proxy> proxy) {
    private static final String STANDARD_SELECTOR = "sun.net.spi.DefaultProxySelector";

    /**
     * Finds the way. Who tells the JVM of proxies ({@code https.proxyHost}, a proxy selector) decides alone; the variables hold elsewhere.
     *
     * @throws IOException if the variable that holds for this endpoint names no proxy
     */
    static Route to(URI endpoint, ProxyRule variables) throws IOException {
        // A host with an underscore is no host to the JDK's client.
        boolean known = endpoint.getHost() != null;
        if (jvmDecides(endpoint)) {
            return known ? new Route(true, Optional.empty()) : new Route(false, ofTheJvm(endpoint));
        }
        ProxyRule.Variable variable = variables.to(endpoint);
        if (variable.problem().isPresent()) {
            throw new ProxyTrouble(variable.problem().get(), null);
        }
        return new Route(known && variable.proxy().isEmpty(), variable.proxy());
    }

    private static boolean jvmDecides(URI endpoint) {
        ProxySelector selector = ProxySelector.getDefault();
        return selector == null
                || !selector.getClass().getName().equals(STANDARD_SELECTOR)
                || isSet(endpoint.getScheme() + ".proxyHost")
                || isSet("socksProxyHost")
                || Boolean.getBoolean("java.net.useSystemProxies");
    }

    private static boolean isSet(String property) {
        String value = System.getProperty(property);
        return value != null && !value.isBlank();
    }

    private static Optional<ProxyRule.Proxy> ofTheJvm(URI endpoint) {
        ProxySelector selector = ProxySelector.getDefault();
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

    /** Returns the server of an endpoint that has been checked. */
    static ServerAddress server(URI endpoint) {
        return ServerAddress.of(endpoint).orElseThrow(() -> new IllegalArgumentException("the endpoint has no host"));
    }
}
