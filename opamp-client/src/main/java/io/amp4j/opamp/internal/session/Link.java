package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.session.GracefulShutdown.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the server: when it is opened, what its end means, and how it is closed.
 *
 * <p>On HTTP the connection is a logical one: it is opened once and stays open while exchanges fail. On WebSocket the loss of the connection
 * is the failure.
 */
final class Link {

    /** After how many consecutive malformed messages a WebSocket is closed. */
    private static final int MALFORMED_LIMIT = 8;

    private static final int NORMAL_CLOSURE = 1000;

    private final Core core;
    private final Effects effects;
    private final Counters counters;
    private final Outbox outbox;
    private final Reachability reachability;
    private final Retry retry;
    private final StateSaver stateSaver;
    private final SettingsTrial trial;
    private final Inbox inbox;
    private final Outlet outlet;
    private final Answers answers;
    private final FailureRecorder failureRecorder;
    private final GracefulShutdown shutdown = new GracefulShutdown();

    private long askedToRestartAt = Long.MIN_VALUE;
    private boolean restartsInARow;
    private Phase phase = Phase.NEW;
    private ConnectionSettings inUse = ConnectionSettings.NONE;
    private int connection;
    private long openedAt;
    private long guardAt = Nanos.NEVER;
    private boolean replied;
    private int malformedInRow;

    Link(Core core, StateSaver stateSaver, Inbox inbox, Outlet outlet, SettingsTrial trial) {
        this.core = core;
        this.effects = core.effects;
        this.counters = core.counters;
        this.outbox = core.outbox;
        this.reachability = core.reachability;
        this.retry = core.retry;
        this.failureRecorder = new FailureRecorder(core);
        this.stateSaver = stateSaver;
        this.trial = trial;
        this.inbox = inbox;
        this.outlet = outlet;
        this.answers = new Answers(core, inbox, outlet);
    }

    Phase phase() {
        return phase;
    }

    boolean isEnding() {
        return phase == Phase.CLOSED || (phase == Phase.LEAVING && shutdown.purpose() == Purpose.STOP);
    }

    // ---- the way to an open connection

    void start(long now) {
        phase = Phase.STARTING;
        if (!stateSaver.reserveNumbers()) {
            connect(now);
        }
    }

    void persisted(long now) {
        if (phase == Phase.STARTING) {
            connect(now);
        }
    }

    /** Returns whether the event is of the current connection. */
    boolean opened(int about, long now) {
        if (about != connection || phase != Phase.CONNECTING) {
            return false;
        }
        phase = Phase.OPEN;
        openedAt = now;
        malformedInRow = 0;
        outlet.opened();
        if (!isHttp()) {
            replied = false;
            reachability.reached();
            counters.connections++;
            // The server that answers now may be another than before.
            core.capabilities.forgetServer();
            core.customMessages.forgetServer();
            effects.tell(new Notice.Connected());
        }
        return true;
    }

    private boolean isHttp() {
        return core.transport.isHttp();
    }

    private void connect(long now) {
        ConnectionSettings settings = trial.settings();
        inUse = settings;
        core.transport.use(settings);
        core.heartbeat.http(isHttp());
        trial.connecting(now);
        connection++;
        phase = Phase.CONNECTING;
        guardAt = Nanos.NEVER;
        if (!isHttp()) {
            counters.attempts++;
        }
        effects.add(new Effect.Connect(connection, settings));
    }

    /** Called when the transport starts the requested work; its timeout counts from now. */
    void workStarted(int about, long now) {
        if (about != connection) {
            return;
        }
        if (phase == Phase.CONNECTING) {
            guardAt = Nanos.after(now, Nanos.of(core.config.attemptTimeout()));
        } else if (isConnected()) {
            outlet.workStarted(now);
        }
    }

