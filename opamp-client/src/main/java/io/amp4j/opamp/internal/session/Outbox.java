package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.internal.codec.AgentMessage;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The agent's state to report, and which of it the server knows. There is one current value for each {@link Part} and no queue, so a
 * thousand changes while offline become one.
 *
 * <p>A part is due from its change until it is delivered: on HTTP until a message with it is answered without an error, on WebSocket until
 * it is written. A part in a failed message is still due, with its newest value. A part that the server refuses is not sent until it
 * changes.
 */
final class Outbox {

    /** How often the same value is sent to a server that refuses the messages with it. */
    static final int REJECTIONS = 3;

    private final Map<Part, Slot> slots = new EnumMap<>(Part.class);
    private boolean listComponents;
    private Set<Part> lastWritten = Set.of();
    private boolean rejected;
    private int epoch;

    Outbox() {
        for (Part part : Part.values()) {
            slots.put(part, new Slot());
        }
    }

    /** Sets the value of a part; null removes it. Returns whether the value has changed. */
    boolean set(Part part, @Nullable Object value) {
        Slot slot = slot(part);
        if (value == null ? slot.value == null : value.equals(slot.value)) {
            return false;
        }
        slot.value = value;
        slot.version++;
        slot.delayedUntil = Long.MIN_VALUE;
        slot.withheld = false;
        slot.rejections = 0;
        return true;
    }

    /** Sets a value that is sent with the next message, but until {@code moment} is no reason to send one. */
    void setDelayed(Part part, Object value, long moment) {
        if (set(part, value)) {
            slot(part).delayedUntil = moment;
        }
    }

    /** Ends the delay of a part. */
    void endDelay(Part part) {
        slot(part).delayedUntil = Long.MIN_VALUE;
    }

    @Nullable
    Object value(Part part) {
        return slot(part).value;
    }

    /** Returns whether a part need not be sent: the server has it, does not support it, or has refused it. */
    boolean isSettled(Part part, Capabilities capabilities) {
        return !slot(part).isDue() || !part.isAllowed(capabilities);
    }

    /** Returns whether the server has refused this value of a part. */
    boolean isRefused(Part part) {
        Slot slot = slot(part);
        return slot.value != null && (slot.version == slot.refused || slot.version == slot.tooLarge);
    }

    /** Returns whether this value of a part has been written or delivered. */
    boolean isWritten(Part part) {
        Slot slot = slot(part);
        return slot.value != null && slot.version == slot.delivered;
    }

    /** Returns whether this value of a part has been delivered. */
    boolean isConfirmed(Part part) {
        Slot slot = slot(part);
        return slot.value != null && slot.version == slot.confirmed;
    }

    /** Returns a number that changes whenever the server's state of the agent becomes invalid. */
    int epoch() {
        return epoch;
    }

    /** Returns the parts of the next message: those that can be sent together, or else one that must be sent alone. */
    Set<Part> due(Capabilities capabilities) {
        Set<Part> together = EnumSet.noneOf(Part.class);
        Set<Part> alone = EnumSet.noneOf(Part.class);
        slots.forEach((part, slot) -> {
            if (slot.isDue() && part.isAllowed(capabilities)) {
                (slot.goesAlone() || part.goesAlone() ? alone : together).add(part);
            }
        });
        return together.isEmpty() && !alone.isEmpty()
                ? EnumSet.of(alone.iterator().next())
                : together;
    }

    /** Returns the time from which a part is a reason to send a message, or {@link Nanos#NEVER}. */
    long wantsToSendAt(Capabilities capabilities) {
        long at = Nanos.NEVER;
        for (Map.Entry<Part, Slot> entry : slots.entrySet()) {
            Slot slot = entry.getValue();
            if (slot.delayedUntil < at && slot.isDue() && entry.getKey().isAllowed(capabilities)) {
                at = slot.delayedUntil;
            }
        }
        return at;
    }

    /** Puts parts into a message and returns the cargo to acknowledge them with. */
    Cargo load(AgentMessage.Builder message, Set<Part> parts) {
        Map<Part, Long> versions = new EnumMap<>(Part.class);
        for (Part part : parts) {
            Slot slot = slot(part);
            if (slot.value != null) {
                part.put(message, slot.value, listComponents);
                versions.put(part, slot.version);
            }
        }
        return new Cargo(versions, listComponents && parts.contains(Part.COMPONENTS), epoch);
    }

    /** Called when the cargo was answered without an error, so is delivered. */
    void delivered(Cargo cargo) {
        written(cargo);
        confirmed();
        cargo.versions.forEach((part, version) -> {
            if (slot(part).version == version) {
                slot(part).rejections = 0;
            }
        });
        if (rejected) {
            rejected = false;
            slots.values().forEach(slot -> slot.withheld = false);
            forget();
        }
    }

    /** Called when the cargo is written; the server has probably received it. */
    void written(Cargo cargo) {
        if (cargo.epoch != epoch) {
            // The server's state has become invalid since the cargo was sent, for example because of another identity.
            return;
        }
        cargo.versions.forEach((part, version) -> slot(part).delivered = version);
        lastWritten = cargo.versions.keySet();
        if (cargo.componentsListed) {
            listComponents = false;
        }
    }

