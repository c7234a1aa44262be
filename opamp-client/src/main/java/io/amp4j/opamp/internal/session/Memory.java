package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.RemoteConfigStatus;

/** What has to survive the process, and its way into the store. */
final class Memory {

    /** How many changes of the server's making are saved without any wait. */
    static final int BURST = 5;

    /** How long it takes until one more is; what changes meanwhile is saved together. */
    static final long REFILL = 10_000_000_000L;

    private final Identity identity;
    private final RemoteConfigs remoteConfigs;
    private final Heartbeat heartbeat;
    private final Effects effects;
    private final Brake brake = new Brake(BURST, REFILL);
    private long reserved;
    private boolean unsaved;

    Memory(Identity identity, RemoteConfigs remoteConfigs, Heartbeat heartbeat, Effects effects) {
        this.identity = identity;
        this.remoteConfigs = remoteConfigs;
        this.heartbeat = heartbeat;
        this.effects = effects;
        this.reserved = identity.lastNumber();
    }

    Identity identity() {
        return identity;
    }

    RemoteConfigs remoteConfigs() {
        return remoteConfigs;
    }

    /** Sets sequence numbers aside and saves. Returns whether there is anything to wait for. */
    boolean reserveNumbers() {
        reserved = identity.reserve();
        return changed();
    }

    /** Saves for the last time: no more numbers will be used than were. */
    void close() {
        reserved = identity.lastNumber();
        changed();
    }

    /** Saves what the server has changed, at a bounded rate: one that changes something with each message must not wear out a disk. */
    void changedByServer(long now) {
        unsaved = true;
        saveInTime(now);
    }

    /** Saves what had to wait, if its time has come. */
    void saveInTime(long now) {
        if (unsaved && brake.isFree(now)) {
            brake.use(now);
            changed();
        }
    }

    /** Returns when something waits to be saved, or {@link Nanos#NEVER}. */
    long saveAt() {
        return unsaved ? brake.freeAt() : Nanos.NEVER;
    }

    /** Saves, because something changed. A uid that only stands in for one from the server is not worth it: returns false. */
    boolean changed() {
        unsaved = false;
        if (!identity.isLasting()) {
            return false;
        }
        RemoteConfigStatus status = remoteConfigs.status();
        effects.add(new Effect.Persist(new ClientState(
                identity.uid(),
                identity.isAssigned(),
                reserved,
                remoteConfigs.applied(),
                status,
                heartbeat.accepted())));
        return true;
    }
}
