package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.internal.codec.AgentMessage;
import org.jspecify.annotations.Nullable;

/** The agent's identity for the server: the instance uid, and the sequence numbers of its messages. */
final class Identity {

    /** How many sequence numbers one save reserves, so that not every message needs a save. */
    static final long RESERVED_AT_ONCE = 1_000;

    private InstanceUid uid;
    private @Nullable InstanceUid previous;
    private boolean assigned;
    private final boolean requested;
    private long lastNumber;
    private long reserved;

    /**
     * Creates an identity.
     *
     * @param requested whether the server should assign the uid; {@code assigned} says whether it already has
     * @param lastNumber the sequence number after which this agent continues
     */
    Identity(InstanceUid uid, boolean requested, boolean assigned, long lastNumber) {
        this.uid = uid;
        this.requested = requested;
        this.assigned = assigned;
        this.lastNumber = lastNumber;
        this.reserved = lastNumber;
    }

    InstanceUid uid() {
        return uid;
    }

    boolean isAssigned() {
        return assigned;
    }

    /** Returns whether this uid must be stored; it need not if it is only used until the server assigns one. */
    boolean isLasting() {
        return !requested || assigned;
    }

    /** Returns the flags of every message. */
    long flags() {
        return requested && !assigned ? AgentMessage.REQUEST_INSTANCE_UID : 0;
    }

    /** Returns the sequence number of the next message. */
    long nextNumber() {
        return lastNumber + 1;
    }

    long lastNumber() {
        return lastNumber;
    }

    /** Marks the next number as used. Returns whether more numbers should be reserved, well before they are needed. */
    boolean numberUsed() {
        lastNumber++;
        return reserved - lastNumber == RESERVED_AT_ONCE / 2;
    }

    /** Reserves numbers and returns the last of them, after which a restarted agent continues. */
    long reserve() {
        reserved = lastNumber + RESERVED_AT_ONCE;
        return reserved;
    }

    /** Adopts a uid from the server. Returns whether it differs from the present one. */
    boolean adopt(InstanceUid newUid) {
        boolean first = !assigned;
        assigned = true;
        if (newUid.equals(uid)) {
            return first && requested;
        }
        previous = uid;
        uid = newUid;
        return true;
    }

    /**
     * Returns whether a message is for this agent. The previous uid is accepted until the server has used the new one, because it may have
     * answered before it learned of the change. A message without a uid can only be for the one agent on this connection.
     */
    boolean isAddressedBy(Bytes instanceUid) {
        if (instanceUid.isEmpty()) {
            return true;
        }
        if (instanceUid.size() != InstanceUid.SIZE) {
            return false;
        }
        InstanceUid addressed = InstanceUid.of(instanceUid);
        if (addressed.equals(uid)) {
            previous = null;
            return true;
        }
        return addressed.equals(previous);
    }

    /** Returns the description with the uid as {@code service.instance.id}, if it has none. */
    AgentDescription named(AgentDescription description) {
        if (description.attribute(AgentDescription.SERVICE_INSTANCE_ID) != null) {
            return description;
        }
        return description.toBuilder()
                .identifying(AgentDescription.SERVICE_INSTANCE_ID, AttributeValue.of(uid.toString()))
                .build();
    }

    /** Returns the description with {@code service.instance.id} changed to the new uid, if it was the previous uid. */
    static AgentDescription mirrored(AgentDescription description, InstanceUid before, InstanceUid now) {
        AttributeValue value = description.attribute(AgentDescription.SERVICE_INSTANCE_ID);
        if (!AttributeValue.of(before.toString()).equals(value)) {
            return description;
        }
        AttributeValue text = AttributeValue.of(now.toString());
        return description.identifying().containsKey(AgentDescription.SERVICE_INSTANCE_ID)
                ? description.toBuilder()
                        .identifying(AgentDescription.SERVICE_INSTANCE_ID, text)
                        .build()
                : description.toBuilder()
                        .nonIdentifying(AgentDescription.SERVICE_INSTANCE_ID, text)
                        .build();
    }
}
