package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfigStatus;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Session} seen from outside at one moment.
 *
 * @param phase where it is in its life
 * @param isReachable whether the server answered the last exchange (HTTP) or the WebSocket is open
 * @param instanceUid who it is; null before it is started
 * @param sequenceNumber the number of the last message
 * @param agentCapabilities the agent's bits
 * @param serverCapabilities the server's bits, 0 if unknown
 * @param remoteConfigStatus what is reported of the remote configuration
 * @param heartbeatInterval in nanoseconds
 * @param nextAttemptAt when the gate opens that a failure or a throttle has closed, or {@link Long#MIN_VALUE} if it is open
 * @param isThrottled whether the server asked for patience
 * @param waitingCustomMessages how many custom messages wait to be sent
 * @param attempts attempts to connect (WebSocket) or exchanges (HTTP)
 * @param failedAttempts those of them that failed
 * @param connections attempts that succeeded
 * @param latency of the last answer that can be told, in nanoseconds; 0 if there was none
 */
public record SessionStatus(
        Phase phase,
        boolean isReachable,
        @Nullable InstanceUid instanceUid,
        long sequenceNumber,
        long agentCapabilities,
        long serverCapabilities,
        RemoteConfigStatus remoteConfigStatus,
        long heartbeatInterval,
        long nextAttemptAt,
        boolean isThrottled,
        int waitingCustomMessages,
        long attempts,
        long failedAttempts,
        long connections,
        long sentMessages,
        long sentBytes,
        long receivedMessages,
        long receivedBytes,
        long malformedMessages,
        long discardedMessages,
        long throttles,
        long latency,
        @Nullable ConnectionFailure lastFailure) {}
