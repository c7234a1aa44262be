package io.amp4j.opamp.internal.transport;

import io.amp4j.opamp.ProxySettings;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which proxy leads to a server. */
final class ProxyRoute {

    private ProxyRoute() {}

    /** Returns {@code settings}, or what the JVM's selector says when it is left to it; never {@link ProxySettings#SYSTEM}. */
    static ProxySettings to(URI httpUrl, ProxySettings settings) {
        if (settings.kind() != ProxySettings.Kind.SYSTEM) {
            return settings;
        }
        ProxySelector selector = ProxySelector.getDefault();
        List<Proxy> proxies = selector == null ? null : select(selector, httpUrl);
        Proxy first = proxies == null || proxies.isEmpty() ? Proxy.NO_PROXY : proxies.get(0);
        if (first.type() == Proxy.Type.DIRECT || !(first.address() instanceof InetSocketAddress address)) {
            return ProxySettings.DIRECT;
        }
        String host = address.getHostString();
        String scheme = first.type() == Proxy.Type.SOCKS ? "socks5://" : "http://";
        return ProxySettings.of(scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    /** A selector that cannot answer for this URL has no proxy for it. */
    private static @Nullable List<Proxy> select(ProxySelector selector, URI httpUrl) {
        try {
            return selector.select(httpUrl);
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** Returns the value of a {@code Proxy-Authorization} header, or null when the proxy has no credentials. */
    static @Nullable String authorization(ProxySettings proxy) {
        PasswordAuthentication credentials = proxy.credentials().orElse(null);
        if (credentials == null) {
            return null;
        }
        String pair = credentials.getUserName() + ":" + String.valueOf(credentials.getPassword());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