    /** Performs what is due. */
    void proceed(long now) {
        failureRecorder.proceed(now);
        if (trial.isOverdue(now) && !isEnding()) {
            rollBack(now);
        }
        switch (phase) {
            case WAITING -> {
                if (trial.isReadyToSwitch(true, now)) {
                    change(trial::start, now);
                } else if (retry.isOpen(now)) {
                    connect(now);
                }
            }
            case CONNECTING -> {
                if (trial.isReadyToSwitch(true, now)) {
                    change(trial::start, now);
                } else if (now >= guardAt) {
                    givenUp("the attempt to connect timed out", now);
                }
            }
            case OPEN -> {
                if (outlet.isStuck(now)) {
                    givenUp("sending the message timed out", now);
                } else if (outlet.isUnanswered(now)) {
                    effects.add(new Effect.Abort(connection));
                    lost(ConnectionFailure.of(Kind.NO_REPLY, "the server did not answer the first report", null), now);
                } else if (trial.isReadyToSwitch(
                        outbox.isSettled(Part.CONNECTION_SETTINGS_STATUS, core.capabilities), now)) {
                    leave(Purpose.SWITCH, Nanos.of(core.config.closeTimeout()), now);
                } else {
                    outlet.sendWhatIsDue(connection, now);
                }
            }
            case LEAVING -> {
                if (now >= shutdown.endsBy()) {
                    effects.add(new Effect.Abort(connection));
                    left(now);
                }
            }
            case NEW, STARTING, RESTARTING, CLOSED -> {}
        }
    }

    /** Returns when {@link #proceed} must be called next if no other event occurs. */
    long nextDeadline(long now) {
        long at = Math.min(failureRecorder.nextDeadline(), nextDeadlineOfPhase(now));
        boolean acts = trial.isTrying() ? !isEnding() : phase == Phase.OPEN;
        return acts ? Math.min(at, trial.nextDeadline()) : at;
    }

    private long nextDeadlineOfPhase(long now) {
        return switch (phase) {
            case WAITING -> retry.notBefore();
            case CONNECTING -> guardAt;
            case OPEN -> outlet.nextDeadline(now);
            case LEAVING -> shutdown.endsBy();
            case NEW, STARTING, RESTARTING, CLOSED -> Nanos.NEVER;
        };
    }

    void written(int about, long now) {
        if (about != connection || isHttp()) {
            return;
        }
        outlet.written(now);
        keepLeaving(now);
    }

    // ---- what the server says

    void received(int about, ServerMessage message, int bytes, long now) {
        if (about != connection || !isConnected() || (isHttp() && !outlet.isBusy())) {
            return;
        }
        counters.receivedMessages++;
        counters.receivedBytes += bytes;
        malformedInRow = 0;
        if (!stateSaver.identity().isAddressedBy(message.instanceUid())) {
            counters.discardedMessages++;
            if (isHttp()) {
                exchangeFailed(
                        ConnectionFailure.of(Kind.PROTOCOL, "the answer is for another agent", null),
                        OptionalLong.empty(),
                        now);
            }
            return;
        }
        Composer.Draft answered = null;
        if (isHttp()) {
            answered = outlet.answered(now);
            counters.connections++;
            reachability.reached();
            if (!isEnding()) {
                effects.tell(new Notice.Connected());
            }
        } else {
            outlet.replied();
        }
        replied = true;
        if (message.error() == null) {
            // An empty body is a valid answer, but any HTTP server may send one, so it does not prove that offered
            // settings work.
            if (bytes > 0 && trial.answered()) {
                retry.keep();
            }
            if (phase == Phase.LEAVING && shutdown.purpose() == Purpose.SWITCH) {
                inbox.lateOffer(message, now);
            }
        }
        switch (answers.take(message, bytes, answered, phase == Phase.OPEN, now)) {
            case RESTART -> {
                restartsInARow = askedToRestartAt != Long.MIN_VALUE && now - askedToRestartAt < Retry.STABLE;
                askedToRestartAt = now;
                leave(Purpose.RESTART, Nanos.of(core.config.closeTimeout()), now);
            }
            case WAIT -> leave(Purpose.WAIT, Nanos.of(core.config.closeTimeout()), now);
            case NOTHING -> keepLeaving(now);
        }
    }

    void malformed(int about, String what, int bytes, long now) {
        if (about != connection || !isConnected()) {
            return;
        }
        counters.malformedMessages++;
        counters.receivedBytes += bytes;
        ConnectionFailure failure =
                ConnectionFailure.of(Kind.PROTOCOL, "the server sent no OpAMP message: " + what, null);
        if (isHttp()) {
            exchangeFailed(failure, OptionalLong.empty(), now);
            return;
        }
        counters.lastFailure = failure;
        malformedInRow++;
        if (malformedInRow == 1) {
            effects.warn(failure.message() + "; it is discarded");
        }
        // The lost answer may have requested just that.
        core.fullState.request(true, false, now);
        if (malformedInRow >= MALFORMED_LIMIT) {
            effects.add(new Effect.Abort(connection));
            lost(failure, now);
        }
    }

    // ---- failures

