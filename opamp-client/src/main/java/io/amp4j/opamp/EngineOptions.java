package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.engine.Engine;
import io.amp4j.opamp.internal.engine.GuardedTransport;
import io.amp4j.opamp.internal.http.RequiredLibraries;
import io.amp4j.opamp.transport.OkHttpTransport;
import io.amp4j.opamp.transport.Transport;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The options that a client and a fleet share: the sources of time, the transport, and the executor of callbacks. A client of a fleet has
 * those of the fleet.
 *
 * @param <B> the builder
 */
abstract class EngineOptions<B> {

    private static final String TICKER_ALONE = "ticker(…) needs scheduler(…): delays have to follow the same clock";

    private static final String SCHEDULER_ALONE =
            "scheduler(…) needs ticker(…), which says what time it is where the delays come from: that of"
                    + " ManualTime in a test, System::nanoTime for a scheduler in real time";

    private @Nullable InstantSource clock;
    private @Nullable LongSupplier ticker;
    private @Nullable ScheduledExecutorService scheduler;
    private @Nullable Transport transport;
    private @Nullable Executor callbackExecutor;

    abstract B self();

    /** Sets the wall clock. Default: the system's. A client of a fleet has that of the fleet. */
    public B clock(InstantSource value) {
        clock = requireNonNull(value, "value");
        return self();
    }

    /**
     * Sets the monotonic clock, in nanoseconds; needs a scheduler. Default: {@link System#nanoTime}. A client of a fleet has that of the
     * fleet.
     */
    public B ticker(LongSupplier value) {
        ticker = requireNonNull(value, "value");
        return self();
    }

    /**
     * Sets the scheduler of delays; this library never shuts it down. Needs a ticker that shows the same time. With {@link System#nanoTime}
     * as the ticker, the scheduler's threads are never blocked. Any other ticker may be advanced by a test, so the thread of the scheduler
     * then waits until the work that became due is done, 10 s at most. If the scheduler rejects tasks, for example after its shutdown, a
     * thread of the client or fleet schedules the delays. Default: such a thread. A client of a fleet has that of the fleet.
     */
    public B scheduler(ScheduledExecutorService value) {
        scheduler = requireNonNull(value, "value");
        return self();
    }

    /**
     * Sets the executor of callbacks, such as a pool of the program or virtual threads; this library never shuts it down. It must run every
     * task that it accepts. Tasks are submitted by threads of the client, or of the fleet up to {@link OpampFleet.Builder#callbackThreads},
     * that may block. A task that the executor rejects runs on the submitting thread, which is logged once; so does one that the executor
     * runs in the caller's thread. The callbacks of one client still run one at a time and in order. Default: those threads. A client of a
     * fleet has that of the fleet.
     */
    public B callbackExecutor(Executor value) {
        callbackExecutor = requireNonNull(value, "value");
        return self();
    }

    /**
     * Sets the transport. The caller closes it, after the client or fleet, whose {@code close()} ends only its own connections. Default: an
     * {@link OkHttpTransport} that the client or fleet creates and closes. With another transport, OkHttp is not needed on the class path.
     * A client of a fleet has that of the fleet.
     */
    public B transport(Transport value) {
        transport = requireNonNull(value, "value");
        return self();
    }

    /** Returns whether none of these options is set. */
    final boolean isDefault() {
        return clock == null && ticker == null && scheduler == null && transport == null && callbackExecutor == null;
    }

    /** Adds missing options to {@code problems}. */
    final void check(List<String> problems) {
        if ((ticker == null) != (scheduler == null)) {
            problems.add(ticker == null ? SCHEDULER_ALONE : TICKER_ALONE);
        }
    }

    /**
     * Returns a new engine, which closes its transport unless the user has set it.
     *
     * @throws OpampException if a required library is missing; an incompatible one is reported as a failed attempt
     */
    final Engine engine(int callbackThreads, int exchanges) {
        return new Engine(
                transport == null ? ownTransport(exchanges) : new GuardedTransport(transport),
                clock == null ? InstantSource.system() : clock,
                ticker,
                scheduler,
                callbackExecutor,
                callbackThreads);
    }

    /** A method of its own, so that the libraries of the default transport are not needed with another transport. */
    private static Transport ownTransport(int exchanges) {
        try {
            return OkHttpTransport.builder().concurrentExchanges(exchanges).build();
        } catch (LinkageError e) {
            throw new OpampException(RequiredLibraries.explain(e), e);
        }
    }
}
