package io.amp4j.opamp.internal.transport;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.internal.log.SafeLogger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HostnameVerifier;
import okhttp3.Authenticator;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.CookieJar;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** The HTTP clients of a transport: one per way of connecting, all on one pool of connections. */
final class HttpClients {
    private static final SafeLogger LOGGER = SafeLogger.of(HttpClients.class);

    /** A fleet has few ways of connecting; one more than this only costs a few objects and a new TLS session. */
    private static final int MAX_CACHED = 64;

    private record Way(TlsSettings tls, ProxySettings proxy, ConnectionTarget.Timeouts timeouts, boolean secure) {}

    /** A URL, and the client that leads there. */
    record Route(HttpUrl url, OkHttpClient client) {}

    private final OkHttpClient base;
    private final StaleConnections stale;
    private final Set<TlsSettings> warned = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final Map<Way, OkHttpClient> cache = new LinkedHashMap<>(16, 0.75f, true);

    /** @param checkAfter how long a connection may idle before it is checked again */
    HttpClients(int maxIdleConnections, Duration checkAfter) {
        stale = new StaleConnections(checkAfter);
        base = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(maxIdleConnections, 5, TimeUnit.MINUTES))
                .followRedirects(false)
                .followSslRedirects(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .authenticator(Authenticator.NONE)
                .proxyAuthenticator(Authenticator.NONE)
                .addNetworkInterceptor(new HiddenRetryAfter())
                .eventListenerFactory(CallWatch::of)
                .build();
    }

    /** Returns the way to the endpoint of a target. Asks the proxy selector of the JVM, if it is left to that. */
    Route route(ConnectionTarget target) {
        HttpUrl url = Urls.http(target.endpoint());
        return new Route(url, client(target, url));
    }

    /** Returns the client for {@code url}, which may differ from the endpoint of the target after a redirect. */
    OkHttpClient client(ConnectionTarget target, HttpUrl url) {
        ProxySettings proxy = ProxyRoute.to(url.uri(), target.proxy());
        Way way = new Way(target.tls(), proxy, target.timeouts(), url.isHttps());
        synchronized (cache) {
            OkHttpClient client = cache.get(way);
            if (client == null) {
                client = make(way);
                cache.put(way, client);
                if (cache.size() > MAX_CACHED) {
                    cache.remove(cache.keySet().iterator().next());
                }
            }
            return client;
        }
    }

    /** Returns a new watch over one call. */
    CallWatch watch() {
        return new CallWatch(stale);
    }

    /** Closes the connections that nobody uses. */
    void close() {
        synchronized (cache) {
            cache.clear();
        }
        base.connectionPool().evictAll();
    }

    private OkHttpClient make(Way way) {
        ConnectionTarget.Timeouts timeouts = way.timeouts();
        OkHttpClient.Builder builder = base.newBuilder()
                .connectTimeout(timeouts.connect())
                .writeTimeout(timeouts.write())
                .readTimeout(timeouts.read())
                .callTimeout(timeouts.call())
                // The body of a report is marked as sendable once, so the library repeats it only when it never left.
                .retryOnConnectionFailure(true);
        secure(builder, way.tls());
        warnIfUnverified(way.tls());
        route(builder, way);
        return builder.build();
    }

    /** Warns, once for the same settings. */
    void warnIfUnverified(TlsSettings tls) {
        if (!tls.verifies() && warned.add(tls)) {
            LOGGER.warning(
                    "TLS certificates and host names of OpAMP servers are NOT verified: anybody on the way can read"
                            + " and change what is sent; remove insecureSkipVerify from the TLS settings");
        }
    }

    /** Returns what decides whether a certificate is for a host. */
    HostnameVerifier hostnameVerifier() {
        return base.hostnameVerifier();
    }

    private static void secure(OkHttpClient.Builder builder, TlsSettings tls) {
        ConnectionSpec.Builder spec = new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
                .tlsVersions(tls.versions().toArray(new String[0]));
        if (!tls.cipherSuites().isEmpty()) {
            spec.cipherSuites(tls.cipherSuites().toArray(new String[0]));
        }
        builder.connectionSpecs(List.of(spec.build(), ConnectionSpec.CLEARTEXT))
                .sslSocketFactory(tls.sslContext().getSocketFactory(), tls.trustManager());
        if (!tls.verifies()) {
            builder.hostnameVerifier((host, session) -> true);
        }
    }

    private static void route(OkHttpClient.Builder builder, Way way) {
        ProxySettings proxy = way.proxy();
        boolean http = proxy.kind() == ProxySettings.Kind.HTTP || proxy.kind() == ProxySettings.Kind.HTTPS;
        if (proxy.kind() == ProxySettings.Kind.DIRECT) {
            builder.proxy(Proxy.NO_PROXY).socketFactory(new ProxySockets(proxy, way.tls(), ProxySockets.Reach.SERVER));
        } else if (http && !way.secure()) {
            // Plain requests are the proxy's to forward; many proxies tunnel to TLS ports alone.
            builder.proxy(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                    .socketFactory(new ProxySockets(proxy, way.tls(), ProxySockets.Reach.PROXY))
                    .dns(new Resolved());
            String authorization = ProxyRoute.authorization(proxy);
            if (authorization != null) {
                builder.addNetworkInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header("Proxy-Authorization", authorization)
                        .build()));
            }
        } else {
            builder.proxy(Proxy.NO_PROXY)
                    .socketFactory(new ProxySockets(proxy, way.tls(), ProxySockets.Reach.THROUGH_PROXY))
                    .dns(new Unresolved());
        }
    }

    /**
     * Leaves names to the proxy: the address means nothing and carries the name. One for each client, because kept connections are
     * told apart by it; the library does not look at who made the socket.
     */
    private static final class Unresolved implements Dns {
        @Override
        public List<InetAddress> lookup(String name) throws UnknownHostException {
            return List.of(InetAddress.getByAddress(name, new byte[4]));
        }
    }

    /** Looks names up, for one client alone, as {@link Unresolved} does not. */
    private static final class Resolved implements Dns {
        @Override
        public List<InetAddress> lookup(String name) throws UnknownHostException {
            return Dns.SYSTEM.lookup(name);
        }
    }
}