    void failed(int about, ConnectionFailure failure, @Nullable String retryAfter, Instant wallTime, long now) {
        if (about != connection) {
            return;
        }
        OptionalLong hint = FailureRecorder.hint(retryAfter, wallTime);
        ConnectionFailure classified = Failures.classified(failure);
        if (phase == Phase.CONNECTING) {
            attemptFailed(classified, hint, now);
        } else if (isConnected() && isHttp()) {
            exchangeFailed(classified, hint, now);
        } else if (isConnected()) {
            lost(classified, now);
        }
    }

    void closed(int about, int code, String reason, long now) {
        if (about != connection) {
            return;
        }
        ConnectionFailure failure = Failures.closed(code, reason);
        if (phase == Phase.CONNECTING) {
            attemptFailed(failure, OptionalLong.empty(), now);
        } else if (isConnected() && !isHttp()) {
            if (failure.kind() == Kind.TOO_LARGE) {
                outlet.someWasTooLarge();
            }
            lost(failure, now);
        }
    }

    /** HTTP: the exchange failed. Nothing of it was delivered, so all of it is still due. */
    private void exchangeFailed(ConnectionFailure failure, OptionalLong hint, long now) {
        Composer.Draft failed = outlet.failed(failure.message());
        if (failed == null) {
            return;
        }
        if (phase == Phase.LEAVING) {
            if (failure.kind() == Kind.THROTTLED) {
                // The client may reconnect.
                retry.throttled(now, hint);
            }
            if (failed.goodbye() && failure.kind() == Kind.LOST) {
                shutdown.goodbyeLost();
            }
            keepLeaving(now);
            return;
        }
        if (failure.httpStatus() == Failures.BAD_REQUEST) {
            outbox.rejected(failed.cargo());
        } else if (failure.httpStatus() == Failures.CONTENT_TOO_LARGE) {
            outlet.tooLarge(failed);
        }
        if (Failures.mayHaveLostAnAnswer(failure)) {
            outbox.forget();
        }
        outlet.requestSend();
        failureRecorder.record(failure, hint, failed.hasContent(), Notice.ConnectFailed::new, now);
        judge(failure, now);
    }

    private void attemptFailed(ConnectionFailure failure, OptionalLong hint, long now) {
        phase = Phase.WAITING;
        boolean content = !outbox.due(core.capabilities).isEmpty();
        failureRecorder.record(failure, hint, content, Notice.ConnectFailed::new, now);
        judge(failure, now);
    }

    /** WebSocket: the connection is lost. */
    private void lost(ConnectionFailure failure, long now) {
        outlet.failed(failure.message());
        if (failure.kind() == Kind.TOO_LARGE) {
            // The transport may have refused to send, without closing the connection.
            effects.add(new Effect.Abort(connection));
        }
        if (phase == Phase.LEAVING) {
            left(now);
            return;
        }
        phase = Phase.WAITING;
        outlet.lost(failure);
        if (replied && now - openedAt >= Retry.STABLE) {
            retry.succeeded();
        }
        if (replied && Failures.shouldReconnectImmediately(failure) && retry.mayReconnectAtOnce(now)) {
            reachability.lost(now);
            counters.lastFailure = failure;
            effects.tell(new Notice.Disconnected(failure));
            connect(now);
        } else {
            failureRecorder.record(failure, OptionalLong.empty(), true, Notice.Disconnected::new, now);
            judge(failure, now);
        }
    }

    /** Called with the delay of the user's function after the last failure; null if there is no valid delay. */
    void delayAnswered(long question, @Nullable Duration delay, long now) {
        failureRecorder.delayAnswered(question, delay, now);
    }

    /** Called when the transport has not reported an outcome in time. */
    private void givenUp(String what, long now) {
        effects.add(new Effect.Abort(connection));
        ConnectionFailure failure = ConnectionFailure.of(Kind.TIMEOUT, what, null);
        if (phase == Phase.CONNECTING) {
            attemptFailed(failure, OptionalLong.empty(), now);
        } else if (isHttp()) {
            exchangeFailed(failure, OptionalLong.empty(), now);
            if (phase == Phase.OPEN) {
                phase = Phase.WAITING;
            }
        } else {
            lost(failure, now);
        }
    }

    /**
     * Called when the client itself failed; the state of the connection is unknown, so it is aborted, and the operation is tried again
     * later.
     */
    void handlingFailed(ConnectionFailure failure, long now) {
        effects.add(new Effect.Abort(connection));
        switch (phase) {
            case OPEN -> {
                if (isHttp()) {
                    outlet.failed(failure.message());
                    outbox.forget();
                    attemptFailed(failure, OptionalLong.empty(), now);
                } else {
                    lost(failure, now);
                }
            }
            case STARTING, CONNECTING, WAITING -> attemptFailed(failure, OptionalLong.empty(), now);
            case LEAVING -> left(now);
            case CLOSED -> effects.add(new Effect.Terminated());
            case NEW, RESTARTING -> {}
        }
    }

