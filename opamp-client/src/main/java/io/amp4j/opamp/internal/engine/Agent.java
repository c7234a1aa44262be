package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.LastKnownGood;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.session.CertificateTask;
import io.amp4j.opamp.internal.session.Effect;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.Notice;
import io.amp4j.opamp.internal.session.PackageTask;
import io.amp4j.opamp.internal.session.Phase;
import io.amp4j.opamp.internal.session.Session;
import io.amp4j.opamp.internal.session.SessionStatus;
import io.amp4j.opamp.packages.PackageOptions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final @Nullable StoreWorker store;
    private final Connector connector;
    private final @Nullable PackageWorker packages;
    private final CertificateWorker certificates;
    private final Backlog backlog;
    private final @Nullable ConfigTrial trial;
    private final CallbackInvoker callbackInvoker;
    private final EffectiveConfigReader effectiveConfig;
    private final @Nullable DelaySource delays;
    private final CustomMessageFutures messageFutures;
    private final Updates updates;
    private final AtomicBoolean effectiveConfigWanted = new AtomicBoolean();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final KnownIdentity identity;
    private volatile SessionStatus status;
    private volatile @Nullable ComponentHealth health;
    private boolean recovering;
    private Loop.@Nullable Timer timer;

    Agent(AgentSpec spec, OpampClient client, Engine engine) {
        this.spec = spec;
        this.engine = engine;
        this.loop = engine.loop();
        this.connector = new Connector(spec, engine, this::submit, this::arrived);
        this.updates = new Updates(loop, this::process);
        this.session = new Session(spec.session(), spec.random());
        this.status = session.status();
        this.lane = new Lane(engine.callbacks());
        this.store = spec.store() == null
                ? null
                : new StoreWorker(spec.store(), spec.offers(), engine.stores(), this::submit);
        PackageOptions options = spec.packages();
        this.packages = options == null
                ? null
                : new PackageWorker(
                        options, spec.target(), engine, report -> submit(new Event.PackagesReported(report)));
        this.certificates =
                new CertificateWorker(engine::wallTime, report -> submit(new Event.CertificateReported(report)));
        this.effectiveConfig = new EffectiveConfigReader(spec.effectiveConfig(), spec.redaction());
        this.delays = spec.session()
                .backoff()
                .function()
                .map(function -> new DelaySource(function, lane, this::submit))
                .orElse(null);
        this.messageFutures = new CustomMessageFutures(engine.futures());
        this.identity = new KnownIdentity(engine.futures());
        this.backlog = new Backlog(lane, store == null ? null : store.lane());
        this.health = spec.session().health();
        LastKnownGood lastKnownGood = spec.lastKnownGood();
        this.trial = lastKnownGood == null
                ? null
                : new ConfigTrial(lastKnownGood, () -> health, loop, lane, engine.probes());
        this.callbackInvoker = new CallbackInvoker(
                spec, client, engine::wallTime, backlog, lane, this::submit, effectiveConfig, messageFutures, trial);
    }

    /** Starts the session, from what is stored. */
    public void start() {
        PlaintextHeadersWarning.warn(spec.target(), spec.headers() != null);
        Unrestricted.tell(spec);
        engine.started(this);
        engine.loadMessages();
        if (packages == null) {
            begin();
        } else {
            packages.readInstalled(this::begin);
        }
    }

    private void begin() {
        StoreWorker worker = store;
        if (worker == null) {
            submit(new Event.Started(engine.wallTime(), null));
        } else {
            worker.load(state -> submit(new Event.Started(engine.wallTime(), state)));
        }
    }

    /** Hands an event to the session. Without effect once the agent is terminated. */
    public void submit(Event event) {
        loop.execute(() -> process(event));
    }

    /** Hands over an event from a thread of the transport, which may process it itself. */
    private void arrived(Event event) {
        loop.executeHere(() -> process(event), event instanceof Event.Received received ? received.bytes() : 0);
    }

    /** Reports an effective configuration, redacted. */
    public void effectiveConfig(EffectiveConfig config) {
        EffectiveConfig redacted = effectiveConfig.redacted(config);
        if (redacted != null) {
            update(new Event.EffectiveConfigChanged(redacted));
        }
    }

    /** Hands over a new value of some state: in its turn, unless a newer one comes before that, so that few wait however many come. */
    public void update(Event change) {
        if (change instanceof Event.HealthChanged changed) {
            health = changed.health();
        }
        updates.add(change);
    }

    /** Sends a custom message; {@code told} gets null on delivery, or the reason why there is none. */
    public void send(CustomMessage message, Consumer<@Nullable String> told) {
        long bytes = (long) message.data().size()
                + message.type().length()
                + message.capability().length();
        OptionalLong drawn = messageFutures.draw(bytes, told);
        if (drawn.isEmpty()) {
            told.accept("the queue is full: " + CustomMessageFutures.MOST_BYTES
                    + " bytes of custom messages may wait to be sent");
            return;
        }
        long ticket = drawn.getAsLong();
        if (!loop.tryExecute(() -> submitted(ticket, message))) {
            messageFutures.settle(ticket, CLOSED);
        }
    }

    private void submitted(long ticket, CustomMessage message) {
        if (terminated.getCount() == 0) {
            messageFutures.settle(ticket, CLOSED);
        } else {
            process(new Event.CustomMessageSubmitted(ticket, message));
        }
    }

    /** Returns how the session was doing after its last event. */
    public SessionStatus status() {
        return status;
    }

    /** Returns the identity, for whoever waits for it. */
    public KnownIdentity identity() {
        return identity;
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
            // First, so that the status already shows the cause when an effect is reported.
            status = session.status();
            identity.is(status.sender().instanceUid());
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
        } else if (event instanceof Event.Started && status.connectivity().phase() == Phase.NEW) {
            retry(failure, () -> process(event));
        }
    }

    private void retry(ConnectionFailure failure, Runnable task) {
        loop.reschedule(null, loop.now() + RECOVERY.toNanos(), task);
        try {
            callbackInvoker.connectFailed(failure.withRetryIn(RECOVERY));
        } catch (Throwable e) {
            LOGGER.severe("an OpAMP agent failed, and its callbacks cannot be called", e);
        }
    }

    @Override
    public void connect(int connection, ConnectionSettings settings) {
        connector.connect(connection, settings);
    }

    @Override
    public void send(int connection, InstanceUid instanceUid, byte[] encoded) {
        connector.send(instanceUid, encoded);
    }

    @Override
    public void close(int connection, int code, String reason) {
        connector.close(code, reason);
    }

    @Override
    public void abort(int connection) {
        connector.abort();
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
        StoreWorker worker = store;
        if (worker == null) {
            submit(new Event.Persisted(state, true));
        } else {
            worker.save(state);
        }
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
    public void askForDelay(Effect.AskForDelay question) {
        if (delays != null) {
            delays.ask(question);
        }
    }

    /** After the state that was to be saved before. */
    @Override
    public void packageWork(PackageTask task) {
        PackageWorker worker = packages;
        if (worker != null && store == null) {
            task.performBy(worker);
        } else if (worker != null && store != null) {
            store.lane().execute(() -> {
                if (task instanceof PackageTask.Apply apply && apply.needsSavedState() && !store.isSaved()) {
                    worker.refuse(apply, "the state of the agent cannot be saved");
                } else {
                    task.performBy(worker);
                }
            });
        }
    }

    /** Where the store is, whose turn is next if it is about a key. */
    @Override
    public void certificateWork(CertificateTask task) {
        if (store != null) {
            store.lane().execute(() -> task.performBy(certificates));
        }
    }

    @Override
    public void tell(Notice notice) {
        notice.tellTo(callbackInvoker);
    }

    @Override
    public void terminated() {
        engine.terminated(this);
        terminated.countDown();
        if (timer != null) {
            timer.cancel();
        }
        if (packages != null) {
            packages.close();
        }
        if (store != null) {
            store.close();
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
        effectiveConfig.close();
        lane.close();
        if (trial != null) {
            trial.close();
        }
        backlog.close();
        messageFutures.refuseAll(CLOSED);
        identity.isFinal();
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
        if (store != null && !store.lane().awaitIdle(latest - System.nanoTime())) {
            LOGGER.warning("the state store takes too long; the last state may not be saved");
        }
        if (!lane.awaitIdle(latest - System.nanoTime())) {
            LOGGER.warning("a callback is still running after the client was closed");
        }
        if (!messageFutures.awaitTold(latest - System.nanoTime())) {
            LOGGER.warning("code that waits for the delivery of a custom message is still running after the client was"
                    + " closed");
        }
    }
}