    /** Called when the server has answered: everything that was written is delivered. */
    void confirmed() {
        slots.values().forEach(slot -> {
            slot.confirmed = slot.delivered;
            if (slot.suspected == slot.delivered) {
                slot.suspected = Slot.NONE;
            }
        });
        releaseSuspects();
    }

    /** Makes what may have been refused due once more. */
    void releaseSuspects() {
        slots.values().forEach(slot -> {
            if (slot.suspected == slot.version) {
                slot.withheld = false;
            }
        });
    }

    /** Called when the server may not have received what was written and not confirmed: that is due again. */
    void doubt() {
        slots.values().forEach(slot -> slot.delivered = slot.confirmed);
        releaseSuspects();
    }

    /** Called when the server does not know the agent (any more): everything is due again, except what it has refused. */
    void forget() {
        epoch++;
        slots.values().forEach(slot -> {
            slot.delivered = Slot.NONE;
            slot.confirmed = Slot.NONE;
        });
        releaseSuspects();
    }

    /** Called when the server requests everything, including what it has refused as malformed. */
    void fullState() {
        forget();
        slots.values().forEach(slot -> slot.refused = Slot.NONE);
    }

    /** Makes the next message with components contain all of them and not only their hash. */
    void listComponents() {
        epoch++;
        listComponents = true;
        Slot slot = slot(Part.COMPONENTS);
        slot.delivered = Slot.NONE;
        slot.confirmed = Slot.NONE;
    }

    /**
     * Called when the server could not accept the message, which need not be caused by its content: the cargo waits until the server
     * accepts a message again, and then everything is due. Parts that were rejected {@link #REJECTIONS} times count as refused.
     */
    void rejected(Cargo cargo) {
        rejected = true;
        cargo.versions.forEach((part, version) -> {
            Slot slot = slot(part);
            if (slot.version == version) {
                slot.withheld = true;
                slot.rejections++;
                if (slot.rejections >= REJECTIONS) {
                    slot.refused = version;
                }
            }
        });
    }

    /** Called when the server refuses this cargo; it is not sent until it changes or the server requests everything. */
    void refused(Cargo cargo) {
        cargo.versions.forEach((part, version) -> slot(part).refused = version);
        if (cargo.componentsListed) {
            listComponents = false;
        }
    }

    /** Returns whether any part was written that the server has not confirmed. */
    boolean isAnyUnconfirmed() {
        return slots.values().stream().anyMatch(slot -> slot.delivered != slot.confirmed);
    }

    /**
     * Called when the server refused something that was written and not confirmed. A part that is sent alone counts as refused only if it
     * was written last.
     */
    void refusedUnconfirmed() {
        slots.forEach((part, slot) -> {
            if (slot.delivered != slot.confirmed) {
                if (!part.goesAlone() || lastWritten.contains(part)) {
                    slot.refused = slot.delivered;
                }
                slot.confirmed = slot.delivered;
            }
        });
    }

    /**
     * Called when the server refused one of several messages that wait for an answer: it is not known which. What was written and not
     * confirmed waits until the server accepts a message, a heartbeat is due or there is another connection, and is sent once more; if it is
     * refused again, it counts as refused. A part that is sent alone counts as refused at once if it was written last.
     */
    void refusedOneOfSeveral() {
        slots.forEach((part, slot) -> {
            boolean wasLast = lastWritten.contains(part);
            if (slot.delivered != slot.confirmed && (!part.goesAlone() || wasLast)) {
                if (part.goesAlone() || slot.suspected == slot.delivered) {
                    slot.refused = slot.delivered;
                    slot.confirmed = slot.delivered;
                } else {
                    slot.suspected = slot.delivered;
                    slot.withheld = slot.version == slot.delivered;
                    slot.delivered = slot.confirmed;
                }
            }
        });
    }

    /** Called when the part in the cargo is too large even alone; it is not sent until it changes. */
    void tooLarge(Part part, Cargo cargo) {
        Long version = cargo.versions.get(part);
        if (version != null) {
            slot(part).tooLarge = version;
        }
    }

    /** Called when the part in the cargo was too large together with others; until it changes it is sent in a message of its own. */
    void sendAlone(Part part, Cargo cargo) {
        Long version = cargo.versions.get(part);
        if (version != null) {
            slot(part).alone = version;
        }
    }

    private Slot slot(Part part) {
        Slot slot = slots.get(part);
        if (slot == null) {
            throw new AssertionError(part);
        }
        return slot;
    }

    /**
     * The parts in one message.
     *
     * @param versions the version of the value of each part
     * @param componentsListed whether the components are complete, not only a hash
     * @param epoch the {@link #epoch} when it was loaded
     */
    record Cargo(Map<Part, Long> versions, boolean componentsListed, int epoch) {
        boolean isEmpty() {
            return versions.isEmpty();
        }
    }

    private static final class Slot {
        static final long NONE = -1;

        @Nullable
        Object value;

        long version;
        long delivered = NONE;
        long confirmed = NONE;
        long refused = NONE;
        long suspected = NONE;
        long tooLarge = NONE;
        long alone = NONE;
        long delayedUntil = Long.MIN_VALUE;
        boolean withheld;
        int rejections;

        boolean isDue() {
            return value != null && !withheld && version != delivered && version != refused && version != tooLarge;
        }

        boolean goesAlone() {
            return version == alone;
        }
    }
}
