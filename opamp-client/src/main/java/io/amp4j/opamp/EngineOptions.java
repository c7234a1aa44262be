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
 * The options that a client and a fleet share: where time comes from, what is sent with and what runs callbacks. A client of a fleet has
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
     * Sets where delays come from; never shut down by this library. Needs a ticker that shows the same time. With {@link System#nanoTime}
     * its threads are never blocked; any other time may be moved by hand, so a thread then waits until what the time has brought about is
     * done, 10 s at most. If it takes no more tasks, as after its shutdown, a thread of the client or fleet counts the delays. Default: such
     * a thread. A client of a fleet has that of the fleet.
     */
    public B scheduler(ScheduledExecutorService value) {
        scheduler = requireNonNull(value, "value");
        return self();
    }

    /**
     * Sets what runs the callbacks, such as a pool of the program or virtual threads; never shut down by this library. It must run every
     * task that it takes. Tasks are handed over by threads of the client, or of the fleet up to {@link OpampFleet.Builder#callbackThreads},
     * that may wait; what it refuses runs there, which is logged once, and so does what it runs in place. The callbacks of one client still
     * come one at a time and in order. Default: those threads. A client of a fleet has that of the fleet.
     */
    public B callbackExecutor(Executor value) {
        callbackExecutor = requireNonNull(value, "value");
        return self();
    }

    /**
     * Sets what connects. It stays the caller's, to close after the client or fleet, whose {@code close()} ends its own connections alone.
     * Default: an {@link OkHttpTransport} of its own. With another one no OkHttp is needed on the class path. A client of a fleet has that
     * of the fleet.
     */
    public B transport(Transport value) {
        transport = requireNonNull(value, "value");
        return self();
    }

    /** Returns whether none of these options is set. */
    final boolean isDefault() {
        return clock == null && ticker == null && scheduler == null && transport == null && callbackExecutor == null;
    }

    /** Adds what is missing to {@code problems}. */
    final void check(List<String> problems) {
        if ((ticker == null) != (scheduler == null)) {
            problems.add(ticker == null ? SCHEDULER_ALONE : TICKER_ALONE);
        }
    }

    /**
     * Returns a new engine, which closes its transport unless that is a user's.
     *
     * @throws OpampException if a library that this needs is missing; one that does not fit is told as a failed attempt
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

    /** Apart, so that who has a transport needs nothing that ours needs. */
    private static Transport ownTransport(int exchanges) {
        try {
            return OkHttpTransport.builder().concurrentExchanges(exchanges).build();
        } catch (LinkageError e) {
            throw new OpampException(RequiredLibraries.explain(e), e);
        }
    }
}
