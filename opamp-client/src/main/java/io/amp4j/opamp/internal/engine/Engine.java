package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.transport.Transport;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs any number of agents on a fixed number of threads: one loop for all sessions, and a few for each kind of work that may block:
 * callbacks, header suppliers, stores, futures. Those few come when needed and go when idle, and no kind can block another. All are
 * daemons.
 */
public final class Engine implements AutoCloseable {

    /** How many header suppliers are asked at a time. They wait for other machines, so that some may hang. */
    private static final int HEADER_THREADS = 16;

    /** How many stores are at work at a time. */
    private static final int STORE_THREADS = 2;

    /** How many threads complete futures, with what their users have hung on them. */
    private static final int FUTURE_THREADS = 2;

    private static final long IDLE_SECONDS = 10;

    private final Loop loop;
    private final Transport transport;
    private final InstantSource clock;
    private final ThreadPoolExecutor headers;
    private final ThreadPoolExecutor stores;
    private final ThreadPoolExecutor futures;
    private final @Nullable ThreadPoolExecutor ownCallbacks;
    private final Executor callbacks;
    private final Set<Agent> agents = ConcurrentHashMap.newKeySet();

    /**
     * Starts the loop.
     *
     * @param transport closed with this engine
     * @param clock the wall clock
     * @param ticker the monotonic clock
     * @param scheduler where delays come from, never shut down by this engine; null for the loop's own, in real time
     * @param callbacks runs the callbacks, never shut down by this engine; null for threads of its own
     * @param callbackThreads how many threads of its own run callbacks at most
     */
    public Engine(
            Transport transport,
            InstantSource clock,
            LongSupplier ticker,
            @Nullable ScheduledExecutorService scheduler,
            @Nullable Executor callbacks,
            int callbackThreads) {
        this.transport = transport;
        this.clock = clock;
        this.loop = new Loop("opamp-loop", ticker, scheduler);
        this.headers = pool("opamp-headers-", HEADER_THREADS);
        this.stores = pool("opamp-store-", STORE_THREADS);
        this.futures = pool("opamp-future-", FUTURE_THREADS);
        if (callbacks == null) {
            ThreadPoolExecutor own = pool("opamp-callback-", callbackThreads);
            this.ownCallbacks = own;
            this.callbacks = own;
        } else {
            this.ownCallbacks = null;
            this.callbacks = callbacks;
        }
    }

    /** Makes an agent, which then waits to be started. */
    public Agent agent(AgentSpec spec) {
        return new Agent(spec, this);
    }

    Loop loop() {
        return loop;
    }

    Transport transport() {
        return transport;
    }

    InstantSource clock() {
        return clock;
    }

    /** Returns the threads for header suppliers. */
    ThreadPoolExecutor headers() {
        return headers;
    }

    /** Returns the threads for stores, which other users' code cannot block. */
    Executor stores() {
        return stores;
    }

    /** Returns the threads for the completion of futures. */
    Executor futures() {
        return futures;
    }

    Executor callbacks() {
        return callbacks;
    }

    void started(Agent agent) {
        agents.add(agent);
    }

    void terminated(Agent agent) {
        agents.remove(agent);
    }

    /** Returns the agents that are started and not terminated. */
    public Set<Agent> agents() {
        return Set.copyOf(agents);
    }

    /** Ends all threads without waiting for them. Agents that still run are cut off. */
    @Override
    public void close() {
        transport.close();
        // What the agents still do on the loop can hand work to these threads, such as to close a store.
        loop.close(this::endThreads);
    }

    private void endThreads() {
        headers.shutdown();
        stores.shutdown();
        futures.shutdown();
        if (ownCallbacks != null) {
            ownCallbacks.shutdown();
        }
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
