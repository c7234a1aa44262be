package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.session.Effect;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.Notice;
import io.amp4j.opamp.internal.session.Phase;
import io.amp4j.opamp.internal.session.Session;
import io.amp4j.opamp.internal.session.SessionStatus;
import io.amp4j.opamp.internal.transport.ConnectionTarget;
import io.amp4j.opamp.internal.transport.EndpointHost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One agent: feeds its session on the loop and does what the session wants. Its methods may be called from any thread.
 */
public final class Agent implements Effect.Handler {

    private static final SafeLogger LOGGER = SafeLogger.of(Agent.class);

    private static final String CLOSED = "the client is closed";

    /** What a stop may take beyond its timeout until the agent is cut off. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** After how long a session is asked again that could not even take note of a failure, or not begin. */
    private static final Duration RECOVERY = Duration.ofSeconds(30);

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
    private boolean recovering;
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
            submit(new Event.Started(engine.wallTime(), null));
        } else {
            store.execute(() -> submit(new Event.Started(engine.wallTime(), load())));
        }
    }

    private void warnOfHeadersInTheClear() {
        ConnectionTarget target = spec.target();
        if (target.isInTheClear()
                && (spec.headers() != null || !target.headers().isEmpty())) {
            LOGGER.warning("The headers given to the client and all content go to "
                    + target.endpoint().getScheme() + "://" + EndpointHost.of(target.endpoint())
                    + " without encryption; use " + (target.isWebSocket() ? "wss" : "https")
                    + " unless that network is trusted");
        }
    }

    private @Nullable ClientState load() {
        StateStore store = spec.store();
        try {
            return store == null ? null : store.load().orElse(null);
        } catch (Throwable e) {
            // Also an Error: the session does not begin before this has returned.
            LOGGER.warning("cannot read the state store; the agent starts without it", e);
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
        ConnectionFailure failure = handle(event);
        if (failure != null) {
            handlingFailed(event, failure);
        }
    }

    /** Returns null if all went well; whatever was thrown otherwise, an Error as well. */
    private @Nullable ConnectionFailure handle(Event event) {
        ConnectionFailure failure = null;
        try {
            List<Effect> effects = session.on(event, loop.now());
            // First, so that whoever hears of an effect sees its cause in the status.
            status = session.status();
            for (Effect effect : effects) {
                ConnectionFailure another = perform(effect);
                failure = failure == null ? another : failure;
            }
        } catch (Throwable e) {
            failure = InternalFailure.of("handle " + event.getClass().getSimpleName(), e);
        }
        return failure;
    }

    private @Nullable ConnectionFailure perform(Effect effect) {
        try {
            effect.performBy(this);
            return null;
        } catch (Throwable e) {
            return InternalFailure.of("perform " + effect.getClass().getSimpleName(), e);
        }
    }

    /** Has the session take it as a failed attempt. If it cannot even do that, it is asked again later. */
    private void handlingFailed(Event event, ConnectionFailure failure) {
        ConnectionFailure again = handle(new Event.HandlingFailed(failure));
        if (terminated.getCount() == 0) {
            return;
        }
        if (again != null && !recovering) {
            recovering = true;
            retry(failure, () -> {
                recovering = false;
                handlingFailed(event, failure);
            });
        } else if (event instanceof Event.Started && status.phase() == Phase.NEW) {
            retry(failure, () -> process(event));
        }
    }

    private void retry(ConnectionFailure failure, Runnable task) {
        loop.reschedule(null, loop.now() + RECOVERY.toNanos(), task);
        try {
            announcer.connectFailed(failure.withRetryIn(RECOVERY));
        } catch (Throwable e) {
            LOGGER.severe("an OpAMP agent failed, and cannot tell of it", e);
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
            LOGGER.warning("cannot save to the state store; the agent goes on without", e);
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
        engine.terminated(this);
        terminated.countDown();
        if (timer != null) {
            timer.cancel();
        }
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
        } catch (Throwable e) {
            LOGGER.warning("cannot close the state store", e);
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
                terminated.await(deadline + GRACE_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            stop(Duration.ZERO);
        }
        lane.close();
        backlog.close();
        tickets.refuseAll(CLOSED);
        try {
            if (!interrupted && !loop.isCurrentThread()) {
                awaitIdle(deadline + 2 * GRACE_NANOS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitIdle(long latest) throws InterruptedException {
        if (storeLane != null && !storeLane.awaitIdle(latest - System.nanoTime())) {
            LOGGER.warning("the state store takes too long; the last state may not be saved");
        }
        if (!lane.awaitIdle(latest - System.nanoTime())) {
            LOGGER.warning("a callback is still at work after the client was closed");
        }
        if (!tickets.awaitTold(latest - System.nanoTime())) {
            LOGGER.warning(
                    "what depends on the delivery of a custom message is still at work after the client was closed");
        }
    }
}
