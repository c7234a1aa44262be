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
 * HTTP and WebSocket on OkHttp 4.12 or 5.x: what a client uses that is given no other transport. HTTP exchanges and WebSocket upgrades of all
 * agents share threads: eight while servers are quick, and more, up to a limit, while exchanges wait for one; they and the timer thread are
 * gone some seconds after the last use. Each open WebSocket has one reader, and one writer while it writes, both virtual threads from Java 21
 * on. All threads are daemons.
 *
 * @since 0.1.0
 */
public final class OkHttpTransport implements Transport {
    /**
     * How many exchanges happen at a time at most, by default. A heartbeat every 30 s of 1,000 agents to a server that takes a second makes
     * 34; this is room for nearly 4,000 such agents, and still few sockets for a server or a proxy.
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
        // As many as WebSockets at most, of which each has a reader anyway: one that hangs holds up no other.
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
        // Told now, since a bad endpoint does not become better by trying.
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
                // Nobody else knows it.
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

    /** Once: what the first connection needs is made ready beside whatever goes on before it. Who needs it earlier makes it ready himself. */
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

    /** Returns how many connections are held: open WebSockets, and HTTP ones during an exchange. */
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
     * Collects what a transport is made of. Not for use by several threads.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private int exchanges = DEFAULT_EXCHANGES;
        private @Nullable OkHttpClient client;

        private Builder() {}

        /**
         * Sets a client of the program to derive from. It is not changed and stays the program's; the transport closes what is its own
         * alone. Default: none, which is as {@code new OkHttpClient()} with the proxies that the JVM names at the time.
         *
         * <p><b>Taken over</b>, for exchanges and upgrades alike: interceptors, DNS, socket factory, host name verifier and certificate pins
         * (neither of the two is asked where {@link TlsSettings} say not to verify). Application interceptors see each
         * exchange, and each upgrade as a {@code GET} with {@code Upgrade: websocket} whose answer has no body; what they change of a request is sent.
         * Network interceptors see exchanges alone, as with OkHttp's own WebSocket, and {@code Retry-After} under the
         * name {@code X-Amp4j-Retry-After}. Of the event listener, exchanges tell all events that OkHttp 4.12 has, upgrades when the
         * call starts, ends or fails. For exchanges alone: protocols, ping interval of HTTP/2, fast fallback.
         *
         * <p><b>Taken over unless set:</b> TLS (socket factory, trust manager, connection specs), if {@link ConnectionTarget#tls()} equals
         * {@link TlsSettings#DEFAULT}; proxy and proxy selector, if {@link ConnectionTarget#proxy()} is {@link ProxySettings#SYSTEM}. Of a
         * selector's proxies the first is used, and credentials come from {@link ProxySettings} alone, as does the TLS of an
         * {@code https} proxy from {@link TlsSettings}.
         *
         * <p><b>Not taken over:</b> all timeouts, which are those of {@link ConnectionTarget#timeouts()}; redirects, which are followed on the
         * same server alone; connection pool, dispatcher, cache, cookies; authenticators, since an answer 401 or 407 is for the client to
         * tell. An interceptor that hangs keeps a thread of the transport for as long.
         */
        public Builder client(OkHttpClient value) {
            client = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets how many HTTP exchanges and WebSocket upgrades can be under way at the same time, and how many idle connections are kept;
         * further ones wait for their turn. Default: {@link OkHttpTransport#DEFAULT_EXCHANGES}.
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
         * Returns a new transport, which starts threads when it is used.
         *
         * @throws LinkageError if a library that this needs is missing; one that does not fit is told as a failed attempt; the message names it
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