    // ---- other connection settings

    private void judge(ConnectionFailure failure, long now) {
        switch (trial.failed(failure)) {
            case GO_ON -> {}
            case ROLL_BACK -> rollBack(now);
            case TRY_BOOTSTRAP -> change(() -> true, now);
        }
    }

    /** Switches to other connection settings, if {@code begin} returns true. */
    private void change(BooleanSupplier begin, long now) {
        leaveServer(now);
        if (begin.getAsBoolean()) {
            retry.suspend(trial.isSameServer(inUse));
            if (retry.isOpen(now)) {
                connect(now);
            }
        }
    }

    private void rollBack(long now) {
        leaveServer(now);
        trial.rollBack();
        retry.resume(trial.isSameServer(inUse));
    }

    /** Called before a change of server: the next server may know nothing of the agent. */
    private void leaveServer(long now) {
        if (phase == Phase.CONNECTING || isConnected()) {
            effects.add(new Effect.Abort(connection));
            outlet.failed("the agent uses other connection settings");
            outlet.closed();
        }
        failureRecorder.giveUpAsking(now);
        reachability.ended();
        core.capabilities.forgetServer();
        core.customMessages.forgetServer();
        outbox.forget();
        core.fullState.clear();
        phase = Phase.WAITING;
    }

    private boolean isConnected() {
        return phase == Phase.OPEN || phase == Phase.LEAVING;
    }

    // ---- the way out

    void stop(long timeout, long now) {
        switch (phase) {
            case OPEN -> leave(Purpose.STOP, timeout, now);
            case LEAVING -> shutdown.becomesFinal(Nanos.after(now, timeout));
            case CONNECTING -> {
                effects.add(new Effect.Abort(connection));
                end(now);
            }
            case NEW, STARTING, WAITING, RESTARTING -> end(now);
            case CLOSED -> {}
        }
    }

    /** Called when the user's restart callback has returned: the agent reconnects as at its start. */
    void restarted(long now) {
        if (phase == Phase.RESTARTING) {
            phase = Phase.WAITING;
            if (restartsInARow) {
                // A server that sends this command on every connection must not keep the agent restarting.
                retry.throttled(now, OptionalLong.of(Retry.STABLE));
            }
        }
    }

    private void leave(Purpose why, long timeout, long now) {
        phase = Phase.LEAVING;
        shutdown.begin(why, Nanos.after(now, timeout));
        keepLeaving(now);
    }

    private void keepLeaving(long now) {
        if (phase != Phase.LEAVING || outlet.isBusy() || shutdown.isClosing()) {
            return;
        }
        if (shutdown.endsBy() > now
                && shutdown.takeGoodbye()
                && isGoodbyeDue(now)
                && outlet.sendGoodbye(connection, now)) {
            return;
        }
        if (isHttp()) {
            effects.add(new Effect.Abort(connection));
            left(now);
        } else {
            shutdown.closing();
            effects.add(new Effect.Close(
                    connection, NORMAL_CLOSURE, shutdown.purpose().reason()));
        }
    }

    /**
     * Returns whether to send the disconnect message: only to a server that knows the agent, and not to one that asked the client to wait.
     */
    private boolean isGoodbyeDue(long now) {
        return isHttp() ? replied && !retry.isThrottled(now) : outlet.hasSentFirstReport();
    }

    private void left(long now) {
        outlet.failed("the connection is closed");
        outlet.closed();
        reachability.ended();
        // After the disconnect message the server may forget the agent.
        outbox.forget();
        core.fullState.clear();
        switch (shutdown.purpose()) {
            case STOP -> end(now);
            case WAIT -> phase = Phase.WAITING;
            case SWITCH -> {
                phase = Phase.WAITING;
                change(trial::start, now);
            }
            case RESTART -> {
                phase = Phase.RESTARTING;
                effects.tell(new Notice.RestartRequested());
            }
        }
    }

    private void end(long now) {
        phase = Phase.CLOSED;
        failureRecorder.giveUpAsking(now);
        reachability.ended();
        inbox.undeliverable(core.customMessages.drain(), "the client is closed");
        stateSaver.close();
        effects.add(new Effect.Terminated());
    }
}
