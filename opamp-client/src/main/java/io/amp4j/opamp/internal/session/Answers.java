package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a message of the server means for what it was sent before: taken, refused, or to be sent another time. What else is in the
 * message is for the {@link Inbox}.
 */
final class Answers {

    private final Effects effects;
    private final Counters counters;
    private final Outbox outbox;
    private final Contact contact;
    private final Retry retry;
    private final Inbox inbox;
    private final Outlet outlet;

    /** What the server wants of the connection. */
    enum Request {
        NOTHING,
        /** The agent is to restart. */
        RESTART,
        /** The client is to disconnect and to connect again later. */
        WAIT
    }

    Answers(Core core, Inbox inbox, Outlet outlet) {
        this.effects = core.effects;
        this.counters = core.counters;
        this.outbox = core.outbox;
        this.contact = core.contact;
        this.retry = core.retry;
        this.inbox = inbox;
        this.outlet = outlet;
    }

    /**
     * Takes a message.
     *
     * @param answered what it answers, on HTTP; null on WebSocket, where that is not known
     * @param open whether the connection is to stay; on one that is being left, the server can no longer bring anything about
     */
    Request take(ServerMessage message, int bytes, Composer.@Nullable Draft answered, boolean open, long now) {
        if (message.error() != null) {
            return errorReceived(message.error(), answered, open, now);
        }
        contact.regained();
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
            // To send the same again would bring the same answer.
            outlet.refused(answered);
            contact.regained();
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
