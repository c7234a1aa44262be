package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client keeps across restarts, see {@link StateStore}.
 *
 * @since 0.1.0
 */
public final class ClientState {
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

    private final InstanceUid instanceUid;
    private final boolean isUidAssigned;
    private final long sequenceNumber;
    private final @Nullable RemoteConfig remoteConfig;
    private final RemoteConfigStatus remoteConfigStatus;
    private final @Nullable Duration heartbeatInterval;
    private final StoredConnections connections;
    private final Bytes packages;
    private final Bytes certificates;

    private ClientState(Parts parts) {
        instanceUid = requireNonNull(parts.instanceUid, "instanceUid");
        isUidAssigned = parts.isUidAssigned;
        sequenceNumber = parts.sequenceNumber;
        remoteConfig = parts.remoteConfig;
        remoteConfigStatus = requireNonNull(parts.remoteConfigStatus, "remoteConfigStatus");
        heartbeatInterval = parts.heartbeatInterval;
        connections = requireNonNull(parts.connections, "connections");
        packages = requireNonNull(parts.packages, "packages");
        certificates = requireNonNull(parts.certificates, "certificates");
        if (remoteConfig != null && remoteConfig.isUnchanged()) {
            throw new IllegalArgumentException("remoteConfig must be a configuration, not \"as before\"");
        }
        if (heartbeatInterval != null
                && (heartbeatInterval.isNegative() || heartbeatInterval.compareTo(LONGEST_INTERVAL) > 0)) {
            throw new IllegalArgumentException("heartbeatInterval must be from 0 to 1 day: " + heartbeatInterval);
        }
    }

    /** The parts of a state, mutable, to change one of them. */
    private static final class Parts {
        private InstanceUid instanceUid;
        private boolean isUidAssigned;
        private long sequenceNumber;
        private @Nullable RemoteConfig remoteConfig;
        private RemoteConfigStatus remoteConfigStatus = RemoteConfigStatus.UNSET;
        private @Nullable Duration heartbeatInterval;
        private StoredConnections connections = StoredConnections.NONE;
        private Bytes packages = Bytes.EMPTY;
        private Bytes certificates = Bytes.EMPTY;

        Parts(InstanceUid instanceUid) {
            this.instanceUid = instanceUid;
        }

        Parts(ClientState from) {
            instanceUid = from.instanceUid;
            isUidAssigned = from.isUidAssigned;
            sequenceNumber = from.sequenceNumber;
            remoteConfig = from.remoteConfig;
            remoteConfigStatus = from.remoteConfigStatus;
            heartbeatInterval = from.heartbeatInterval;
            connections = from.connections;
            packages = from.packages;
            certificates = from.certificates;
        }
    }

