package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.internal.session.Effect;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.Notice;
import io.amp4j.opamp.internal.session.Session;
import io.amp4j.opamp.internal.session.SessionStatus;
import io.amp4j.opamp.internal.transport.ConnectionTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One agent: feeds its session on the loop and does what the session wants. Its methods may be called from any thread.
 */
public final class Agent implements Effect.Handler {

    private static final Logger LOGGER = Logger.getLogger(Agent.class.getName());

    private static final String CLOSED = "the client is closed";

    /** What a stop may take beyond its timeout until the agent is cut off. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final AgentSpec spec;
    private final Engine engine;
    private final Loop loop;
    private final Session session;
    private final Lane lane;
    private final @Nullable Lane storeLane;
    private final Backlog backlog;
    private final Announcer announcer;
    private final EffectiveConfigReader effectiveConfig;
    private final Tickets tickets;
    private final @Nullable HeaderSource headers;
    private final AtomicReference<@Nullable ClientState> unsaved = new AtomicReference<>();
    private final AtomicBoolean effectiveConfigWanted = new AtomicBoolean();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile SessionStatus status;
    private @Nullable Wire wire;
    private Loop.@Nullable Timer timer;

    Agent(AgentSpec spec, Engine engine) {
        this.spec = spec;
        this.engine = engine;
        this.loop = engine.loop();
        this.session = new Session(spec.session(), spec.random());
        this.status = session.status();
        this.lane = new Lane(engine.callbacks());
        this.storeLane = spec.store() == null ? null : new Lane(engine.stores());
        this.effectiveConfig = new EffectiveConfigReader(spec.effectiveConfig(), spec.redaction());
        this.tickets = new Tickets(engine.futures());
        this.headers =
                spec.headers() == null ? null : new HeaderSource(spec.headers(), engine.loop(), engine.headers());
        this.backlog = new Backlog(lane, storeLane);
        this.announcer = new Announcer(spec.callbacks(), backlog, lane, this::submit, effectiveConfig, tickets);
    }

    /** Starts the session, from what is stored. */
    public void start() {
        warnOfHeadersInTheClear();
        engine.started(this);
        Lane store = storeLane;
        if (store == null) {
            submit(new Event.Started(engine.clock().instant(), null));
        } else {
            store.execute(() -> submit(new Event.Started(engine.clock().instant(), load())));
        }
    }

    private void warnOfHeadersInTheClear() {
        ConnectionTarget target = spec.target();
        if (target.isInTheClear()
                && (spec.headers() != null || !target.headers().isEmpty())) {
            LOGGER.log(
                    Level.WARNING,
                    "The headers given to the client and all content go to {0}://{1} without encryption;"
                            + " use {2} unless that network is trusted",
                    new Object[] {
                        target.endpoint().getScheme(),
                        target.endpoint().getHost(),
                        target.isWebSocket() ? "wss" : "https"
                    });
        }
    }

    private @Nullable ClientState load() {
        StateStore store = spec.store();
        try {
            return store == null ? null : store.load().orElse(null);
        } catch (Throwable e) {
            // Also an Error: the session does not begin before this has returned.
            LOGGER.log(Level.WARNING, "cannot read the state store; the agent starts without it", e);
            return null;
        }
    }

    /** Hands an event to the session. Without effect once the agent is terminated. */
    public void submit(Event event) {
        loop.execute(() -> process(event));
    }

    /** Hands over an event from a thread of the transport, which may process it itself. */
    private void arrived(Event event) {
        loop.executeHere(() -> process(event));
    }

    /** Reports an effective configuration, redacted. */
    public void effectiveConfig(EffectiveConfig config) {
        EffectiveConfig redacted = effectiveConfig.redacted(config);
        if (redacted != null) {
            submit(new Event.EffectiveConfigChanged(redacted));
        }
    }

    /** Sends a custom message; {@code told} hears null on delivery, or why there is none. */
    public void send(CustomMessage message, Consumer<@Nullable String> told) {
        long ticket = tickets.draw(told);
        if (!loop.tryExecute(() -> submitted(ticket, message))) {
            tickets.settle(ticket, CLOSED);
        }
    }

    private void submitted(long ticket, CustomMessage message) {
        if (terminated.getCount() == 0) {
            tickets.settle(ticket, CLOSED);
        } else {
            process(new Event.CustomMessageSubmitted(ticket, message));
        }
    }

    /** Returns how the session was doing after its last event. */
    public SessionStatus status() {
        return status;
    }

