package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.internal.codec.AgentMessage;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the server has to know of the agent's state, and what of it the server knows. There is one up-to-date value for each
 * {@link Part} and no queue, so a thousand changes while offline become one.
 *
 * <p>A part is due from its change until it is delivered: on HTTP until a message with it is answered without an error, on WebSocket
 * until it is written. A part in a message that failed was never delivered, so it is still due, with its newest value. What the server
 * refuses stays away until it changes.
 */
final class Outbox {

    /** How often the same value is offered to a server that then takes no message with it. */
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

    /** Sets the value of a part; null takes the part away. Returns whether that is a change. */
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

    /** Sets a value that goes along with the next message but, until {@code moment}, is no reason to send one. */
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

    /** Returns whether there is nothing to be said of a part: the server has it, or cannot or will not take it. */
    boolean isSettled(Part part, Capabilities capabilities) {
        return !slot(part).isDue() || !part.isAllowed(capabilities);
    }

    /** Returns whether the server will not take this value of a part. */
    boolean isRefused(Part part) {
        Slot slot = slot(part);
        return slot.value != null && (slot.version == slot.refused || slot.version == slot.tooLarge);
    }

    /** Returns whether this value of a part is on its way to the server, or there. */
    boolean isWritten(Part part) {
        Slot slot = slot(part);
        return slot.value != null && slot.version == slot.delivered;
    }

    /** Returns whether this value of a part is with the server. */
    boolean isConfirmed(Part part) {
        Slot slot = slot(part);
        return slot.value != null && slot.version == slot.confirmed;
    }

    /** Returns a number that changes whenever what the server knows becomes worthless. */
    int epoch() {
        return epoch;
    }

    /** Returns the parts that the next message has: those that go together, or else one that goes alone. */
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

    /** Returns from when on some part is a reason to send a message, or {@link Nanos#NEVER}. */
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

    /** Fills a message with parts and returns what it takes to acknowledge them. */
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

    /** The cargo is with the server: answered without an error. */
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

    /** The cargo is written; the server has probably got it. */
    void written(Cargo cargo) {
        if (cargo.epoch != epoch) {
            // Since it was sent, what the server knows has become worthless: it was for another identity, say.
            return;
        }
        cargo.versions.forEach((part, version) -> slot(part).delivered = version);
        lastWritten = cargo.versions.keySet();
        if (cargo.componentsListed) {
            listComponents = false;
        }
    }

    /** The server has shown that it is there: what was written is delivered. */
    void confirmed() {
        slots.values().forEach(slot -> slot.confirmed = slot.delivered);
    }

    /** It is doubtful whether the server got what was written and not confirmed: that is due again. */
    void doubt() {
        slots.values().forEach(slot -> slot.delivered = slot.confirmed);
    }

    /** The server knows nothing (any more): everything is due again, but for what it has refused. */
    void forget() {
        epoch++;
        slots.values().forEach(slot -> {
            slot.delivered = Slot.NONE;
            slot.confirmed = Slot.NONE;
        });
    }

    /** The server asks for everything, also for what it has refused as malformed. */
    void fullState() {
        forget();
        slots.values().forEach(slot -> slot.refused = Slot.NONE);
    }

    /** The next message with components has all of them and not only their hash. */
    void listComponents() {
        epoch++;
        listComponents = true;
        Slot slot = slot(Part.COMPONENTS);
        slot.delivered = Slot.NONE;
        slot.confirmed = Slot.NONE;
    }

    /**
     * The server could not take the message, which need not be the message's fault: the cargo waits until the server takes a message again,
     * and then everything is due. What it has not taken {@link #REJECTIONS} times is refused.
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

    /** The server refuses this cargo; it is not sent until it changes or the server asks for everything. */
    void refused(Cargo cargo) {
        cargo.versions.forEach((part, version) -> slot(part).refused = version);
        if (cargo.componentsListed) {
            listComponents = false;
        }
    }

    /** Returns whether something was written of which the server has not shown that it has it. */
    boolean isAnyUnconfirmed() {
        return slots.values().stream().anyMatch(slot -> slot.delivered != slot.confirmed);
    }

    /** The server refused something that was written and not confirmed. What goes alone is meant only if it was written last. */
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

    /** The part in the cargo is too large to be sent, ever; it is not sent until it changes. */
    void tooLarge(Part part, Cargo cargo) {
        Long version = cargo.versions.get(part);
        if (version != null) {
            slot(part).tooLarge = version;
        }
    }

    /** The part in the cargo was too large together with others; until it changes it goes in a message of its own. */
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
     * @param versions which value of each part
     * @param componentsListed whether the components are there in full
     * @param epoch when it was loaded: before or after the server was last taken to know nothing
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
