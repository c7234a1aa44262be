package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.StoredConnections;
import org.jspecify.annotations.Nullable;

/** What has to survive the process, and its way into the store. */
final class Memory {

    /** How many changes of the server's making are saved without any wait. */
    static final int BURST = 5;

    /** How long it takes until one more is; what changes meanwhile is saved together. */
    static final long REFILL = 10_000_000_000L;

    private final Identity identity;
    private final RemoteConfigs remoteConfigs;
    private final Heartbeat heartbeat;
    private final Connections connections;
    private final @Nullable PackageSync packages;
    private final @Nullable OwnCertificate certificate;
    private final Effects effects;
    private final RateLimit limit = new RateLimit(BURST, REFILL);
    private long reserved;
    private boolean unsaved;

    Memory(
            Core core,
            Identity identity,
            RemoteConfigs remoteConfigs,
            Connections connections,
            @Nullable OwnCertificate certificate) {
        this.identity = identity;
        this.remoteConfigs = remoteConfigs;
        this.heartbeat = core.heartbeat;
        this.connections = connections;
        this.packages = core.packages;
        this.certificate = certificate;
        this.effects = core.effects;
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
        if (unsaved && limit.isAllowed(now)) {
            limit.use(now);
            changed();
        }
    }

    /** Returns when something waits to be saved, or {@link Nanos#NEVER}. */
    long saveAt() {
        return unsaved ? limit.allowedAt() : Nanos.NEVER;
    }

    /** Saves, because something changed. A uid that only stands in for one from the server is not worth it by itself: returns false. */
    boolean changed() {
        unsaved = false;
        StoredConnections stored = connections.stored();
        Bytes ofPackages = packages == null ? Bytes.EMPTY : packages.memory();
        Bytes ofCertificates = certificate == null ? Bytes.EMPTY : certificate.memory();
        if (!identity.isLasting()
                && stored.equals(StoredConnections.NONE)
                && ofPackages.isEmpty()
                && ofCertificates.isEmpty()) {
            return false;
        }
        ClientState initial = ClientState.initial(identity.uid());
        ClientState state = (identity.isAssigned() ? initial.withAssignedUid(identity.uid()) : initial)
                .withSequenceNumber(reserved)
                .withRemoteConfig(remoteConfigs.applied())
                .withRemoteConfigStatus(remoteConfigs.status())
                .withHeartbeatInterval(heartbeat.accepted())
                .withConnections(stored)
                .withPackages(ofPackages)
                .withCertificates(ofCertificates);
        effects.add(new Effect.Persist(state));
        return true;
    }
}
