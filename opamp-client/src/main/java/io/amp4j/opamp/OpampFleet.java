package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.engine.Engine;
import io.amp4j.opamp.internal.transport.OkHttpTransport;
import io.amp4j.opamp.internal.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * Many clients on few threads: one for the protocol of all of them, a few for callbacks and what else is the user's code, and those of
 * the transport, as many as there are exchanges that wait for an answer. A client that waits for its next heartbeat over HTTP has no
 * thread at all.
 *
 * <p>The code of a user that blocks (a callback, a supplier, a store, what hangs on a future) delays its own client alone: while some
 * hang there are more threads, one for each of them, which end when they are idle.
 */
public final class OpampFleet implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Engine engine;
    private final Set<OpampClient> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private OpampFleet(Builder builder) {
        engine = builder.time.engine(builder.callbackThreads, builder.concurrentExchanges);
    }

    /** Returns a fleet with the defaults. */
    public static OpampFleet create() {
        return builder().build();
    }

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder of a client that runs in this fleet. After {@link #close()} it cannot be built any more.
     *
     * @throws IllegalArgumentException as {@link OpampClient#builder} does
     */
    public OpampClientBuilder client(URI endpoint) {
        return new OpampClientBuilder(endpoint, this);
    }

    /** Returns the clients of this fleet that are not closed. */
    public List<OpampClient> clients() {
        return List.copyOf(clients);
    }

    /** Closes all clients at the same time, with 5 s for all of them together, and ends all threads. Never throws, may be repeated. */
    @Override
    public void close() {
        closed = true;
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        List<OpampClient> all = new ArrayList<>(clients);
        all.forEach(client -> client.beginClose(CLOSE_TIMEOUT));
        for (OpampClient client : all) {
            client.close(CLOSE_TIMEOUT, deadline);
        }
        clients.clear();
        engine.close();
    }

    boolean isClosed() {
        return closed;
    }

    Engine engine() {
        return engine;
    }

    void add(OpampClient client) {
        clients.add(client);
    }

    void remove(OpampClient client) {
        clients.remove(client);
    }

    /** Collects what a fleet is made of. */
    public static final class Builder {
        private int callbackThreads = Integer.MAX_VALUE;
        private int concurrentExchanges = OkHttpTransport.DEFAULT_EXCHANGES;
        private TimeSources time = TimeSources.SYSTEM;

        private Builder() {}

        /**
         * Limits how many callbacks, of different clients, can be at work at the same time. So many that hang then hold up those of all
         * other clients. Default: no limit; callbacks that return soon share a few threads.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder callbackThreads(int value) {
            callbackThreads = Checks.atLeast("callbackThreads", 1, value);
            return this;
        }

        /**
         * Sets how many HTTP exchanges and WebSocket upgrades, of different clients, can be under way at the same time; further ones wait for
         * their turn. Each takes a thread and a socket for as long as the server takes to answer:
         * {@code agents × latency / heartbeat} of them are under way on average. Default: 128, enough for 3,800 agents, a second, and 30 s.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder concurrentExchanges(int value) {
            concurrentExchanges = Checks.atLeast("concurrentExchanges", 1, value);
            return this;
        }

        /** Sets the wall clock. Default: the system's. */
        public Builder clock(InstantSource value) {
            time = time.withClock(requireNonNull(value, "value"));
            return this;
        }

        /** Sets the monotonic clock, in nanoseconds; needs a scheduler. Default: {@link System#nanoTime}. */
        public Builder ticker(LongSupplier value) {
            time = time.withTicker(requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets where delays come from; never shut down by the fleet. Its threads are never blocked, unless there is a ticker too: such time
         * may be moved by hand, so a thread then waits until what the time has brought about is done, 10 s at most. If it takes no more
         * tasks, as after its shutdown, a thread of the fleet counts the delays. Default: a thread of the fleet.
         */
        public Builder scheduler(ScheduledExecutorService value) {
            time = time.withScheduler(requireNonNull(value, "value"));
            return this;
        }

        Builder transport(Transport value) {
            time = time.withTransport(value);
            return this;
        }

        /**
         * Returns a new fleet without clients.
         *
         * @throws OpampException if there is a ticker without a scheduler, or if a library that this needs is missing or too old
         */
        public OpampFleet build() {
            if (time.isTickerAlone()) {
                throw new OpampException("the fleet cannot be built: " + TimeSources.TICKER_ALONE);
            }
            return new OpampFleet(this);
        }
    }
}
