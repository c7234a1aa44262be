package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import io.amp4j.opamp.packages.PackageStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a client's status. Cheap to read and suited for export as metrics: the counters only grow.
 *
 * @since 0.1.0
 */
public final class OpampStatus {
    private final State state;
    private final Optional<InstanceUid> instanceUid;
    private final long sequenceNumber;
    private final Set<AgentCapability> agentCapabilities;
    private final Set<ServerCapability> serverCapabilities;
    private final RemoteConfigStatus remoteConfigStatus;
    private final ConnectionSettingsStatus connectionSettingsStatus;
    private final Map<String, PackageStatus> packages;
    private final Duration heartbeatInterval;
    private final Duration nextAttemptIn;
    private final boolean isThrottled;
    private final int waitingCustomMessages;
    private final long attempts;
    private final long failedAttempts;
    private final long successes;
    private final long sentMessages;
    private final long sentBytes;
    private final long receivedMessages;
    private final long receivedBytes;
    private final long malformedMessages;
    private final long discardedMessages;
    private final long skippedCallbacks;
    private final long throttles;
    private final Duration lastLatency;
    private final Optional<ConnectionFailure> lastFailure;

    private OpampStatus(Builder builder) {
        state = builder.state;
        instanceUid = Optional.ofNullable(builder.instanceUid);
        sequenceNumber = builder.sequenceNumber;
        agentCapabilities = builder.agentCapabilities;
        serverCapabilities = builder.serverCapabilities;
        remoteConfigStatus = builder.remoteConfigStatus;
        connectionSettingsStatus = builder.connectionSettingsStatus;
        packages = builder.packages;
        heartbeatInterval = builder.heartbeatInterval;
        nextAttemptIn = builder.nextAttemptIn;
        isThrottled = builder.isThrottled;
        waitingCustomMessages = builder.waitingCustomMessages;
        attempts = builder.attempts;
        failedAttempts = builder.failedAttempts;
        successes = builder.successes;
        sentMessages = builder.sentMessages;
        sentBytes = builder.sentBytes;
        receivedMessages = builder.receivedMessages;
        receivedBytes = builder.receivedBytes;
        malformedMessages = builder.malformedMessages;
        discardedMessages = builder.discardedMessages;
        skippedCallbacks = builder.skippedCallbacks;
        throttles = builder.throttles;
        lastLatency = builder.lastLatency;
        lastFailure = Optional.ofNullable(builder.lastFailure);
    }

    /** Returns a builder of the status of a client that was not started, with all counters at zero. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the state in the client's lifecycle. */
    public State state() {
        return state;
    }

    /** Returns the identity of the agent; empty before the start. */
    public Optional<InstanceUid> instanceUid() {
        return instanceUid;
    }

    /** Returns the unsigned sequence number of the last message. */
    public long sequenceNumber() {
        return sequenceNumber;
    }

    /** Returns the capabilities that the agent reports. */
    public Set<AgentCapability> agentCapabilities() {
        return agentCapabilities;
    }

    /** Returns the capabilities that the server reports; empty while unknown. */
    public Set<ServerCapability> serverCapabilities() {
        return serverCapabilities;
    }

    /** Returns the reported status of the remote configuration. */
    public RemoteConfigStatus remoteConfigStatus() {
        return remoteConfigStatus;
    }

    /** Returns the reported status of the server's last offer of connection settings. */
    public ConnectionSettingsStatus connectionSettingsStatus() {
        return connectionSettingsStatus;
    }

    /**
     * Returns the reported status of each package that the agent has or was offered, by its name; empty for a client without packages. The
     * server chose names and versions, which may hold line breaks and control characters: escape them before they are shown or logged.
     */
    public Map<String, PackageStatus> packages() {
        return packages;
    }

    /** Returns the interval in use, set by the user or by the server. */
    public Duration heartbeatInterval() {
        return heartbeatInterval;
    }

    /** Returns how long the client still waits after a failure or because the server asked it to wait; zero if it does not wait. */
    public Duration nextAttemptIn() {
        return nextAttemptIn;
    }

    /** Returns whether the client waits because the server asked it to. */
    public boolean isThrottled() {
        return isThrottled;
    }

    /** Returns how many custom messages are queued. */
    public int waitingCustomMessages() {
        return waitingCustomMessages;
    }

    /** Returns how many exchanges were started (HTTP), or connections attempted (WebSocket). */
    public long attempts() {
        return attempts;
    }

    /** Returns how many attempts failed. */
    public long failedAttempts() {
        return failedAttempts;
    }

    /** Returns how many exchanges were answered (HTTP), or connections opened (WebSocket). */
    public long successes() {
        return successes;
    }

    /** Returns how many messages were handed to the transport. */
    public long sentMessages() {
        return sentMessages;
    }

    /** Returns the size of all sent messages, before compression. */
    public long sentBytes() {
        return sentBytes;
    }