    private ClientState with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return new ClientState(parts);
    }

    /** Returns the identity of the agent. */
    public InstanceUid instanceUid() {
        return instanceUid;
    }

    /** Returns whether that identity came from the server, so that there is no need to ask for one again. */
    public boolean isUidAssigned() {
        return isUidAssigned;
    }

    /** Returns an unsigned sequence number that no message used so far exceeds; the next message uses a greater one. */
    public long sequenceNumber() {
        return sequenceNumber;
    }

    /**
     * Returns the configuration that the agent applied last, or null if none. The agent can start with it while the server cannot be
     * reached. {@link RemoteConfig#isUnchanged()} is never true for it.
     */
    public @Nullable RemoteConfig remoteConfig() {
        return remoteConfig;
    }

    /** Returns the status of the configuration that the agent received last, which may be newer than {@code remoteConfig}. */
    public RemoteConfigStatus remoteConfigStatus() {
        return remoteConfigStatus;
    }

    /**
     * Returns the interval of heartbeats that the server offered last and the agent accepted, from 0 to a day; 0 means none over
     * WebSocket; null if there was no such offer or the user has set another interval since.
     */
    public @Nullable Duration heartbeatInterval() {
        return heartbeatInterval;
    }

    /** Returns the connection settings that were offered and accepted; they contain keys and other secrets. */
    @Experimental(Experimental.Stage.BETA)
    public StoredConnections connections() {
        return connections;
    }

    /**
     * Returns the client's state of packages, in an internal format: what the server offered last, with headers that may be secrets, what
     * failed, and what is being installed. Empty if there is none.
     */
    @Experimental(Experimental.Stage.BETA)
    public Bytes packages() {
        return packages;
    }

    /**
     * Returns the client's state of the certificate that it requests from its server, in an internal format; it contains the private key.
     * Empty if there is none.
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public Bytes certificates() {
        return certificates;
    }

    /** Returns the state of an agent that has not done anything yet. */
    public static ClientState initial(InstanceUid instanceUid) {
        return new ClientState(new Parts(instanceUid));
    }

    /** Returns this state with an identity that the server assigned. */
    public ClientState withAssignedUid(InstanceUid instanceUid) {
        return with(parts -> {
            parts.instanceUid = instanceUid;
            parts.isUidAssigned = true;
        });
    }

    /** Returns this state with another sequence number. */
    public ClientState withSequenceNumber(long sequenceNumber) {
        return with(parts -> parts.sequenceNumber = sequenceNumber);
    }

    /** Returns this state with another applied configuration. */
    public ClientState withRemoteConfig(@Nullable RemoteConfig remoteConfig) {
        return with(parts -> parts.remoteConfig = remoteConfig);
    }

    /** Returns this state with another status of the configuration that was received last. */
    public ClientState withRemoteConfigStatus(RemoteConfigStatus remoteConfigStatus) {
        return with(parts -> parts.remoteConfigStatus = remoteConfigStatus);
    }

    /** Returns this state with another interval that the server offered and the agent accepted; null for none. */
    public ClientState withHeartbeatInterval(@Nullable Duration heartbeatInterval) {
        return with(parts -> parts.heartbeatInterval = heartbeatInterval);
    }

    /** Returns this state with other connection settings. */
    @Experimental(Experimental.Stage.BETA)
    public ClientState withConnections(StoredConnections connections) {
        return with(parts -> parts.connections = connections);
    }

    /** Returns this state with another state of packages. */
    @Experimental(Experimental.Stage.BETA)
    public ClientState withPackages(Bytes packages) {
        return with(parts -> parts.packages = packages);
    }

    /** Returns this state with another state of the certificate that the client requests. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public ClientState withCertificates(Bytes certificates) {
        return with(parts -> parts.certificates = certificates);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientState that
                && instanceUid.equals(that.instanceUid)
                && isUidAssigned == that.isUidAssigned
                && sequenceNumber == that.sequenceNumber
                && Objects.equals(remoteConfig, that.remoteConfig)
                && remoteConfigStatus.equals(that.remoteConfigStatus)
                && Objects.equals(heartbeatInterval, that.heartbeatInterval)
                && connections.equals(that.connections)
                && packages.equals(that.packages)
                && certificates.equals(that.certificates);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                instanceUid,
                isUidAssigned,
                sequenceNumber,
                remoteConfig,
                remoteConfigStatus,
                heartbeatInterval,
                connections,
                packages,
                certificates);
    }

    @Override
    public String toString() {
        return "ClientState[instanceUid=" + instanceUid + ", isUidAssigned=" + isUidAssigned + ", sequenceNumber="
                + sequenceNumber + ", remoteConfig=" + remoteConfig + ", remoteConfigStatus=" + remoteConfigStatus
                + ", heartbeatInterval=" + heartbeatInterval
                + (connections.equals(StoredConnections.NONE) ? "" : ", connections=" + connections)
                + (packages.isEmpty() ? "" : ", packages=" + packages.size() + " bytes")
                + (certificates.isEmpty() ? "" : ", certificates=" + certificates.size() + " bytes") + "]";
    }
}
