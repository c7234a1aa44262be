package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.time.SlowestLine;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is sent over an open connection, and when: one message at a time, with everything that is due, as soon as there is a reason
 * to send and no wait.
 */
final class Outlet {

    /** How long the first report waits for the effective configuration. */
    private static final long EFFECTIVE_CONFIG_TIMEOUT = 2_000_000_000L;

    private final SessionConfig config;
    private final Effects effects;
    private final Counters counters;
    private final Capabilities capabilities;
    private final Outbox outbox;
    private final Heartbeat heartbeat;
    private final FullState fullState;
    private final CustomMessages customMessages;
    private final StateSaver stateSaver;
    private final Composer composer;
    private final Reachability reachability;
    private final Retry retry;
    private final CurrentTransport transport;

    private Composer.@Nullable Draft inFlight;
    private Composer.@Nullable Largest largestWritten;
    private long sentAt;
    private long guardAt = Nanos.NEVER;
    private long replyBy = Nanos.NEVER;
    private boolean firstReportSent;
    private boolean firstReply;
    private boolean unanswered;
    private int awaitedReplies;
    private boolean sendRequested;
    private boolean effectiveConfigWanted;
    private long effectiveConfigBy;

    Outlet(Core core, StateSaver stateSaver) {
        this.config = core.config;
        this.effects = core.effects;
        this.counters = core.counters;
        this.capabilities = core.capabilities;
        this.outbox = core.outbox;
        this.heartbeat = core.heartbeat;
        this.fullState = core.fullState;
        this.customMessages = core.customMessages;
        this.reachability = core.reachability;
        this.retry = core.retry;
        this.transport = core.transport;
        this.stateSaver = stateSaver;
        this.composer = new Composer(core, stateSaver.identity());
    }

    /** Called at the start of the session: the first report waits a little for the effective configuration, if that has to be read. */
    void start(long now) {
        effectiveConfigWanted = config.effectiveConfigSupplied();
        effectiveConfigBy = Nanos.after(now, EFFECTIVE_CONFIG_TIMEOUT);
        if (effectiveConfigWanted) {
            effects.add(new Effect.ReadEffectiveConfig());
        }
    }

    /** Called when the effective configuration was read, or could not be read: then it is read again with the next message. */
    void effectiveConfigRead(boolean successfully) {
        effectiveConfigWanted = config.effectiveConfigSupplied() && !successfully;
        effectiveConfigBy = Long.MIN_VALUE;
    }

    /** Called when a connection is open: it starts with a message, even if nothing is new. */
    void opened() {
        firstReportSent = false;
        sendRequested = true;
        awaitedReplies = 0;
        largestWritten = null;
    }

    /** Requests that a message is sent soon, even if it has only the fields that every message has. */
    void requestSend() {
        sendRequested = true;
    }

    /** Returns whether a message was sent on this connection. */
    boolean hasSentFirstReport() {
        return firstReportSent;
    }

    boolean isBusy() {
        return inFlight != null;
    }

    /** Returns whether the transport has not reported the outcome of the message in time. */
    boolean isStuck(long now) {
        return inFlight != null && now >= guardAt;
    }

    /** Returns whether the server has not answered the first report in time. */
    boolean isUnanswered(long now) {
        return now >= replyBy;
    }

    /** Returns the next deadline if no other event occurs. */
    long nextDeadline(long now) {
        long at = inFlight != null ? guardAt : Math.max(retry.notBefore(), wantsToSendAt(now));
        return Math.min(at, replyBy);
    }

    private long wantsToSendAt(long now) {
        if (effectiveConfigWanted && effectiveConfigBy > now) {
            return effectiveConfigBy;
        }
        if (sendRequested || customMessages.next() != null) {
            return now;
        }
        long at = Math.min(heartbeat.dueAt(), fullState.dueAt());
        return Math.min(at, outbox.wantsToSendAt(capabilities));
    }

    /** Sends if there is a reason to, the client does not have to wait, and nothing is in flight. */
    void sendWhatIsDue(int connection, long now) {
        if (inFlight != null || !retry.isOpen(now) || wantsToSendAt(now) > now) {
            return;
        }
        if (reachability.serverStateMayBeStale(now, heartbeat.interval())) {
            outbox.forget();
        }
        if (heartbeat.dueAt() <= now) {
            outbox.releaseSuspects();
        }
        FullState.Request request = fullState.take(now);
        if (request.fullState()) {
            outbox.fullState();
        }
        if (request.fullComponents()) {
            outbox.listComponents();
        }
        if (config.effectiveConfigSupplied() && (request.fullState() || effectiveConfigWanted)) {
            effects.add(new Effect.ReadEffectiveConfig());
        }
        send(connection, false, now);
    }

    /** Sends the last message of this connection. Returns false if even that is too large. */
    boolean sendGoodbye(int connection, long now) {
        return send(connection, true, now);
    }

