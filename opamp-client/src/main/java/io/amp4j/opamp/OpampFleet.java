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
 * Many clients on few threads: one for the protocol of all of them, a few for callbacks and other code of the user, and one of the
 * transport for each exchange that waits for an answer. A client that waits for its next heartbeat over HTTP has no thread at all.
 *
 * <p>User code that blocks (a callback, a supplier, a store, code that waits for a future) delays only its own client: the fleet starts
 * another thread for each blocked one; these threads end when they are idle.
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
     * Returns a builder of a client that runs in this fleet. After {@link #close()} its {@code build()} throws.
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

    /** Closes with a timeout of 5 s; see {@link #close(Duration)}. */
    @Override
    public void close() {
        close(CLOSE_TIMEOUT);
    }

    /**
     * Closes all clients at the same time, as {@link OpampClient#close(Duration)} does for one, and ends all threads. Thousands of agents on
     * a busy machine may need more than the default of 5 s to send their agent_disconnect. Never throws; may be called more than once.
     *
     * @param timeout how long all clients together may take; if it is zero or negative, agent_disconnect is not sent
     */
    public void close(Duration timeout) {
        requireNonNull(timeout, "timeout");
        closed = true;
        Duration bounded = OpampClient.bounded(timeout);
        long deadline = System.nanoTime() + bounded.toNanos();
        List<OpampClient> all = new ArrayList<>(clients);
        all.forEach(client -> client.beginClose(bounded));
        for (OpampClient client : all) {
            client.close(bounded, deadline);
        }
        clients.clear();
        engine.close();
    }

    /**
     * Waits until all clients of this fleet are idle, as {@link OpampClient#awaitIdle(Duration)} does for one.
     *
     * @throws OpampException if that takes longer than {@code limit}, or the thread is interrupted; the message says what is still in
     *     progress
     * @throws IllegalStateException if called from a callback of one of the clients
     */
    public void awaitIdle(Duration limit) {
        awaitIdle(limit, Idle.NONE_HELD);
    }

    /**
     * Like {@link #awaitIdle(Duration)}, but does not wait for exchanges that the server is known to hold, as
     * {@link OpampClient#awaitIdle(Duration, IntSupplier)} does for one client.
     *
     * @return how many exchanges are in progress
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
     * Builds a fleet. The options that it shares with {@link OpampClientBuilder} apply to all of its clients.
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
         * Limits how many callbacks, of different clients, can run at the same time. If that many callbacks block, those of all other
         * clients wait. Default: no limit; callbacks that return soon share a few threads.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder callbackThreads(int value) {
            callbackThreads = Checks.atLeast("callbackThreads", 1, value);
            return this;
        }

        /**
         * Sets how many HTTP exchanges and WebSocket upgrades, of different clients, can be in progress at the same time; further ones are
         * queued. Each takes a thread and a socket for as long as the server takes to answer: {@code agents × latency / heartbeat} of them
         * are in progress on average. Default: 128, enough for 3,800 agents with a latency of 1 s and a heartbeat of 30 s. Has no effect if
         * {@link #transport} is set.
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
         * @throws OpampException if there is a ticker without a scheduler or a scheduler without a ticker, or if a required library is
         *     missing; an incompatible one is reported as a failed attempt
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
