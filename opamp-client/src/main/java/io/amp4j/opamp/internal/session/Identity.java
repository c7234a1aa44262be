package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.internal.codec.AgentMessage;
import org.jspecify.annotations.Nullable;

/** Who the agent is to the server: the instance uid, and the numbers of its messages. */
final class Identity {

    /** How many numbers are set aside by one save, so that not every message costs one. */
    static final long RESERVED_AT_ONCE = 1_000;

    private InstanceUid uid;
    private @Nullable InstanceUid previous;
    private boolean assigned;
    private final boolean requested;
    private long lastNumber;
    private long reserved;

    /**
     * Makes an identity.
     *
     * @param requested whether the server is to assign the uid; {@code assigned} tells that it already has
     * @param lastNumber the sequence number after which this agent goes on
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

    /** Returns whether this uid is to outlive the process: not if it only stands in until the server assigns one. */
    boolean isLasting() {
        return !requested || assigned;
    }

    /** Returns the flags of every message. */
    long flags() {
        return requested && !assigned ? AgentMessage.REQUEST_INSTANCE_UID : 0;
    }

    /** Returns the number that the next message gets. */
    long nextNumber() {
        return lastNumber + 1;
    }

    long lastNumber() {
        return lastNumber;
    }

    /** The next number is used. Returns whether more numbers should be set aside, well before they are needed. */
    boolean numberUsed() {
        lastNumber++;
        return reserved - lastNumber == RESERVED_AT_ONCE / 2;
    }

    /** Sets numbers aside and returns the last of them: what a restarted agent goes on after. */
    long reserve() {
        reserved = lastNumber + RESERVED_AT_ONCE;
        return reserved;
    }

    /** Takes another uid from the server. Returns whether it is another. */
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
     * Returns whether a message is for this agent. The uid before counts until the server has used the new one: it may have answered
     * before it heard of the change. A message without a uid can only be for the one agent on this connection.
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

    /** Returns the description with the uid for {@code service.instance.id}, if it has none. */
    AgentDescription named(AgentDescription description) {
        if (description.attribute(AgentDescription.SERVICE_INSTANCE_ID) != null) {
            return description;
        }
        return description.toBuilder()
                .identifying(AgentDescription.SERVICE_INSTANCE_ID, AttributeValue.of(uid.toString()))
                .build();
    }

    /** Returns the description with {@code service.instance.id} following the uid, if that is what it was before. */
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
