package io.amp4j.opamp.transport;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.internal.http.HttpClients;
import io.amp4j.opamp.internal.http.HttpConnection;
import io.amp4j.opamp.internal.http.RequiredLibraries;
import io.amp4j.opamp.internal.http.Urls;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.threads.GrowingThreads;
import io.amp4j.opamp.internal.threads.Threads;
import io.amp4j.opamp.internal.websocket.WebSocketConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The default transport: HTTP and WebSocket with OkHttp 4.12 or 5.x. HTTP exchanges and WebSocket upgrades of all agents share threads:
 * eight while servers answer quickly, and more, up to a limit, while exchanges wait for a thread. These threads and the timer thread end
 * some seconds after their last use. Each open WebSocket has one reader thread, and one writer thread while it writes, both virtual from
 * Java 21 on. All threads are daemons.
 *
 * @since 0.1.0
 */
public final class OkHttpTransport implements Transport {
    /**
     * The default limit of concurrent exchanges. 1,000 agents with a heartbeat every 30 s and a server that takes a second to answer have
     * 34 concurrent exchanges; this limit suffices for nearly 4,000 such agents, and is still few sockets for a server or a proxy.
     */
    public static final int DEFAULT_EXCHANGES = 128;

    private static final SafeLogger LOGGER = SafeLogger.of(OkHttpTransport.class);

    private static final Duration CHECK_AFTER = Duration.ofMillis(500);
    private static final int QUICK_EXCHANGES = 8;
    private static final int QUICK_WRITERS = 4;

    private final HttpClients clients;
    private final GrowingThreads exchanges;
    private final Executor writes;
    private final ScheduledThreadPoolExecutor timer;
    private final WebSocketConnection.Shared shared;
    private final Set<Connection> live = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean prepared = new AtomicBoolean();
    private volatile boolean closed;

    OkHttpTransport() {
        this(DEFAULT_EXCHANGES);
    }

    OkHttpTransport(int exchanges) {
        this(exchanges, CHECK_AFTER);
    }

    OkHttpTransport(int exchanges, Duration checkAfter) {
        this(null, exchanges, checkAfter);
    }

    private OkHttpTransport(@Nullable OkHttpClient client, int exchanges, Duration checkAfter) {
        clients = new HttpClients(client, exchanges, checkAfter);
        timer = Threads.timer("opamp-timer-");
        this.exchanges = new GrowingThreads(QUICK_EXCHANGES, exchanges, "opamp-http-", timer);
        // At most one thread per WebSocket, each of which has a reader thread anyway: a blocked one delays no other.
        writes = Threads.tasks(QUICK_WRITERS, "opamp-ws-writer-", timer);
        shared = new WebSocketConnection.Shared(
                clients, this.exchanges, writes, Threads.cheapest("opamp-ws-reader-"), timer, live::remove);
    }

    /** Returns a transport with the defaults, as {@link #builder} does. */
    public static OkHttpTransport create() {
        return builder().build();
    }

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Connection open(ConnectionTarget target, ConnectionListener listener) {
        requireNonNull(target, "target");
        requireNonNull(listener, "listener");
        // Reported now, because a retry cannot help with an invalid endpoint.
        Urls.http(target.endpoint());
        if (closed) {
            throw new IllegalStateException("the transport is closed");
        }
        Connection connection;
        prepare(target);
        if (target.isWebSocket()) {
            WebSocketConnection webSocket = new WebSocketConnection(target, listener, shared);
            live.add(webSocket);
            try {
                start(webSocket::open);
            } catch (RuntimeException | Error e) {
                // No other thread knows this connection yet.
                live.remove(webSocket);
                throw e;
            }
            connection = webSocket;
        } else {
            Executor quick = timer;
            HttpConnection http = new HttpConnection(clients, target, exchanges, quick, listener, live);
            start(http::open);
            connection = http;
        }
        if (closed) {
            connection.abort();
        }
        return connection;
    }

    /** Initializes once, in the background, what the first connection needs. A connection that needs it earlier initializes it itself. */
    private void prepare(ConnectionTarget target) {
        if (!prepared.compareAndSet(false, true)) {
            return;
        }
        try {
            exchanges.execute(() -> clients.prepare(target));
        } catch (RuntimeException | Error e) {
            LOGGER.fine("nothing is made ready", e);
        }
    }

    private void start(Runnable open) {
        try {
            open.run();
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the transport is closed", e);
        }
    }

    /** Returns the number of live connections: open WebSockets, and HTTP connections during an exchange. */
    int liveConnections() {
        return live.size();
    }

    @Override
    public void close() {
        closed = true;
        live.forEach(Connection::abort);
        timer.shutdownNow();
        exchanges.shutdown();
        if (writes instanceof GrowingThreads pool) {
            pool.shutdown();
        }
        clients.close();
    }

    /**
     * Builds a transport. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private int exchanges = DEFAULT_EXCHANGES;
        private @Nullable OkHttpClient client;

        private Builder() {}

        /**
         * Sets an OkHttp client from which the transport takes settings. The given client is not changed and not closed; the transport
         * closes only its own resources. Default: none, which is the same as {@code new OkHttpClient()} with the proxies that the JVM's
         * proxy selector returns at the time.
         *
         * <p><b>Taken over</b>, for exchanges and upgrades alike: interceptors, DNS, socket factory, host name verifier and certificate
         * pins (verifier and pins are not used if {@link TlsSettings} switch verification off). Application interceptors see each exchange,
         * and each upgrade as a {@code GET} with {@code Upgrade: websocket} whose answer has no body; their changes of a request are sent.
         * Network interceptors see only exchanges, as with OkHttp's own WebSocket, and see {@code Retry-After} under the name
         * {@code X-Amp4j-Retry-After}. The event listener gets all events of OkHttp 4.12 for exchanges, and start, end and failure of the
         * call for upgrades. Only for exchanges: protocols, ping interval of HTTP/2, fast fallback.
         *
         * <p><b>Taken over unless set:</b> TLS (socket factory, trust manager, connection specs), if {@link ConnectionTarget#tls()} equals
         * {@link TlsSettings#DEFAULT}; proxy and proxy selector, if {@link ConnectionTarget#proxy()} is {@link ProxySettings#SYSTEM}. Of a
         * selector's proxies the first is used. Proxy credentials come only from {@link ProxySettings}, and the TLS settings of an
         * {@code https} proxy only from {@link TlsSettings}.
         *
         * <p><b>Not taken over:</b> all timeouts, which are those of {@link ConnectionTarget#timeouts()}; redirects, which are followed
         * only on the same server; connection pool, dispatcher, cache, cookies; authenticators, because the client itself reports an answer
         * 401 or 407. An interceptor that blocks occupies a thread of the transport meanwhile.
         */
        public Builder client(OkHttpClient value) {
            client = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets how many HTTP exchanges and WebSocket upgrades can be in progress at the same time; further ones are queued. It is also the
         * number of idle connections that are kept. Default: {@link OkHttpTransport#DEFAULT_EXCHANGES}.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder concurrentExchanges(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("concurrentExchanges must be at least 1: " + value);
            }
            exchanges = value;
            return this;
        }

        /**
         * Returns a new transport, which starts threads only when it is used.
         *
         * @throws LinkageError if a required library is missing; the message names it. An incompatible library is reported as a failed
         *     attempt
         */
        public OkHttpTransport build() {
            try {
                RequiredLibraries.find();
                return new OkHttpTransport(client, exchanges, CHECK_AFTER);
            } catch (LinkageError e) {
                throw new LinkageError(RequiredLibraries.explain(e), e);
            }
        }
    }
}
