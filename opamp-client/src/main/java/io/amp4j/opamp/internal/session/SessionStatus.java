package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.internal.codec.PackageStatuses;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a {@link Session}.
 *
 * @param connectivity the state of its connection
 * @param sender the identity under which it sends
 * @param terms the capabilities of agent and server
 * @param reports what it reports of the server's offers
 * @param waitingCustomMessages how many custom messages are queued
 * @param attempts its attempts to reach the server
 * @param traffic what it sent and received
 */
public record SessionStatus(
        Connectivity connectivity,
        Sender sender,
        Terms terms,
        Reports reports,
        int waitingCustomMessages,
        Attempts attempts,
        Traffic traffic) {

    /**
     * The state of a session's connection.
     *
     * @param phase its lifecycle state
     * @param isReachable whether the server answered the last exchange (HTTP) or the WebSocket is open
     * @param nextAttemptAt when the client may try again after a failure or a throttle, or {@link Long#MIN_VALUE} if it does not have to
     *     wait
     * @param isThrottled whether the server asked the client to wait
     */
    public record Connectivity(Phase phase, boolean isReachable, long nextAttemptAt, boolean isThrottled) {}

    /**
     * The identity under which a session sends.
     *
     * @param instanceUid null before the start
     * @param sequenceNumber the number of the last message
     */
    public record Sender(@Nullable InstanceUid instanceUid, long sequenceNumber) {}

    /**
     * The capabilities of the two sides.
     *
     * @param agentCapabilities the agent's bits
     * @param serverCapabilities the server's bits, 0 if unknown
     * @param heartbeatInterval in nanoseconds
     */
    public record Terms(long agentCapabilities, long serverCapabilities, long heartbeatInterval) {}

    /**
     * What a session reports of the server's offers.
     *
     * @param packages null for a client without packages
     */
    public record Reports(
            RemoteConfigStatus remoteConfig,
            ConnectionSettingsStatus connectionSettings,
            @Nullable PackageStatuses packages) {}

    /**
     * Attempts to connect (WebSocket), or exchanges (HTTP).
     *
     * @param begun how many were started
     * @param failed how many of them failed
     * @param succeeded how many of them succeeded
     * @param throttles how often the server asked the client to wait
     * @param latency the latency of the last answer for which it is known, in nanoseconds; 0 if there was none
     * @param lastFailure null if none failed
     */
    public record Attempts(
            long begun,
            long failed,
            long succeeded,
            long throttles,
            long latency,
            @Nullable ConnectionFailure lastFailure) {}

    /** What was sent and received. */
    public record Traffic(
            long sentMessages,
            long sentBytes,
            long receivedMessages,
            long receivedBytes,
            long malformedMessages,
            long discardedMessages) {}
}