    /** Returns how many messages were received. */
    public long receivedMessages() {
        return receivedMessages;
    }

    /** Returns the size of all received messages, after decompression. */
    public long receivedBytes() {
        return receivedBytes;
    }

    /** Returns how many received messages could not be decoded. */
    public long malformedMessages() {
        return malformedMessages;
    }

    /** Returns how many messages, or parts of them, exceeded a limit or were for another agent. */
    public long discardedMessages() {
        return discardedMessages;
    }

    /** Returns how many calls of {@link OpampCallbacks} were skipped because too many were queued behind one that did not return. */
    public long skippedCallbacks() {
        return skippedCallbacks;
    }

    /** Returns how often the server asked the client to wait. */
    public long throttles() {
        return throttles;
    }

    /** Returns how long the last answered exchange took (HTTP); zero if there is none. */
    public Duration lastLatency() {
        return lastLatency;
    }

    /** Returns the last failure, even if the client has connected successfully since. */
    public Optional<ConnectionFailure> lastFailure() {
        return lastFailure;
    }

    /** Returns whether the server can be reached. */
    public boolean isConnected() {
        return state == State.CONNECTED;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OpampStatus that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<Object> values() {
        return List.of(
                state,
                instanceUid,
                sequenceNumber,
                agentCapabilities,
                serverCapabilities,
                remoteConfigStatus,
                connectionSettingsStatus,
                packages,
                heartbeatInterval,
                nextAttemptIn,
                isThrottled,
                waitingCustomMessages,
                attempts,
                failedAttempts,
                successes,
                sentMessages,
                sentBytes,
                receivedMessages,
                receivedBytes,
                malformedMessages,
                discardedMessages,
                skippedCallbacks,
                throttles,
                lastLatency,
                lastFailure);
    }

    @Override
    public String toString() {
        return "OpampStatus[state=" + state + ", instanceUid=" + instanceUid + ", sequenceNumber=" + sequenceNumber
                + ", agentCapabilities=" + agentCapabilities + ", serverCapabilities=" + serverCapabilities
                + ", remoteConfigStatus=" + remoteConfigStatus + ", connectionSettingsStatus="
                + connectionSettingsStatus
                + ", packages=" + Printable.names(packages.keySet()) + ", heartbeatInterval=" + heartbeatInterval
                + ", nextAttemptIn=" + nextAttemptIn + ", isThrottled=" + isThrottled + ", waitingCustomMessages="
                + waitingCustomMessages + ", attempts=" + attempts + ", failedAttempts=" + failedAttempts
                + ", successes=" + successes + ", sentMessages=" + sentMessages + ", sentBytes=" + sentBytes
                + ", receivedMessages=" + receivedMessages + ", receivedBytes=" + receivedBytes + ", malformedMessages="
                + malformedMessages + ", discardedMessages=" + discardedMessages + ", skippedCallbacks="
                + skippedCallbacks + ", throttles=" + throttles + ", lastLatency=" + lastLatency + ", lastFailure="
                + lastFailure + "]";
    }

    /**
     * The lifecycle states of a client. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    public enum State {
        /** Not started. */
        NEW,
        /** The client tries to reach the server, for the first time or again. */
        CONNECTING,
        /** The server answered the last exchange (HTTP), or the WebSocket is open. */
        CONNECTED,
        /** The client waits before the next attempt, after a failure or because the server asked it to wait. */
        WAITING,
        /** The client disconnects, because it is closed or before a restart that the server commanded. */
        CLOSING,
        /** Closed; it cannot be started again. */
        CLOSED
    }

    /**
     * Builds a status, for tests of code that exports it.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private State state = State.NEW;
        private @Nullable InstanceUid instanceUid;
        private long sequenceNumber;
        private Set<AgentCapability> agentCapabilities = Set.of();
        private Set<ServerCapability> serverCapabilities = Set.of();
        private RemoteConfigStatus remoteConfigStatus = RemoteConfigStatus.UNSET;
        private ConnectionSettingsStatus connectionSettingsStatus = ConnectionSettingsStatus.UNSET;
        private Map<String, PackageStatus> packages = Map.of();
        private Duration heartbeatInterval = Duration.ZERO;
        private Duration nextAttemptIn = Duration.ZERO;
        private boolean isThrottled;
        private int waitingCustomMessages;
        private long attempts;
        private long failedAttempts;
        private long successes;
        private long sentMessages;
        private long sentBytes;
        private long receivedMessages;
        private long receivedBytes;
        private long malformedMessages;
        private long discardedMessages;
        private long skippedCallbacks;
        private long throttles;
        private Duration lastLatency = Duration.ZERO;
        private @Nullable ConnectionFailure lastFailure;

        private Builder() {}

        /** Sets the state in the client's lifecycle. */
        public Builder state(State state) {
            this.state = requireNonNull(state, "state");
            return this;
        }

