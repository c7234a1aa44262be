package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.setup.ProxyRule;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which proxy a connection goes through. */
public sealed interface ProxyChoice {

    /** Returns what the JVM says, and nothing else. */
    static ProxyChoice jvm() {
        return new OfProcess(ProxyRule.NONE);
    }

    /** Returns no proxy, whatever the JVM says. */
    static ProxyChoice direct() {
        return new Fixed(Optional.empty());
    }

    /**
     * Returns the proxy to an endpoint as of now.
     *
     * @throws IOException if what decides names no proxy
     */
    Optional<ProxyRule.Proxy> to(URI endpoint) throws IOException;

    /**
     * What the process is told, which may change while it runs. Who tells the JVM of proxies ({@code https.proxyHost}, a proxy selector)
     * decides alone; the variables count otherwise.
     */
    record OfProcess(ProxyRule variables) implements ProxyChoice {
        private static final String STANDARD_SELECTOR = "sun.net.spi.DefaultProxySelector";

        @Override
        public Optional<ProxyRule.Proxy> to(URI endpoint) throws IOException {
            ProxySelector selector = ProxySelector.getDefault();
            String scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
            return jvmDecides(selector, scheme) ? ofTheJvm(selector, endpoint) : ofVariable(endpoint);
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

        private Optional<ProxyRule.Proxy> ofVariable(URI endpoint) throws IOException {
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
            ProxyRule.Kind kind =
                    first.type() == java.net.Proxy.Type.SOCKS ? ProxyRule.Kind.SOCKS : ProxyRule.Kind.HTTP;
            return Optional.of(
                    new ProxyRule.Proxy("the JVM", kind, address.getHostString(), address.getPort(), null, Map.of()));
        }
    }

    /** One proxy for every endpoint, or none. */
    record Fixed(Optional<ProxyRule.Proxy> proxy) implements ProxyChoice {
        @Override
        public Optional<ProxyRule.Proxy> to(URI endpoint) {
            return proxy;
        }
    }
}
