package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfigStatus;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Session} seen from outside at one moment.
 *
 * @param connectivity how it is connected
 * @param sender as whom it sends
 * @param terms what it and the server can do
 * @param remoteConfigStatus what is reported of the remote configuration
 * @param waitingCustomMessages how many custom messages wait to be sent
 * @param attempts how its attempts to reach the server went
 * @param traffic what it sent and received
 */
public record SessionStatus(
        Connectivity connectivity,
        Sender sender,
        Terms terms,
        RemoteConfigStatus remoteConfigStatus,
        int waitingCustomMessages,
        Attempts attempts,
        Traffic traffic) {

    /**
     * How a session is connected.
     *
     * @param phase where it is in its life
     * @param isReachable whether the server answered the last exchange (HTTP) or the WebSocket is open
     * @param nextAttemptAt when the client may try again after a failure or a throttle, or {@link Long#MIN_VALUE} if it need not wait
     * @param isThrottled whether the server asked the client to wait
     */
    public record Connectivity(Phase phase, boolean isReachable, long nextAttemptAt, boolean isThrottled) {}

    /**
     * As whom a session sends.
     *
     * @param instanceUid null before the start
     * @param sequenceNumber the number of the last message
     */
    public record Sender(@Nullable InstanceUid instanceUid, long sequenceNumber) {}

    /**
     * What the two sides can do.
     *
     * @param agentCapabilities the agent's bits
     * @param serverCapabilities the server's bits, 0 if unknown
     * @param heartbeatInterval in nanoseconds
     */
    public record Terms(long agentCapabilities, long serverCapabilities, long heartbeatInterval) {}

    /**
     * Attempts to connect (WebSocket), or exchanges (HTTP).
     *
     * @param begun how many there were
     * @param failed how many of them failed
     * @param succeeded how many of them succeeded
     * @param throttles how often the server asked the client to wait
     * @param latency of the last answer that can be told, in nanoseconds; 0 if there was none
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