    /** Returns how many callbacks were left out because too many waited. */
    public long skippedCallbacks() {
        return backlog.skipped();
    }

    /** Returns the time that the session's status is told in. */
    public long now() {
        return loop.now();
    }

    private void process(Event event) {
        if (terminated.getCount() == 0) {
            return;
        }
        List<Effect> effects = session.on(event, loop.now());
        // First, so that whoever hears of an effect sees its cause in the status.
        status = session.status();
        for (Effect effect : effects) {
            try {
                effect.performBy(this);
            } catch (Throwable e) {
                // Also an Error, say for want of threads: the effects after this one still have to happen.
                LOGGER.log(
                        Level.SEVERE,
                        e,
                        () -> "could not perform " + effect.getClass().getSimpleName());
            }
        }
    }

    @Override
    public void connect(int connection) {
        Wire next = new Wire(engine, spec.target(), headers, this::arrived, connection);
        wire = next;
        next.connect();
    }

    @Override
    public void send(int connection, InstanceUid instanceUid, byte[] encoded) {
        if (wire != null) {
            wire.send(encoded, instanceUid.toString());
        }
    }

    @Override
    public void close(int connection, int code, String reason) {
        if (wire != null) {
            wire.close(code, reason);
        }
    }

    @Override
    public void abort(int connection) {
        if (wire != null) {
            wire.abort();
        }
    }

    @Override
    public void armTimer(long at) {
        if (at != Long.MAX_VALUE) {
            timer = loop.reschedule(timer, at, () -> process(new Event.TimerFired()));
        } else if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void persist(ClientState state) {
        Lane store = storeLane;
        if (store == null) {
            submit(new Event.Persisted());
        } else {
            // Only the newest state is worth saving; several that wait become one.
            if (unsaved.getAndSet(state) == null) {
                store.execute(this::save);
            } else {
                store.wake();
            }
        }
    }

    private void save() {
        ClientState state = unsaved.getAndSet(null);
        StateStore store = spec.store();
        if (state == null || store == null) {
            return;
        }
        try {
            store.save(state);
        } catch (Throwable e) {
            // Also an Error: the session may wait for this to have returned.
            LOGGER.log(Level.WARNING, "cannot save to the state store; the agent goes on without", e);
        }
        submit(new Event.Persisted());
    }

    @Override
    public void readEffectiveConfig() {
        // While a callback blocks the lane, each report asks again; one answer is enough for all of them.
        if (effectiveConfigWanted.compareAndSet(false, true)) {
            lane.execute(() -> {
                effectiveConfigWanted.set(false);
                submit(new Event.EffectiveConfigChanged(effectiveConfig.read()));
            });
        } else {
            lane.wake();
        }
    }

    @Override
    public void tell(Notice notice) {
        notice.tellTo(announcer);
    }

    @Override
    public void terminated() {
        if (timer != null) {
            timer.cancel();
        }
        engine.terminated(this);
        terminated.countDown();
        Lane store = storeLane;
        if (store != null) {
            store.execute(this::closeStore);
        }
    }

    private void closeStore() {
        StateStore store = spec.store();
        try {
            if (store != null) {
                store.close();
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "cannot close the state store", e);
        }
    }

    /** Asks the session to end within {@code timeout}, and returns. */
    public void stop(Duration timeout) {
        submit(new Event.StopRequested(timeout));
    }

    /**
     * Waits until the session has ended and no callback runs or will run, at most until {@code deadline} of {@link System#nanoTime()};
     * then cuts it off. On a callback of this agent it does not wait for that callback.
     */
    public void awaitEnd(long deadline) {
        boolean interrupted = false;
        try {
            if (!loop.isCurrentThread() && !terminated.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                stop(Duration.ZERO);
                terminated.await(GRACE_NANOS, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            stop(Duration.ZERO);
        }
        lane.close();
        backlog.close();
        try {
            if (!interrupted && !loop.isCurrentThread()) {
                settle(deadline);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        tickets.refuseAll(CLOSED);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle(long deadline) throws InterruptedException {
        long least = System.nanoTime() + GRACE_NANOS;
        if (storeLane != null && !storeLane.awaitIdle(Math.max(deadline, least) - System.nanoTime())) {
            LOGGER.log(Level.WARNING, "the state store takes too long; the last state may not be saved");
        }
        if (!lane.awaitIdle(Math.max(deadline, least) - System.nanoTime())) {
            LOGGER.log(Level.WARNING, "a callback is still at work after the client was closed");
        }
    }
}
