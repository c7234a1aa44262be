package io.amp4j.opamp.internal.http;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.proxy.PlainSockets;
import io.amp4j.opamp.internal.proxy.ProxyException;
import io.amp4j.opamp.internal.proxy.ProxyRoute;
import io.amp4j.opamp.internal.proxy.ProxySockets;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.ConnectionTimeouts;
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
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.CertificatePinner;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** The HTTP clients of a transport: one per combination of TLS, proxy and timeouts, all with one connection pool. */
public final class HttpClients {
    private static final SafeLogger LOGGER = SafeLogger.of(HttpClients.class);

    /** A fleet has few such combinations; one more than this only costs a few objects and a new TLS session. */
    private static final int MAX_CACHED = 64;

    private record Way(TlsSettings tls, ProxySettings proxy, ConnectionTimeouts timeouts, boolean secure) {}

    /** A URL, and the client for it. */
    public record Route(HttpUrl url, OkHttpClient client) {}

    private final @Nullable OkHttpClient given;
    private final int maxIdleConnections;
    private final PlainSockets sockets;
    private final StaleConnections stale;
    private final Set<TlsSettings> warned = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final Map<Way, Made> cache = new LinkedHashMap<>(16, 0.75f, true);
    private final Object baseLock = new Object();
    private @Nullable OkHttpClient base;

    /**
     * Creates clients with a connection pool of their own.
     *
     * @param given the client that they are derived from; null for the defaults
     * @param checkAfter how long a connection may be idle before it is checked again
     */
    public HttpClients(@Nullable OkHttpClient given, int maxIdleConnections, Duration checkAfter) {
        this.given = given;
        this.maxIdleConnections = maxIdleConnections;
        stale = new StaleConnections(checkAfter);
        sockets = given == null ? PlainSockets.DIRECT : PlainSockets.of(given.socketFactory());
    }

    /** Created by the first connection: loading the library takes some time in a new JVM, and {@code build()} must not block for it. */
    private OkHttpClient base() {
        synchronized (baseLock) {
            OkHttpClient made = base;
            if (made == null) {
                made = makeBase();
                base = made;
            }
            return made;
        }
    }