    private boolean send(int connection, boolean goodbye, long now) {
        Composer.Draft draft = composer.compose(goodbye);
        sendRequested = false;
        heartbeat.sent(now);
        if (draft == null) {
            return false;
        }
        inFlight = draft;
        sentAt = now;
        guardAt = Nanos.NEVER;
        firstReply |= !firstReportSent;
        firstReportSent = true;
        unanswered = true;
        awaitedReplies++;
        if (transport.isHttp()) {
            counters.attempts++;
        }
        AgentMessage message = draft.message();
        counters.sentMessages++;
        counters.sentBytes += draft.encoded().length;
        if (stateSaver.identity().numberUsed()) {
            stateSaver.reserveNumbers();
        }
        effects.add(new Effect.Send(connection, message, draft.encoded()));
        return true;
    }

    /**
     * Called when the transport starts to send the message, which was queued before. A large message gets more time for a slow line. Called
     * again if one transport passes the message to another: then the last call counts.
     */
    void workStarted(long now) {
        Composer.Draft begun = inFlight;
        if (begun == null) {
            return;
        }
        sentAt = now;
        guardAt = deadline(now, config.attemptTimeout(), SlowestLine.transfer(begun.encoded().length));
    }

    /**
     * WebSocket: the server has refused something. Servers answer in order, so that this is about the last message only if no other one
     * waits for an answer. The answer may arrive before the last message is reported as written.
     */
    void refusedSomething() {
        Composer.Draft underWay = inFlight;
        if (awaitedReplies > 0) {
            outbox.refusedOneOfSeveral();
        } else if (underWay != null && guardAt != Nanos.NEVER && !outbox.isAnyUnconfirmed()) {
            outbox.refused(underWay.cargo());
        } else {
            outbox.refusedUnconfirmed();
        }
    }

    /** WebSocket: the message is written, which is all that is known of its delivery. */
    void written(long now) {
        Composer.Draft done = inFlight;
        if (done == null) {
            return;
        }
        inFlight = null;
        if (firstReply && replyBy == Nanos.NEVER && !config.replyTimeout().isZero()) {
            replyBy = deadline(now, config.replyTimeout(), SlowestLine.buffered(done.encoded().length));
        }
        largestWritten = larger(done, largestWritten);
        outbox.written(done.cargo());
        told(done.ticket());
    }

    private static long deadline(long now, Duration timeout, Duration transfer) {
        return Nanos.after(now, Nanos.after(Nanos.of(timeout), Nanos.of(transfer)));
    }

    /** HTTP: the message is answered, with or without an error. */
    Composer.Draft answered(long now) {
        Composer.Draft answered = inFlight;
        if (answered == null) {
            throw new IllegalStateException("nothing is in flight");
        }
        inFlight = null;
        counters.latency = now - sentAt;
        return answered;
    }

    /** HTTP: the answer was not an error. */
    void delivered(Composer.Draft answered) {
        outbox.delivered(answered.cargo());
        told(answered.ticket());
    }

    /** HTTP: the server has refused this message, which must not be sent again. */
    void refused(Composer.Draft answered) {
        outbox.refused(answered.cargo());
        ticketFailed(answered, "the server refused the message");
    }

    /** WebSocket: the server answered; what was written has arrived. */
    void replied() {
        replyBy = Nanos.NEVER;
        firstReply = false;
        unanswered = false;
        awaitedReplies = Math.max(0, awaitedReplies - 1);
    }

    /** The message in flight, if any, has failed. State in it is still due; a custom message is not sent again. */
    Composer.@Nullable Draft failed(String reason) {
        Composer.Draft failed = inFlight;
        inFlight = null;
        if (failed != null) {
            ticketFailed(failed, reason);
        }
        return failed;
    }

    /** HTTP: the message was too large for the server: the part that makes it large is not sent until it changes. */
    void tooLarge(Composer.Draft refused) {
        composer.leaveOut(Composer.Largest.of(refused));
    }

    /**
     * WebSocket: the server closed because a message was too large. This takes the largest message of this connection for it, which need be
     * neither the last one nor completely written.
     */
    void someWasTooLarge() {
        Composer.Largest largest = inFlight == null ? largestWritten : larger(inFlight, largestWritten);
        if (largest != null) {
            composer.leaveOut(largest);
        }
    }

    private static Composer.Largest larger(Composer.Draft draft, Composer.@Nullable Largest known) {
        return known == null || draft.encoded().length > known.bytes() ? Composer.Largest.of(draft) : known;
    }

    /**
     * WebSocket: the connection is lost. After a Close frame of the server, all its earlier messages have been received. If the connection
     * broke in any other way, or an answer was outstanding, a request of the server for the full state may be lost.
     */
    void lost(ConnectionFailure failure) {
        if (firstReportSent && (unanswered || failure.closeCode() == 0)) {
            outbox.forget();
        } else {
            outbox.doubt();
        }
        closed();
    }

    /** Called when the connection is closed. */
    void closed() {
        heartbeat.paused();
        awaitedReplies = 0;
        replyBy = Nanos.NEVER;
        firstReply = false;
    }

    void ticketFailed(Composer.Draft draft, String reason) {
        draft.ticket().ifPresent(ticket -> effects.tell(new Notice.CustomMessageFailed(ticket, reason)));
    }

    private void told(OptionalLong ticket) {
        ticket.ifPresent(delivered -> effects.tell(new Notice.CustomMessageDelivered(delivered)));
    }
}
