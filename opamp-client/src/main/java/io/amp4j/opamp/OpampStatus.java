package io.amp4j.opamp;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a client is doing, at one moment. Cheap to read and made to be exported as metrics: the counters only grow.
 *
 * @param state where the client is in its life
 * @param instanceUid the identity of the agent; empty before the start
 * @param sequenceNumber the number of the last message, unsigned
 * @param agentCapabilities what the agent tells the server it can do
 * @param serverCapabilities what the server says it can do; empty while unknown
 * @param remoteConfigStatus what is reported of the remote configuration
 * @param heartbeatInterval the interval in use, set by the user or by the server
 * @param nextAttemptIn how long the client still leaves the server alone after a failure or at its request; zero if it does not
 * @param isThrottled whether it does so at the server's request
 * @param waitingCustomMessages how many custom messages wait to be sent
 * @param attempts exchanges begun (HTTP), connections attempted (WebSocket)
 * @param failedAttempts those of them that failed
 * @param successes exchanges answered (HTTP), connections opened (WebSocket)
 * @param sentMessages messages handed to the transport
 * @param sentBytes their size before compression
 * @param receivedMessages messages received
 * @param receivedBytes their size after decompression
 * @param malformedMessages what was received and is no message
 * @param discardedMessages messages, or parts of them, that exceeded a limit or were for another agent
 * @param skippedCallbacks how many calls of {@link OpampCallbacks} were left out because too many waited behind one that did not return
 * @param throttles how often the server asked for patience
 * @param lastLatency from the last exchange that was answered, its duration (HTTP); zero if there is none
 * @param lastFailure the last failure, also long after it is over
 */
public record OpampStatus(
        State state,
        Optional<InstanceUid> instanceUid,
        long sequenceNumber,
        Set<AgentCapability> agentCapabilities,
        Set<ServerCapability> serverCapabilities,
        RemoteConfigStatus remoteConfigStatus,
        Duration heartbeatInterval,
        Duration nextAttemptIn,
        boolean isThrottled,
        int waitingCustomMessages,
        long attempts,
        long failedAttempts,
        long successes,
        long sentMessages,
        long sentBytes,
        long receivedMessages,
        long receivedBytes,
        long malformedMessages,
        long discardedMessages,
        long skippedCallbacks,
        long throttles,
        Duration lastLatency,
        Optional<ConnectionFailure> lastFailure) {

    /** Where a client is in its life. */
    public enum State {
        /** Not started. */
        NEW,
        /** Tries to reach the server, for the first time or again. */
        CONNECTING,
        /** The server answered the last exchange (HTTP), or the WebSocket is open. */
        CONNECTED,
        /** Leaves the server alone for a while, after a failure or at its request. */
        WAITING,
        /** Says goodbye, at the end or before a restart that the server wants. */
        CLOSING,
        /** Over. */
        CLOSED
    }

    /** Returns whether the server is within reach. */
    public boolean isConnected() {
        return state == State.CONNECTED;
    }
}
