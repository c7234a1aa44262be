package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a client remembers over restarts, see {@link StateStore}.
 *
 * @param instanceUid the identity of the agent
 * @param isUidAssigned whether that identity came from the server, so that there is no need to ask for one again
 * @param sequenceNumber a sequence number, unsigned, such that no greater one was used; the next message has one that is greater
 * @param remoteConfig the configuration that the agent applied last, or null if none. The agent can start with it while the server is
 *     out of reach. It is never an unchanged one.
 * @param remoteConfigStatus how far the agent is with the configuration that it received last, which may be a later one than
 *     {@code remoteConfig}
 */
public record ClientState(
        InstanceUid instanceUid,
        boolean isUidAssigned,
        long sequenceNumber,
        @Nullable RemoteConfig remoteConfig,
        RemoteConfigStatus remoteConfigStatus) {
    public ClientState {
        requireNonNull(instanceUid, "instanceUid");
        requireNonNull(remoteConfigStatus, "remoteConfigStatus");
        if (remoteConfig != null && remoteConfig.isUnchanged()) {
            throw new IllegalArgumentException("remoteConfig must be a configuration, not \"as before\"");
        }
    }

    /** Returns the state of an agent that has not done anything yet. */
    public static ClientState initial(InstanceUid instanceUid) {
        return new ClientState(instanceUid, false, 0, null, RemoteConfigStatus.UNSET);
    }

    /** Returns this state with an identity that the server assigned. */
    public ClientState withAssignedUid(InstanceUid instanceUid) {
        return new ClientState(instanceUid, true, sequenceNumber, remoteConfig, remoteConfigStatus);
    }

    /** Returns this state with another sequence number. */
    public ClientState withSequenceNumber(long sequenceNumber) {
        return new ClientState(instanceUid, isUidAssigned, sequenceNumber, remoteConfig, remoteConfigStatus);
    }

    /** Returns this state with another applied configuration. */
    public ClientState withRemoteConfig(@Nullable RemoteConfig remoteConfig) {
        return new ClientState(instanceUid, isUidAssigned, sequenceNumber, remoteConfig, remoteConfigStatus);
    }

    /** Returns this state with another status of the configuration that was received last. */
    public ClientState withRemoteConfigStatus(RemoteConfigStatus remoteConfigStatus) {
        return new ClientState(instanceUid, isUidAssigned, sequenceNumber, remoteConfig, remoteConfigStatus);
    }
}
