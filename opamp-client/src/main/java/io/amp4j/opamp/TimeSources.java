package io.amp4j.opamp;

import io.amp4j.opamp.internal.codec.WireClasses;
import io.amp4j.opamp.internal.engine.Engine;
import io.amp4j.opamp.internal.transport.OkHttpTransport;
import io.amp4j.opamp.internal.transport.RequiredLibraries;
import io.amp4j.opamp.internal.transport.Transport;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Where an engine takes time from, and what it sends with; null stands for the system's. */
record TimeSources(
        @Nullable InstantSource clock,
        @Nullable LongSupplier ticker,
        @Nullable ScheduledExecutorService scheduler,
        @Nullable Transport transport) {

    static final String TICKER_ALONE = "ticker(…) needs scheduler(…): delays have to follow the same clock";

    static final TimeSources SYSTEM = new TimeSources(null, null, null, null);

    TimeSources withClock(InstantSource value) {
        return new TimeSources(value, ticker, scheduler, transport);
    }

    TimeSources withTicker(LongSupplier value) {
        return new TimeSources(clock, value, scheduler, transport);
    }

    TimeSources withScheduler(ScheduledExecutorService value) {
        return new TimeSources(clock, ticker, value, transport);
    }

    TimeSources withTransport(Transport value) {
        return new TimeSources(clock, ticker, scheduler, value);
    }

    boolean isTickerAlone() {
        return ticker != null && scheduler == null;
    }

    /** @throws OpampException if a library that this needs is missing, or too old */
    Engine engine(int callbackThreads, int exchanges) {
        try {
            WireClasses.load();
            if (transport == null) {
                RequiredLibraries.load();
            }
            return engine(transport == null ? new OkHttpTransport(exchanges) : transport, callbackThreads);
        } catch (LinkageError e) {
            throw new OpampException(RequiredLibraries.explain(e), e);
        }
    }

    private Engine engine(Transport sending, int callbackThreads) {
        return new Engine(
                sending, clock == null ? InstantSource.system() : clock, ticker, scheduler, null, callbackThreads);
    }
}
