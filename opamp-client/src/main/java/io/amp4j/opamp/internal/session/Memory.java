package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.RemoteConfigStatus;

/** What has to survive the process, and its way into the store. */
final class Memory {

    private final Identity identity;
    private final RemoteConfigs remoteConfigs;
    private final Heartbeat heartbeat;
    private final Effects effects;
    private long reserved;

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

    /** Saves, because something changed. A uid that only stands in for one from the server is not worth it: returns false. */
    boolean changed() {
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
