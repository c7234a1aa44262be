package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.checks.Checks;
import io.amp4j.opamp.internal.engine.Engine;
import io.amp4j.opamp.transport.OkHttpTransport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * Many clients on few threads: one for the protocol of all of them, a few for callbacks and what else is the user's code, and those of
 * the transport, as many as there are exchanges that wait for an answer. A client that waits for its next heartbeat over HTTP has no
 * thread at all.
 *
 * <p>The code of a user that blocks (a callback, a supplier, a store, code that waits for a future) delays its own client alone: while some
 * hang there are more threads, one for each of them, which end when they are idle.
 *
 * @since 0.1.0
 */
public final class OpampFleet implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Engine engine;
    private final Set<OpampClient> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private OpampFleet(Builder builder) {
        engine = builder.engine(builder.callbackThreads, builder.concurrentExchanges);
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

    /**
     * Waits until no client of this fleet has anything to do now, as {@link OpampClient#awaitIdle(Duration)} does for one.
     *
     * @throws OpampException if that takes longer than {@code limit}, or the thread is interrupted; the message says what is still under way
     * @throws IllegalStateException from a callback of one of the clients
     */
    public void awaitIdle(Duration limit) {
        awaitIdle(limit, Idle.NONE_HELD);
    }

    /**
     * The same, but for exchanges that the server is known to hold, as {@link OpampClient#awaitIdle(Duration, IntSupplier)} does for one client.
     *
     * @return how many exchanges are under way
     */
    public int awaitIdle(Duration limit, IntSupplier held) {
        return Idle.await(engine, "fleet", requireNonNull(limit, "limit"), requireNonNull(held, "held"));
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

    /**
     * Collects what a fleet is made of. What it has of {@link OpampClientBuilder}'s options is for all of its clients.
     *
     * @since 0.1.0
     */
    public static final class Builder extends EngineOptions<Builder> {
        private int callbackThreads = Integer.MAX_VALUE;
        private int concurrentExchanges = OkHttpTransport.DEFAULT_EXCHANGES;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

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
         * Without effect with a {@link #transport}.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder concurrentExchanges(int value) {
            concurrentExchanges = Checks.atLeast("concurrentExchanges", 1, value);
            return this;
        }

        /**
         * Returns a new fleet without clients.
         *
         * @throws OpampException if there is a ticker without a scheduler or a scheduler without a ticker, or if a library that this needs is missing; one that does not fit is told as a failed attempt
         */
        public OpampFleet build() {
            List<String> problems = new ArrayList<>();
            check(problems);
            if (!problems.isEmpty()) {
                throw new OpampException("the fleet cannot be built: " + String.join("; ", problems));
            }
            return new OpampFleet(this);
        }
    }
}
