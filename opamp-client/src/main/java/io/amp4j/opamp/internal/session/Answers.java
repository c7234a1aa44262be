package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a message of the server means for the report sent before: accepted, refused, or to be sent again. The {@link Inbox} handles
 * the rest of the message.
 */
final class Answers {

    private final Effects effects;
    private final Counters counters;
    private final Outbox outbox;
    private final Reachability reachability;
    private final Retry retry;
    private final Inbox inbox;
    private final Outlet outlet;

    /** What the server requests for the connection. */
    enum Request {
        NOTHING,
        /** The agent must restart. */
        RESTART,
        /** The client must disconnect and connect again later. */
        WAIT
    }

    Answers(Core core, Inbox inbox, Outlet outlet) {
        this.effects = core.effects;
        this.counters = core.counters;
        this.outbox = core.outbox;
        this.reachability = core.reachability;
        this.retry = core.retry;
        this.inbox = inbox;
        this.outlet = outlet;
    }

    /**
     * Processes a message.
     *
     * @param answered the report that it answers, on HTTP; null on WebSocket, where that is not known
     * @param open whether the connection stays open; on a connection that is being closed, requests of the server are ignored
     */
    Request take(ServerMessage message, int bytes, Composer.@Nullable Draft answered, boolean open, long now) {
        if (message.error() != null) {
            return errorReceived(message.error(), answered, open, now);
        }
        reachability.regained();
        if (answered == null) {
            outbox.confirmed();
        } else {
            outlet.delivered(answered);
            retry.succeeded();
        }
        return open && inbox.process(message, bytes, now) ? Request.RESTART : Request.NOTHING;
    }

    private Request errorReceived(ServerError error, Composer.@Nullable Draft answered, boolean open, long now) {
        effects.tell(new Notice.ErrorReceived(error));
        if (error.type() == ServerError.Type.UNAVAILABLE) {
            return unavailable(error, answered, open, now);
        }
        if (answered == null) {
            outlet.refusedSomething();
        } else {
            // Sending the same again would get the same answer.
            outlet.refused(answered);
            reachability.regained();
            retry.succeeded();
        }
        return Request.NOTHING;
    }

    private Request unavailable(ServerError error, Composer.@Nullable Draft answered, boolean open, long now) {
        counters.throttles++;
        retry.throttled(
                now, error.retryHint().map(Nanos::of).map(OptionalLong::of).orElse(OptionalLong.empty()));
        if (answered != null) {
            outlet.ticketFailed(answered, "the server is unavailable");
            outlet.requestSend();
            return Request.NOTHING;
        }
        if (!open) {
            return Request.NOTHING;
        }
        outbox.doubt();
        return Request.WAIT;
    }
}
