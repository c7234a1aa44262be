package io.amp4j.opamp.internal.transport;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * HTTP and WebSocket on OkHttp. A fixed number of threads makes HTTP exchanges and WebSocket upgrades for all agents; they and the
 * timer thread are gone some seconds after the last use. Each open WebSocket has one reader, a virtual thread from Java 21 on. All
 * threads are daemons.
 */
public final class OkHttpTransport implements Transport {
    private static final int DEFAULT_THREADS = 8;
    private static final int WRITER_THREADS = 4;

    private final HttpClients clients;
    private final ThreadPoolExecutor exchanges;
    private final Executor writes;
    private final ScheduledThreadPoolExecutor timer;
    private final WebSocketConnection.Shared shared;
    private final Set<Connection> live = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Makes a transport with 8 threads for exchanges. */
    public OkHttpTransport() {
        this(DEFAULT_THREADS);
    }

    /** Makes a transport with {@code threads} threads, which bounds how many HTTP exchanges and upgrades happen at a time. */
    public OkHttpTransport(int threads) {
        this(threads, Duration.ofMillis(500));
    }

    OkHttpTransport(int threads, Duration checkAfter) {
        if (threads <= 0) {
            throw new IllegalArgumentException("threads must be positive: " + threads);
        }
        clients = new HttpClients(threads, checkAfter);
        exchanges = Threads.pool(threads, "opamp-http-");
        timer = Threads.timer("opamp-timer-");
        writes = Threads.tasks(WRITER_THREADS, "opamp-ws-writer-");
        shared = new WebSocketConnection.Shared(
                clients, exchanges, writes, Threads.cheapest("opamp-ws-reader-"), timer, live::remove);
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
        if (writes instanceof ExecutorService pool) {
            pool.shutdown();
        }
        clients.close();
    }
}
