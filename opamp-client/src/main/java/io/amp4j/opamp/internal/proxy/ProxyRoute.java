package io.amp4j.opamp.internal.proxy;

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

/** Determines the proxy for a server. */
public final class ProxyRoute {

    private ProxyRoute() {}

    /**
     * Returns {@code settings}, or the proxy of the JVM's selector if they are {@link ProxySettings#SYSTEM}; never
     * {@link ProxySettings#SYSTEM}.
     *
     * @throws ProxyException if the selector fails, because connecting without a proxy might not be allowed
     */
    public static ProxySettings to(URI httpUrl, ProxySettings settings) throws ProxyException {
        return settings.kind() == ProxySettings.Kind.SYSTEM ? to(httpUrl, ProxySelector.getDefault()) : settings;
    }

    /**
     * Returns the first proxy that a selector returns; no proxy if there is no selector.
     *
     * @throws ProxyException if it fails
     */
    public static ProxySettings to(URI httpUrl, @Nullable ProxySelector selector) throws ProxyException {
        List<Proxy> proxies = selector == null ? null : select(selector, httpUrl);
        return of(proxies == null || proxies.isEmpty() ? Proxy.NO_PROXY : proxies.get(0));
    }

    /** Returns the settings that mean a proxy of the JDK. */
    public static ProxySettings of(Proxy proxy) {
        if (proxy.type() == Proxy.Type.DIRECT || !(proxy.address() instanceof InetSocketAddress address)) {
            return ProxySettings.DIRECT;
        }
        String host = address.getHostString();
        String scheme = proxy.type() == Proxy.Type.SOCKS ? "socks5://" : "http://";
        return ProxySettings.of(scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    private static @Nullable List<Proxy> select(ProxySelector selector, URI httpUrl) throws ProxyException {
        try {
            return selector.select(httpUrl);
        } catch (RuntimeException | Error e) {
            throw new ProxyException(
                    "the proxy selector of the JVM failed with " + e.getClass().getSimpleName()
                            + "; set the proxy with ProxySettings, or ProxySettings.DIRECT",
                    e);
        }
    }

    /** Returns the value of a {@code Proxy-Authorization} header, or null if the proxy has no credentials. */
    public static @Nullable String authorization(ProxySettings proxy) {
        PasswordAuthentication credentials = proxy.credentials().orElse(null);
        if (credentials == null) {
            return null;
        }
        String pair = credentials.getUserName() + ":" + String.valueOf(credentials.getPassword());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
