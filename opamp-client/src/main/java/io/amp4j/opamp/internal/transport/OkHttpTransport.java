package io.amp4j.opamp.internal.transport;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * HTTP and WebSocket on OkHttp. HTTP exchanges and WebSocket upgrades of all agents share threads: eight while servers are quick, and
 * more, up to a limit, while exchanges wait for one; they and the timer thread are gone some seconds after the last use. Each open
 * WebSocket has one reader, and one writer while it writes, both virtual threads from Java 21 on. All threads are daemons.
 */
public final class OkHttpTransport implements Transport {
    /**
     * How many exchanges happen at a time at most, by default. A heartbeat every 30 s of 1,000 agents to a server that takes a second makes
     * 34; this is room for nearly 4,000 such agents, and still few sockets for a server or a proxy.
     */
    public static final int DEFAULT_EXCHANGES = 128;

    private static final int QUICK_EXCHANGES = 8;
    private static final int QUICK_WRITERS = 4;

    private final HttpClients clients;
    private final GrowingThreads exchanges;
    private final Executor writes;
    private final ScheduledThreadPoolExecutor timer;
    private final WebSocketConnection.Shared shared;
    private final Set<Connection> live = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Makes a transport with {@link #DEFAULT_EXCHANGES}. */
    public OkHttpTransport() {
        this(DEFAULT_EXCHANGES);
    }

    /** Makes a transport with at most {@code exchanges} HTTP exchanges and upgrades at a time; it keeps as many idle connections. */
    public OkHttpTransport(int exchanges) {
        this(exchanges, Duration.ofMillis(500));
    }

    OkHttpTransport(int exchanges, Duration checkAfter) {
        if (exchanges <= 0) {
            throw new IllegalArgumentException("exchanges must be positive: " + exchanges);
        }
        clients = new HttpClients(exchanges, checkAfter);
        timer = Threads.timer("opamp-timer-");
        this.exchanges = new GrowingThreads(QUICK_EXCHANGES, exchanges, "opamp-http-", timer);
        // As many as WebSockets at most, of which each has a reader anyway: one that hangs holds up no other.
        writes = Threads.tasks(QUICK_WRITERS, "opamp-ws-writer-", timer);
        shared = new WebSocketConnection.Shared(
                clients, this.exchanges, writes, Threads.cheapest("opamp-ws-reader-"), timer, live::remove);
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
}
