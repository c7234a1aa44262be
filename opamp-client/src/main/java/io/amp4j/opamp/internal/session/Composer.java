package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.AgentMessageEncoder;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Composes the next message from everything that is due, within the size limit. */
final class Composer {

    /**
     * The largest fraction of a refused message that its largest part may have to be tried alone; a larger part would be nearly the same
     * message.
     */
    private static final double WORTH_A_TRY = 0.75;

    private final int limit;
    private final CurrentTransport transport;
    private final Identity identity;
    private final Capabilities capabilities;
    private final Outbox outbox;
    private final CustomMessages customMessages;
    private final Counters counters;
    private final Effects effects;

    Composer(Core core, Identity identity) {
        this.limit = core.config.maxSentBytes();
        this.transport = core.transport;
        this.identity = identity;
        this.capabilities = core.capabilities;
        this.outbox = core.outbox;
        this.customMessages = core.customMessages;
        this.counters = core.counters;
        this.effects = core.effects;
    }

    /**
     * Returns the next message. A part that is too large by itself is discarded; parts that are too large only together are sent in several
     * messages. Returns null if not even an empty message fits.
     */
    @Nullable
    Draft compose(boolean goodbye) {
        int maxBytes = maxBytes();
        Set<Part> parts = outbox.due(capabilities);
        if (goodbye) {
            parts.remove(Part.CERTIFICATE_REQUEST);
        }
        boolean alone = goodbye || parts.contains(Part.CERTIFICATE_REQUEST);
        CustomMessages.Waiting custom = alone ? null : customMessages.next();
        while (true) {
            AgentMessage.Builder message = base();
            Outbox.Cargo cargo = outbox.load(message, parts);
            if (custom != null) {
                message.customMessage(custom.message());
            }
            if (goodbye) {
                message.disconnect();
            }
            AgentMessage built = message.build();
            byte[] encoded = AgentMessageEncoder.encode(built);
            if (encoded.length <= maxBytes) {
                if (custom != null) {
                    customMessages.taken();
                }
                return new Draft(
                        built,
                        encoded,
                        cargo,
                        custom == null ? OptionalLong.empty() : OptionalLong.of(custom.ticket()),
                        goodbye);
            }
            if (custom != null && encodedSize(custom) > maxBytes) {
                customMessages.taken();
                discarded("a custom message", encodedSize(custom));
                effects.tell(new Notice.CustomMessageFailed(
                        custom.ticket(), "it exceeds the limit of " + maxBytes + " bytes"));
                custom = customMessages.next();
            } else if (custom != null && !cargo.isEmpty()) {
                // State and custom message do not fit together: the state is sent first.
                custom = null;
            } else if (!cargo.isEmpty()) {
                // A part that fits by itself follows in a message of its own.
                Part largest = largest(cargo);
                int size = encodedSize(largest);
                if (size > maxBytes) {
                    discarded(largest.name(), size);
                    outbox.tooLarge(largest, cargo);
                }
                parts.remove(largest);
            } else {
                discarded("an empty message", encoded.length);
                return null;
            }
        }
    }

    /**
     * Called when a message is too large for the server. The part that made it large is sent in a message of its own if that is
     * considerably smaller; otherwise it is not sent until it changes.
     */
    void leaveOut(Largest message) {
        if (message.cargo().isEmpty()) {
            return;
        }
        Part largest = largest(message.cargo());
        int size = encodedSize(largest);
        if (size < message.customBytes()) {
            // A custom message is not sent again anyway.
            return;
        }
        if (size <= message.bytes() * WORTH_A_TRY) {
            outbox.sendAlone(largest, message.cargo());
            return;
        }
        outbox.tooLarge(largest, message.cargo());
        effects.warn(largest.name() + " makes a message of " + size
                + " bytes, which is too large for the server; it is left out until it changes");
    }

    /** Returns the largest part of the cargo. */
    private Part largest(Outbox.Cargo cargo) {
        return cargo.versions().keySet().stream()
                .max(Comparator.comparingInt(this::encodedSize))
                .orElseThrow();
    }

    private int encodedSize(Part part) {
        AgentMessage.Builder alone = base();
        outbox.load(alone, EnumSet.of(part));
        return AgentMessageEncoder.encode(alone.build()).length;
    }

    /** On WebSocket one byte of header counts too. */
    private int maxBytes() {
        return transport.isHttp() ? limit : limit - 1;
    }

    private void discarded(String what, int size) {
        counters.discardedMessages++;
        effects.warn(what + " makes a message of " + size + " bytes, above the limit of " + maxBytes()
                + "; it is discarded");
    }

    private int encodedSize(CustomMessages.Waiting custom) {
        return AgentMessageEncoder.encode(base().customMessage(custom.message()).build()).length;
    }

    private AgentMessage.Builder base() {
        return AgentMessage.builder(identity.uid(), identity.nextNumber(), capabilities.agent())
                .flags(identity.flags());
    }

    /**
     * A message that is ready to be sent.
     *
     * @param message the message
     * @param encoded its bytes
     * @param cargo the parts in it
     * @param ticket the ticket of the custom message in it, if there is one
     * @param goodbye whether it is the last message of this connection
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on unchanged, never compared
    record Draft(AgentMessage message, byte[] encoded, Outbox.Cargo cargo, OptionalLong ticket, boolean goodbye) {
        /** Returns whether it is more than a heartbeat. */
        boolean hasContent() {
            return !cargo.isEmpty() || ticket.isPresent();
        }
    }

    /**
     * The sizes of a message, to find out what makes it large; holds none of its content.
     *
     * @param bytes the size of the message
     * @param customBytes the size of the custom message in it; 0 if there is none
     */
    record Largest(int bytes, Outbox.Cargo cargo, int customBytes) {
        static Largest of(Draft draft) {
            CustomMessage custom = draft.message().customMessage();
            return new Largest(
                    draft.encoded().length,
                    draft.cargo(),
                    custom == null ? 0 : custom.data().size());
        }
    }
}
