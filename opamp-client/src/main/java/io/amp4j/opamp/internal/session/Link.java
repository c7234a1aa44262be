package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.session.GracefulShutdown.Purpose;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to the server: when it is opened, what its end means, and how it is left.
 *
 * <p>On HTTP the connection is a logical one: it is opened once and stays open while exchanges fail. On WebSocket the loss of the connection
 * is the failure.
 */
final class Link {

    /** After how many malformed messages in a row a WebSocket is given up. */
    private static final int MALFORMED_LIMIT = 8;

    private static final int NORMAL_CLOSURE = 1000;

    private final boolean http;
    private final Core core;
    private final Effects effects;
    private final Counters counters;
    private final Outbox outbox;
    private final Contact contact;
    private final Retry retry;
    private final Memory memory;
    private final Inbox inbox;
    private final Outlet outlet;
    private final Answers answers;
    private final FailureRecorder failureRecorder;
    private final GracefulShutdown shutdown = new GracefulShutdown();

    private long askedToRestartAt = Long.MIN_VALUE;
    private boolean restartsInARow;
    private Phase phase = Phase.NEW;
    private int connection;
    private long openedAt;
    private long guardAt = Nanos.NEVER;
    private boolean replied;
    private int malformedInRow;

    Link(Core core, Memory memory, Inbox inbox, Outlet outlet) {
        this.http = core.config.http();
        this.core = core;
        this.effects = core.effects;
        this.counters = core.counters;
        this.outbox = core.outbox;
        this.contact = core.contact;
        this.retry = core.retry;
        this.failureRecorder = new FailureRecorder(core);
        this.memory = memory;
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
        if (!memory.reserveNumbers()) {
            connect();
        }
    }

    void persisted(long now) {
        if (phase == Phase.STARTING) {
            connect();
        }
    }

    void opened(int about, long now) {
        if (about != connection || phase != Phase.CONNECTING) {
            return;
        }
        phase = Phase.OPEN;
        openedAt = now;
        malformedInRow = 0;
        outlet.opened();
        if (!http) {
            replied = false;
            contact.reached();
            counters.connections++;
            // What answers now may be another server than before.
            core.capabilities.forgetServer();
            core.customMessages.forgetServer();
            effects.tell(new Notice.Connected());
        }
    }

    private void connect() {
        connection++;
        phase = Phase.CONNECTING;
        guardAt = Nanos.NEVER;
        if (!http) {
            counters.attempts++;
        }
        effects.add(new Effect.Connect(connection));
    }

    /** The transport begins with what it was told to do; from now on that may take its time and no more. */
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

    /** Does what the time has come for. */
    void proceed(long now) {
        switch (phase) {
            case WAITING -> {
                if (retry.isOpen(now)) {
                    connect();
                }
            }
            case CONNECTING -> {
                if (now >= guardAt) {
                    givenUp("the attempt to connect timed out", now);
                }
            }
            case OPEN -> {
                if (outlet.isStuck(now)) {
                    givenUp("sending the message timed out", now);
                } else if (outlet.isUnanswered(now)) {
                    effects.add(new Effect.Abort(connection));
                    lost(ConnectionFailure.of(Kind.NO_REPLY, "the server did not answer the first report", null), now);
                } else {
                    outlet.sendWhatIsDue(connection, now);
                }
            }
            case LEAVING -> {
                if (now >= shutdown.endsBy()) {
                    effects.add(new Effect.Abort(connection));
                    left();
                }
            }
            case NEW, STARTING, RESTARTING, CLOSED -> {}
        }
    }

    /** Returns when {@link #proceed} has something to do if nothing happens before. */
    long nextDeadline(long now) {
        return switch (phase) {
            case WAITING -> retry.notBefore();
            case CONNECTING -> guardAt;
            case OPEN -> outlet.nextDeadline(now);
            case LEAVING -> shutdown.endsBy();
            case NEW, STARTING, RESTARTING, CLOSED -> Nanos.NEVER;
        };
    }

    void written(int about, long now) {
        if (about != connection || http) {
            return;
        }
        outlet.written(now);
        keepLeaving(now);
    }

    // ---- what the server says

