package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.StoredConnections;
import org.jspecify.annotations.Nullable;

/** The state to store, and when it is saved. */
final class StateSaver {

    /** How many changes caused by the server are saved without a delay. */
    static final int BURST = 5;

    /** The interval after which one more is; changes in between are saved together. */
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

    StateSaver(
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

    /** Reserves sequence numbers and saves. Returns whether the caller has to wait for the save. */
    boolean reserveNumbers() {
        reserved = identity.reserve();
        return changed();
    }

    /** Saves for the last time, without reserved numbers. */
    void close() {
        reserved = identity.lastNumber();
        changed();
    }

    /**
     * Saves changes caused by the server, at a limited rate: a server that changes something with each message must not wear out a disk.
     */
    void changedByServer(long now) {
        unsaved = true;
        saveInTime(now);
    }

    /** Saves delayed changes that are due. */
    void saveInTime(long now) {
        if (unsaved && limit.isAllowed(now)) {
            limit.use(now);
            changed();
        }
    }

    /** Returns when delayed changes must be saved, or {@link Nanos#NEVER}. */
    long saveAt() {
        return unsaved ? limit.allowedAt() : Nanos.NEVER;
    }

    /** Saves after a change. Returns false, without saving, if there is only a temporary uid that the server will replace. */
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
