package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
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
 * @param heartbeatInterval the interval of heartbeats that the server offered last and the agent accepted, from 0 to a day; 0 means none
 *     over WebSocket; null if there was no such offer or the user has set another interval since
 */
public record ClientState(
        InstanceUid instanceUid,
        boolean isUidAssigned,
        long sequenceNumber,
        @Nullable RemoteConfig remoteConfig,
        RemoteConfigStatus remoteConfigStatus,
        @Nullable Duration heartbeatInterval) {
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

    public ClientState {
        requireNonNull(instanceUid, "instanceUid");
        requireNonNull(remoteConfigStatus, "remoteConfigStatus");
        if (remoteConfig != null && remoteConfig.isUnchanged()) {
            throw new IllegalArgumentException("remoteConfig must be a configuration, not \"as before\"");
        }
        if (heartbeatInterval != null
                && (heartbeatInterval.isNegative() || heartbeatInterval.compareTo(LONGEST_INTERVAL) > 0)) {
            throw new IllegalArgumentException("heartbeatInterval must be from 0 to 1 day: " + heartbeatInterval);
        }
    }

    /** Returns the state of an agent that has not done anything yet. */
    public static ClientState initial(InstanceUid instanceUid) {
        return new ClientState(instanceUid, false, 0, null, RemoteConfigStatus.UNSET, null);
    }

    /** Returns this state with an identity that the server assigned. */
    public ClientState withAssignedUid(InstanceUid instanceUid) {
        return new ClientState(instanceUid, true, sequenceNumber, remoteConfig, remoteConfigStatus, heartbeatInterval);
    }

    /** Returns this state with another sequence number. */
    public ClientState withSequenceNumber(long sequenceNumber) {
        return new ClientState(
                instanceUid, isUidAssigned, sequenceNumber, remoteConfig, remoteConfigStatus, heartbeatInterval);
    }

    /** Returns this state with another applied configuration. */
    public ClientState withRemoteConfig(@Nullable RemoteConfig remoteConfig) {
        return new ClientState(
                instanceUid, isUidAssigned, sequenceNumber, remoteConfig, remoteConfigStatus, heartbeatInterval);
    }

    /** Returns this state with another status of the configuration that was received last. */
    public ClientState withRemoteConfigStatus(RemoteConfigStatus remoteConfigStatus) {
        return new ClientState(
                instanceUid, isUidAssigned, sequenceNumber, remoteConfig, remoteConfigStatus, heartbeatInterval);
    }

    /** Returns this state with another interval that the server offered and the agent accepted; null for none. */
    public ClientState withHeartbeatInterval(@Nullable Duration heartbeatInterval) {
        return new ClientState(
                instanceUid, isUidAssigned, sequenceNumber, remoteConfig, remoteConfigStatus, heartbeatInterval);
    }
}