        /** Sets the identity of the agent; null for none. */
        public Builder instanceUid(@Nullable InstanceUid instanceUid) {
            this.instanceUid = instanceUid;
            return this;
        }

        /** Sets the unsigned sequence number of the last message. */
        public Builder sequenceNumber(long sequenceNumber) {
            this.sequenceNumber = sequenceNumber;
            return this;
        }

        /** Sets the capabilities that the agent reports. */
        public Builder agentCapabilities(Set<AgentCapability> agentCapabilities) {
            this.agentCapabilities = Copies.set(agentCapabilities, "agentCapabilities");
            return this;
        }

        /** Sets the capabilities that the server reports. */
        public Builder serverCapabilities(Set<ServerCapability> serverCapabilities) {
            this.serverCapabilities = Copies.set(serverCapabilities, "serverCapabilities");
            return this;
        }

        /** Sets the reported status of the remote configuration. */
        public Builder remoteConfigStatus(RemoteConfigStatus remoteConfigStatus) {
            this.remoteConfigStatus = requireNonNull(remoteConfigStatus, "remoteConfigStatus");
            return this;
        }

        /** Sets the reported status of the server's last offer of connection settings. */
        public Builder connectionSettingsStatus(ConnectionSettingsStatus connectionSettingsStatus) {
            this.connectionSettingsStatus = requireNonNull(connectionSettingsStatus, "connectionSettingsStatus");
            return this;
        }

        /** Sets the reported status of each package, by its name. */
        public Builder packages(Map<String, PackageStatus> packages) {
            this.packages = Copies.ordered(packages, "packages");
            return this;
        }

        /** Sets the interval in use, set by the user or by the server. */
        public Builder heartbeatInterval(Duration heartbeatInterval) {
            this.heartbeatInterval = requireNonNull(heartbeatInterval, "heartbeatInterval");
            return this;
        }

        /** Sets how long the client still waits after a failure or because the server asked it to wait. */
        public Builder nextAttemptIn(Duration nextAttemptIn) {
            this.nextAttemptIn = requireNonNull(nextAttemptIn, "nextAttemptIn");
            return this;
        }

        /** Sets whether the client waits because the server asked it to. */
        public Builder isThrottled(boolean isThrottled) {
            this.isThrottled = isThrottled;
            return this;
        }

        /** Sets how many custom messages are queued. */
        public Builder waitingCustomMessages(int waitingCustomMessages) {
            this.waitingCustomMessages = waitingCustomMessages;
            return this;
        }

        /** Sets how many exchanges were started (HTTP), or connections attempted (WebSocket). */
        public Builder attempts(long attempts) {
            this.attempts = attempts;
            return this;
        }

        /** Sets how many attempts failed. */
        public Builder failedAttempts(long failedAttempts) {
            this.failedAttempts = failedAttempts;
            return this;
        }

        /** Sets how many exchanges were answered (HTTP), or connections opened (WebSocket). */
        public Builder successes(long successes) {
            this.successes = successes;
            return this;
        }

        /** Sets how many messages were handed to the transport. */
        public Builder sentMessages(long sentMessages) {
            this.sentMessages = sentMessages;
            return this;
        }

        /** Sets the size of all sent messages, before compression. */
        public Builder sentBytes(long sentBytes) {
            this.sentBytes = sentBytes;
            return this;
        }

        /** Sets how many messages were received. */
        public Builder receivedMessages(long receivedMessages) {
            this.receivedMessages = receivedMessages;
            return this;
        }

        /** Sets the size of all received messages, after decompression. */
        public Builder receivedBytes(long receivedBytes) {
            this.receivedBytes = receivedBytes;
            return this;
        }

        /** Sets how many received messages could not be decoded. */
        public Builder malformedMessages(long malformedMessages) {
            this.malformedMessages = malformedMessages;
            return this;
        }

        /** Sets how many messages, or parts of them, exceeded a limit or were for another agent. */
        public Builder discardedMessages(long discardedMessages) {
            this.discardedMessages = discardedMessages;
            return this;
        }

        /** Sets how many calls of {@link OpampCallbacks} were skipped because too many were queued behind one that did not return. */
        public Builder skippedCallbacks(long skippedCallbacks) {
            this.skippedCallbacks = skippedCallbacks;
            return this;
        }

        /** Sets how often the server asked the client to wait. */
        public Builder throttles(long throttles) {
            this.throttles = throttles;
            return this;
        }

        /** Sets how long the last answered exchange took (HTTP). */
        public Builder lastLatency(Duration lastLatency) {
            this.lastLatency = requireNonNull(lastLatency, "lastLatency");
            return this;
        }

        /** Sets the last failure; null for none. */
        public Builder lastFailure(@Nullable ConnectionFailure lastFailure) {
            this.lastFailure = lastFailure;
            return this;
        }

        /** Returns the status; the builder can still be used. */
        public OpampStatus build() {
            return new OpampStatus(this);
        }
    }
}
