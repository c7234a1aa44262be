package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.transport.Transport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs any number of agents on few threads: one loop for all sessions, and an {@link ElasticPool} for each kind of work that may block:
 * callbacks, header suppliers, stores, futures. A pool grows while the code of users hangs in it, so that no agent waits for the code of
 * another. All are daemons.
 */
public final class Engine implements AutoCloseable {

    private static final SafeLogger LOGGER = SafeLogger.of(Engine.class);

    /** How long the end waits for the last lines of the log. */
    private static final long LOG_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Loop loop;
    private final Transport transport;
    private final InstantSource clock;
    private final ElasticPool headers = new ElasticPool("opamp-headers-", Integer.MAX_VALUE);
    private final ElasticPool stores = new ElasticPool("opamp-store-", Integer.MAX_VALUE);
    private final ElasticPool futures = new ElasticPool("opamp-future-", Integer.MAX_VALUE);
    private final AtomicBoolean clockFailed = new AtomicBoolean();
    private final @Nullable ElasticPool ownCallbacks;
    private final Executor callbacks;
    private final Set<Agent> agents = ConcurrentHashMap.newKeySet();

    /**
     * Starts the loop.
     *
     * @param transport closed with this engine
     * @param clock the wall clock
     * @param ticker the monotonic clock; null for the system's
     * @param scheduler where delays come from, never shut down by this engine; null for the loop's own, in real time
     * @param callbacks runs the callbacks, never shut down by this engine; null for threads of its own
     * @param callbackThreads how many threads of its own run callbacks at most
     */
    public Engine(
            Transport transport,
            InstantSource clock,
            @Nullable LongSupplier ticker,
            @Nullable ScheduledExecutorService scheduler,
            @Nullable Executor callbacks,
            int callbackThreads) {
        this.transport = transport;
        this.clock = clock;
        this.loop = new Loop("opamp-loop", ticker, scheduler);
        if (callbacks == null) {
            ElasticPool own = new ElasticPool("opamp-callback-", callbackThreads);
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

    /** Returns the wall time: the system's while the clock of the user fails. */
    Instant wallTime() {
        try {
            return clock.instant();
        } catch (Throwable e) {
            if (clockFailed.compareAndSet(false, true)) {
                LOGGER.warning("the clock given to the client failed; it goes by the system's meanwhile", e);
            }
            return Instant.now();
        }
    }

    /** Returns the threads for header suppliers. */
    ElasticPool headers() {
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
        try {
            transport.close();
        } catch (Throwable e) {
            LOGGER.warning("the transport could not be closed", e);
        }
        // What the agents still do on the loop can hand work to these threads, such as to close a store.
        loop.close(this::endThreads);
        SafeLogger.awaitWritten(LOG_TIMEOUT_NANOS);
    }

    private void endThreads() {
        headers.shutdown();
        stores.shutdown();
        futures.shutdown();
        if (ownCallbacks != null) {
            ownCallbacks.shutdown();
        }
    }
}
