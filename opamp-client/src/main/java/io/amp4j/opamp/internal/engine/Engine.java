package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.internal.codec.WireClasses;
import io.amp4j.opamp.internal.engine.WorkCounter.Kind;
import io.amp4j.opamp.internal.http.Downloads;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs any number of agents on few threads: one loop for all sessions, and an {@link ElasticPool} for each kind of work that may block:
 * callbacks, header suppliers, stores, futures, health probes. A pool grows while user code blocks in it, so that no agent waits for the
 * code of another. All threads are daemons.
 */
public final class Engine implements AutoCloseable {

    private static final SafeLogger LOGGER = SafeLogger.of(Engine.class);

    /** How long {@link #close} waits for the last log records. */
    private static final long LOG_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** The limit of concurrent downloads, however many agents there are. */
    private static final int MOST_DOWNLOADS = 16;

    /** A practically infinite wait, whose deadline does not overflow. */
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

    private final Loop loop;
    private final Transport transport;
    private final InstantSource clock;
    private final WorkCounter counter;
    private final ElasticPool headers;
    private final ElasticPool stores;
    private final ElasticPool futures;
    private final ElasticPool probes;
    private final ElasticPool installers;
    private final ElasticPool downloads;
    private @Nullable Downloads downloadClients;
    private final AtomicBoolean clockFailed = new AtomicBoolean();
    private final AtomicBoolean messagesLoaded = new AtomicBoolean();
    private final ElasticPool ownCallbacks;
    private final Executor callbacks;
    private final Set<Agent> agents = ConcurrentHashMap.newKeySet();

    /**
     * Starts the loop.
     *
     * @param transport closed with this engine
     * @param clock the wall clock
     * @param ticker the monotonic clock; null for the system's
     * @param scheduler schedules delays, never shut down by this engine; null for the loop's own, in real time
     * @param callbacks runs the callbacks, never shut down by this engine; null for threads of its own
     * @param callbackThreads the maximum number of the engine's own threads that run callbacks
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
        this.counter = loop.counter();
        this.headers = new ElasticPool("opamp-headers-", Integer.MAX_VALUE, counter, Kind.HEADERS);
        this.stores = new ElasticPool("opamp-store-", Integer.MAX_VALUE, counter, Kind.STORE);
        this.futures = new ElasticPool("opamp-future-", Integer.MAX_VALUE, counter, Kind.FUTURE);
        this.probes = new ElasticPool("opamp-probe-", Integer.MAX_VALUE, counter, Kind.PROBE);
        this.installers = new ElasticPool("opamp-package-", Integer.MAX_VALUE, counter, Kind.INSTALLER);
        this.downloads = new ElasticPool("opamp-download-", MOST_DOWNLOADS, counter, Kind.DOWNLOAD);
        this.ownCallbacks = new ElasticPool("opamp-callback-", callbackThreads, counter, Kind.CALLBACK);
        this.callbacks = callbacks == null ? ownCallbacks : new UserExecutor(callbacks, ownCallbacks, counter);
    }

    /** Creates an agent, which is not started yet; its callbacks get {@code client}. */
    public Agent agent(AgentSpec spec, OpampClient client) {
        return new Agent(spec, client, this);
    }

    Loop loop() {
        return loop;
    }

    /** Returns the transport of one agent. */
    Transport transportOfAgent() {
        return transport instanceof GuardedTransport guarded ? guarded.ofAgent() : transport;
    }

    /** Returns the wall time; that of the system while the user's clock fails. */
    Instant wallTime() {
        try {
            return clock.instant();
        } catch (Throwable e) {
            if (clockFailed.compareAndSet(false, true)) {
                LOGGER.warning("the clock given to the client failed; the system's clock is used meanwhile", e);
            }
            return Instant.now();
        }
    }

    /** Returns the threads for header suppliers. */
    ElasticPool headers() {
        return headers;
    }

    /** Returns the threads for stores, which other user code cannot block. */
    Executor stores() {
        return stores;
    }

    /** Returns the threads for the completion of futures. */
    Executor futures() {
        return futures;
    }

    /** Returns the threads for health probes. */
    Executor probes() {
        return probes;
    }

    /** Returns the threads for installers of packages. */
    Executor installers() {
        return installers;
    }

    /** Returns the threads for downloads. */
    Executor downloads() {
        return downloads;
    }

    /** Returns the HTTP clients that downloads share. */
    synchronized Downloads downloadClients() {
        Downloads made = downloadClients;
        if (made == null) {
            made = new Downloads();
            downloadClients = made;
        }
        return made;
    }

    private synchronized void closeDownloadClients() {
        if (downloadClients != null) {
            downloadClients.close();
        }
    }

    Executor callbacks() {
        return callbacks;
    }

    /** Returns the counter of work in progress in this engine, such as exchanges with a server. */
    WorkCounter counter() {
        return counter;
    }

    /**
     * Waits until this engine has no work except at most {@code held} exchanges, so that only timers and the answers to those exchanges can
     * cause more, or until it is closed.
     *
     * @return how many exchanges are in progress; -1 if there is still other work, or more of them, after {@code limit}
     * @throws IllegalStateException if called on a thread of this engine, which would wait for itself
     */
    public int awaitIdle(Duration limit, IntSupplier held) throws InterruptedException {
        if (loop.isCurrentThread() || ElasticPool.isThreadOf(counter) || UserExecutor.isThreadOf(counter)) {
            throw new IllegalStateException("awaitIdle cannot be called from a callback: it would wait for itself");
        }
        return counter.await(Math.min(LONGEST_NANOS, TimeUnit.NANOSECONDS.convert(limit)), held);
    }

    /** Describes the work in progress. */
    public String describeWork() {
        return counter.describe();
    }

    /**
     * Loads the message classes in the background while the first connection opens; in a new JVM that takes more than a hundred
     * milliseconds.
     */
    void loadMessages() {
        if (messagesLoaded.compareAndSet(false, true)) {
            try {
                futures.execute(WireClasses::load);
            } catch (RejectedExecutionException e) {
                LOGGER.fine("the client is closed", e);
            }
        }
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

    /** Ends all threads without waiting for them. Agents that still run are stopped. */
    @Override
    public void close() {
        try {
            transport.close();
        } catch (Throwable e) {
            LOGGER.warning("the transport could not be closed", e);
        }
        closeDownloadClients();
        // The last tasks of agents on the loop can submit work to these threads, such as closing a store.
        loop.close(this::endThreads);
        counter.close();
        SafeLogger.awaitWritten(LOG_TIMEOUT_NANOS);
    }

    private void endThreads() {
        headers.shutdown();
        stores.shutdown();
        futures.shutdown();
        probes.shutdown();
        installers.shutdown();
        downloads.shutdown();
        ownCallbacks.shutdown();
    }
}