    void received(int about, ServerMessage message, int bytes, long now) {
        if (about != connection || !isConnected() || (http && !outlet.isBusy())) {
            return;
        }
        counters.receivedMessages++;
        counters.receivedBytes += bytes;
        malformedInRow = 0;
        if (!memory.identity().isAddressedBy(message.instanceUid())) {
            counters.discardedMessages++;
            if (http) {
                exchangeFailed(
                        ConnectionFailure.of(Kind.PROTOCOL, "the answer is for another agent", null),
                        OptionalLong.empty(),
                        now);
            }
            return;
        }
        Composer.Draft answered = null;
        if (http) {
            answered = outlet.answered(now);
            counters.connections++;
            contact.reached();
            if (!isEnding()) {
                effects.tell(new Notice.Connected());
            }
        } else {
            outlet.replied();
        }
        replied = true;
        switch (answers.take(message, bytes, answered, phase == Phase.OPEN, now)) {
            case RESTART -> {
                restartsInARow = askedToRestartAt != Long.MIN_VALUE && now - askedToRestartAt < Retry.STABLE;
                askedToRestartAt = now;
                leave(Purpose.RESTART, Nanos.of(core.config.closeTimeout()), now);
            }
            case STAY_AWAY -> leave(Purpose.WAIT, Nanos.of(core.config.closeTimeout()), now);
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
        if (http) {
            exchangeFailed(failure, OptionalLong.empty(), now);
            return;
        }
        counters.lastFailure = failure;
        malformedInRow++;
        if (malformedInRow == 1) {
            effects.warn(failure.message() + "; it is discarded");
        }
        // It may have asked for just that.
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
        } else if (isConnected() && http) {
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
        } else if (isConnected() && !http) {
            if (failure.kind() == Kind.TOO_LARGE) {
                outlet.lastWasTooLarge();
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
            if (failed.goodbye() && failure.kind() == Kind.LOST) {
                shutdown.goodbyeLost();
            }
            keepLeaving(now);
            return;
        }
        if (failure.httpStatus() == Failures.BAD_REQUEST) {
            outbox.rejected(failed.cargo());
        } else if (failure.httpStatus() == Failures.CONTENT_TOO_LARGE) {
            outlet.tooLarge(failed.cargo());
        }
        if (Failures.mayHaveLostAnAnswer(failure)) {
            outbox.forget();
        }
        outlet.requestSend();
        effects.tell(new Notice.ConnectFailed(failureRecorder.record(failure, hint, failed.hasContent(), now)));
    }

    private void attemptFailed(ConnectionFailure failure, OptionalLong hint, long now) {
        phase = Phase.WAITING;
        boolean content = !outbox.due(core.capabilities).isEmpty();
        effects.tell(new Notice.ConnectFailed(failureRecorder.record(failure, hint, content, now)));
    }

    /** WebSocket: the connection is lost. */
    private void lost(ConnectionFailure failure, long now) {
        outlet.failed(failure.message());
        if (failure.kind() == Kind.TOO_LARGE) {
            // The transport may have refused to send and kept the connection.
            effects.add(new Effect.Abort(connection));
        }
        if (phase == Phase.LEAVING) {
            left();
            return;
        }
        phase = Phase.WAITING;
        outlet.lost(failure);
        if (replied && now - openedAt >= Retry.STABLE) {
            retry.succeeded();
        }
        if (replied && Failures.shouldReconnectImmediately(failure) && retry.mayReconnectAtOnce(now)) {
            contact.lost(now);
            counters.lastFailure = failure;
            effects.tell(new Notice.Disconnected(failure));
            connect();
        } else {
            effects.tell(new Notice.Disconnected(failureRecorder.record(failure, OptionalLong.empty(), true, now)));
        }
    }

    /** Nothing came back from the transport, though it promises to. */
    private void givenUp(String what, long now) {
        effects.add(new Effect.Abort(connection));
        ConnectionFailure failure = ConnectionFailure.of(Kind.TIMEOUT, what, null);
        if (phase == Phase.CONNECTING) {
            attemptFailed(failure, OptionalLong.empty(), now);
        } else if (http) {
            exchangeFailed(failure, OptionalLong.empty(), now);
            phase = Phase.WAITING;
        } else {
            lost(failure, now);
        }
    }

    /** The client itself failed, with the connection in whatever state: it is given up, and what it was for is tried again later. */
    void handlingFailed(ConnectionFailure failure, long now) {
        effects.add(new Effect.Abort(connection));
        switch (phase) {
            case OPEN -> {
                if (http) {
                    outlet.failed(failure.message());
                    outbox.forget();
                    attemptFailed(failure, OptionalLong.empty(), now);
                } else {
                    lost(failure, now);
                }
            }
            case STARTING, CONNECTING, WAITING -> attemptFailed(failure, OptionalLong.empty(), now);
            case LEAVING -> left();
            case CLOSED -> effects.add(new Effect.Terminated());
            case NEW, RESTARTING -> {}
        }
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
                end();
            }
            case NEW, STARTING, WAITING, RESTARTING -> end();
            case CLOSED -> {}
        }
    }

    /** The user has restarted what there is to restart: the agent comes back like a new one. */
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
        if (shutdown.takeGoodbye() && isGoodbyeDue(now) && outlet.sendGoodbye(connection, now)) {
            return;
        }
        if (http) {
            effects.add(new Effect.Abort(connection));
            left();
        } else {
            shutdown.closing();
            effects.add(new Effect.Close(
                    connection, NORMAL_CLOSURE, shutdown.purpose().reason()));
        }
    }

    /** Only a server that knows the agent wants its goodbye, and none while it asks to be left alone. */
    private boolean isGoodbyeDue(long now) {
        return http ? replied && !retry.isThrottled(now) : outlet.hasSentFirstReport();
    }

    private void left() {
        outlet.failed("the connection is closed");
        outlet.closed();
        contact.ended();
        // After the goodbye the server may forget the agent.
        outbox.forget();
        core.fullState.clear();
        switch (shutdown.purpose()) {
            case STOP -> end();
            case WAIT -> phase = Phase.WAITING;
            case RESTART -> {
                phase = Phase.RESTARTING;
                effects.tell(new Notice.RestartRequested());
            }
        }
    }

    private void end() {
        phase = Phase.CLOSED;
        contact.ended();
        inbox.undeliverable(core.customMessages.drain(), "the client is closed");
        memory.close();
        effects.add(new Effect.Terminated());
    }
}