    private OkHttpClient makeBase() {
        EventListener.Factory told = given == null ? null : given.eventListenerFactory();
        OkHttpClient.Builder builder = given == null
                // Building a client that may use TLS reads the platform's certificate authorities.
                ? new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                : given.newBuilder();
        return builder.connectionPool(new ConnectionPool(maxIdleConnections, 5, TimeUnit.MINUTES))
                .dispatcher(new Dispatcher())
                .followRedirects(false)
                .followSslRedirects(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .cache(null)
                .authenticator(Authenticator.NONE)
                .proxyAuthenticator(Authenticator.NONE)
                .addNetworkInterceptor(new HiddenRetryAfter())
                .eventListenerFactory(call -> CallWatch.of(call, told))
                .build();
    }

    /** Returns the route to the endpoint of a target. Calls the proxy selector of the JVM if the target says so. */
    public Route route(ConnectionTarget target) throws ProxyException {
        HttpUrl url = Urls.http(target.endpoint());
        return new Route(url, client(target, url));
    }

    /** Returns the client for {@code url}, which may differ from the endpoint of the target after a redirect. */
    OkHttpClient client(ConnectionTarget target, HttpUrl url) throws ProxyException {
        return client(target, url, proxy(target, url));
    }

    /** Returns the client for {@code url} and the proxy to it. */
    public OkHttpClient client(ConnectionTarget target, HttpUrl url, ProxySettings proxy) {
        Way way = new Way(target.tls(), proxy, target.timeouts(), url.isHttps());
        Made made;
        synchronized (cache) {
            made = cache.computeIfAbsent(way, Made::new);
            if (cache.size() > MAX_CACHED) {
                cache.remove(cache.keySet().iterator().next());
            }
        }
        return made.client();
    }

    /** Creates one client, which may read certificates; requests with another client do not wait for that. */
    private final class Made {
        private final Way way;
        private @Nullable OkHttpClient client;

        Made(Way way) {
            this.way = way;
        }

        synchronized OkHttpClient client() {
            OkHttpClient known = client;
            if (known == null) {
                known = make(way);
                client = known;
            }
            return known;
        }
    }

    /**
     * Initializes on this thread what the first exchange needs, in parallel to other work. A failure here is ignored, because it will occur
     * again in the exchange, which reports it.
     */
    public void prepare(ConnectionTarget target) {
        try {
            RequiredLibraries.use();
            base();
            if (Urls.http(target.endpoint()).isHttps() && !isLeftToTheGivenClient(target.tls())) {
                target.tls().sslContext();
            }
        } catch (RuntimeException | LinkageError e) {
            LOGGER.fine("a connection cannot be made ready", e);
        }
    }

    /** Returns a new watch of one call. */
    CallWatch watch() {
        return new CallWatch(stale);
    }

    /** Closes idle connections. */
    public void close() {
        synchronized (cache) {
            cache.clear();
        }
        synchronized (baseLock) {
            if (base != null) {
                base.connectionPool().evictAll();
            }
        }
    }

    private OkHttpClient make(Way way) {
        ConnectionTimeouts timeouts = way.timeouts();
        OkHttpClient.Builder builder = base().newBuilder()
                .connectTimeout(timeouts.connect())
                .writeTimeout(timeouts.write())
                .readTimeout(timeouts.read())
                .callTimeout(timeouts.call())
                // The body of a report is marked as one-shot, so the library repeats it only if nothing of it was sent.
                .retryOnConnectionFailure(true);
        if (way.secure()) {
            secure(builder, way.tls());
        }
        warnIfUnverified(way.tls());
        route(builder, way);
        return builder.build();
    }

    /** Warns once for the same settings. */
    private void warnIfUnverified(TlsSettings tls) {
        if (!tls.verifies() && warned.add(tls)) {
            LOGGER.warning(
                    "TLS certificates and host names of OpAMP servers are NOT verified: anybody on the way can read"
                            + " and change what is sent; remove insecureSkipVerify from the TLS settings");
        }
    }

    /** Returns the factory of TCP sockets. */
    public PlainSockets sockets() {
        return sockets;
    }

    /** Returns the resolver of server names. */
    public Dns dns() {
        return base().dns();
    }

    /** Returns the proxy to {@code url}; if the target does not set one, the given client decides, or else the JVM. */
    public ProxySettings proxy(ConnectionTarget target, HttpUrl url) throws ProxyException {
        if (given == null || target.proxy().kind() != ProxySettings.Kind.SYSTEM) {
            return ProxyRoute.to(url.uri(), target.proxy());
        }
        Proxy fixed = given.proxy();
        return fixed == null ? ProxyRoute.to(url.uri(), given.proxySelector()) : ProxyRoute.of(fixed);
    }

    /**
     * Returns a call that goes through the interceptors of the client that was given, and then through one that answers it; null if there are
     * none to go through.
     */
    public @Nullable Call intercepted(Request request, Interceptor last) {
        return given == null
                ? null
                : base().newBuilder().addInterceptor(last).build().newCall(request);
    }

    private void secure(OkHttpClient.Builder builder, TlsSettings tls) {
        if (isLeftToTheGivenClient(tls)) {
            return;
        }
        ConnectionSpec.Builder spec = new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
                .tlsVersions(tls.versions().toArray(new String[0]));
        if (!tls.cipherSuites().isEmpty()) {
            spec.cipherSuites(tls.cipherSuites().toArray(new String[0]));
        }
        builder.connectionSpecs(List.of(spec.build(), ConnectionSpec.CLEARTEXT))
                .sslSocketFactory(tls.sslContext().getSocketFactory(), tls.trustManager());
        if (!tls.verifies()) {
            builder.hostnameVerifier((host, session) -> true).certificatePinner(CertificatePinner.DEFAULT);
        }
    }

    private boolean isLeftToTheGivenClient(TlsSettings tls) {
        return given != null && tls.equals(TlsSettings.DEFAULT);
    }

    private void route(OkHttpClient.Builder builder, Way way) {
        ProxySettings proxy = way.proxy();
        boolean http = proxy.kind() == ProxySettings.Kind.HTTP || proxy.kind() == ProxySettings.Kind.HTTPS;
        if (proxy.kind() == ProxySettings.Kind.DIRECT) {
            builder.proxy(Proxy.NO_PROXY).socketFactory(sockets(way, ProxySockets.Reach.SERVER));
        } else if (http && !way.secure()) {
            // Plaintext requests are forwarded by the proxy, because many proxies tunnel only to TLS ports.
            builder.proxy(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                    .socketFactory(sockets(way, ProxySockets.Reach.PROXY))
                    .dns(new Resolved(base().dns()));
            String authorization = ProxyRoute.authorization(proxy);
            if (authorization != null) {
                builder.addNetworkInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header("Proxy-Authorization", authorization)
                        .build()));
            }
        } else {
            builder.proxy(Proxy.NO_PROXY)
                    .socketFactory(sockets(way, ProxySockets.Reach.THROUGH_PROXY))
                    .dns(new Unresolved());
        }
    }

    private ProxySockets sockets(Way way, ProxySockets.Reach reach) {
        return new ProxySockets(way.proxy(), way.tls(), reach, sockets);
    }

    /**
     * Leaves the resolution of names to the proxy: returns a dummy address with the name. One instance per client, because the pool
     * distinguishes connections by it and ignores the socket factory.
     */
    private static final class Unresolved implements Dns {
        @Override
        public List<InetAddress> lookup(String name) throws UnknownHostException {
            return List.of(InetAddress.getByAddress(name, new byte[4]));
        }
    }

    /** Resolves names, with one instance per client, for the same reason as {@link Unresolved}. */
    private static final class Resolved implements Dns {
        private final Dns dns;

        Resolved(Dns dns) {
            this.dns = dns;
        }

        @Override
        public List<InetAddress> lookup(String name) throws UnknownHostException {
            return dns.lookup(name);
        }
    }
}
