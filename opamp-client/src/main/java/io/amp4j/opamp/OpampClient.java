package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.engine.Agent;
import io.amp4j.opamp.internal.engine.Engine;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.Phase;
import io.amp4j.opamp.internal.session.SessionStatus;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One agent under the management of an OpAMP server.
 *
 * <p>The client keeps the server up to date with the agent's state: an update is remembered at once and sent as soon as the server can be
 * reached; of many updates the last one counts. It connects again by itself for as long as it runs. All methods may be called from
 * any thread, and none of them waits for the network but {@link #close()}.
 */
public final class OpampClient implements AutoCloseable {

    private static final Duration LONGEST_CLOSE = Duration.ofDays(1);

    private final Agent agent;
    private final @Nullable Engine ownEngine;
    private final @Nullable OpampFleet fleet;
    private final Duration closeTimeout;
    private volatile Life life = Life.NEW;
    private volatile Set<AgentCapability> capabilities;
    private final Object capabilitiesLock = new Object();

    OpampClient(
            Agent agent,
            @Nullable Engine ownEngine,
            @Nullable OpampFleet fleet,
            Duration closeTimeout,
            Set<AgentCapability> capabilities) {
        this.agent = agent;
        this.ownEngine = ownEngine;
        this.fleet = fleet;
        this.closeTimeout = closeTimeout;
        this.capabilities = capabilities;
    }

    /**
     * Returns a builder.
     *
     * @param endpoint an absolute {@code http}, {@code https}, {@code ws} or {@code wss} URL; the scheme picks the transport. Without a
     *     path, or with the path {@code /}, it gets {@code /v1/opamp}.
     * @throws IllegalArgumentException if the endpoint is anything else, or holds credentials
     */
    public static OpampClientBuilder builder(URI endpoint) {
        return new OpampClientBuilder(endpoint, null);
    }

    /**
     * Returns the endpoint on a host of which nothing else is known: {@code https}, the port 4320 and the path {@code /v1/opamp}.
     *
     * @throws IllegalArgumentException if there can be no such host
     */
    public static URI endpointOn(String host) {
        return Endpoints.onHost(host);
    }

    /**
     * Starts the client and returns; the server is contacted in the background.
     *
     * @throws IllegalStateException if the client was started or closed before
     */
    public void start() {
        synchronized (agent) {
            if (life != Life.NEW) {
                throw new IllegalStateException(
                        life.isOver() ? "the client is closed; build another" : "the client is already started");
            }
            life = Life.STARTED;
            agent.start();
        }
    }

    /** Returns how the client is doing right now. */
    public OpampStatus status() {
        SessionStatus status = agent.status();
        long now = agent.now();
        boolean waits = status.nextAttemptAt() != Long.MIN_VALUE && status.nextAttemptAt() > now;
        return new OpampStatus(
                state(status, waits),
                Optional.ofNullable(status.instanceUid()),
                status.sequenceNumber(),
                AgentCapability.fromMask(status.agentCapabilities()),
                ServerCapability.fromMask(status.serverCapabilities()),
                status.remoteConfigStatus(),
                Duration.ofNanos(status.heartbeatInterval()),
                waits ? Duration.ofNanos(status.nextAttemptAt() - now) : Duration.ZERO,
                waits && status.isThrottled(),
                status.waitingCustomMessages(),
                status.attempts(),
                status.failedAttempts(),
                status.connections(),
                status.sentMessages(),
                status.sentBytes(),
                status.receivedMessages(),
                status.receivedBytes(),
                status.malformedMessages(),
                status.discardedMessages(),
                agent.skippedCallbacks(),
                status.throttles(),
                Duration.ofNanos(status.latency()),
                Optional.ofNullable(status.lastFailure()));
    }

    private OpampStatus.State state(SessionStatus status, boolean waits) {
        if (life.isOver() && (status.phase() == Phase.NEW || status.phase() == Phase.CLOSED)) {
            return OpampStatus.State.CLOSED;
        }
        return switch (status.phase()) {
            case NEW -> OpampStatus.State.NEW;
            case STARTING, CONNECTING -> OpampStatus.State.CONNECTING;
            case OPEN -> {
                if (status.isReachable()) {
                    yield OpampStatus.State.CONNECTED;
                }
                yield waits ? OpampStatus.State.WAITING : OpampStatus.State.CONNECTING;
            }
            case WAITING -> OpampStatus.State.WAITING;
            case LEAVING, RESTARTING -> OpampStatus.State.CLOSING;
            case CLOSED -> OpampStatus.State.CLOSED;
        };
    }

    /** Reports another description of the agent. Equal to the one before, it is not sent. */
    public void updateDescription(AgentDescription description) {
        submit(new Event.DescriptionChanged(requireNonNull(description, "description")));
    }

    /**
     * Reports the health of the agent, the whole tree of it.
     *
     * @throws IllegalStateException without the capability {@link AgentCapability#REPORTS_HEALTH}
     */
    public void updateHealth(ComponentHealth health) {
        requireNonNull(health, "health");
        require(AgentCapability.REPORTS_HEALTH, "health(…)");
        submit(new Event.HealthChanged(health));
    }

    /**
     * Reports the configuration that the agent runs with. It passes through the redaction first, on the calling thread.
     *
     * @throws IllegalStateException without the capability {@link AgentCapability#REPORTS_EFFECTIVE_CONFIG}
     */
    public void updateEffectiveConfig(EffectiveConfig config) {
        requireNonNull(config, "config");
        require(AgentCapability.REPORTS_EFFECTIVE_CONFIG, "effectiveConfig(…)");
        if (!life.isOver()) {
            agent.effectiveConfig(config);
        }
    }

    /**
     * Has the effective configuration read again from the supplier given to the builder, because it may have changed; without a
     * supplier nothing happens.
     *
     * @throws IllegalStateException without the capability {@link AgentCapability#REPORTS_EFFECTIVE_CONFIG}
     */
    public void refreshEffectiveConfig() {
        require(AgentCapability.REPORTS_EFFECTIVE_CONFIG, "effectiveConfig(…)");
        if (!life.isOver()) {
            agent.readEffectiveConfig();
        }
    }

    /**
     * Reports the components that the agent could use, by their hash; the server asks for the list if it wants it.
     *
     * @throws IllegalStateException without the capability {@link AgentCapability#REPORTS_AVAILABLE_COMPONENTS}
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public void updateAvailableComponents(AvailableComponents components) {
        requireNonNull(components, "components");
        require(AgentCapability.REPORTS_AVAILABLE_COMPONENTS, "availableComponents(…)");
        submit(new Event.ComponentsChanged(components));
    }

    /** Announces other custom capabilities in place of those before. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public void updateCustomCapabilities(CustomCapabilities custom) {
        submit(new Event.CustomCapabilitiesChanged(requireNonNull(custom, "custom")));
    }

    /**
     * Tells the server that the agent has other capabilities from now on. What it can no longer do is neither reported nor accepted any
     * more. {@link AgentCapability#REPORTS_STATUS} is always among them.
     *
     * @throws IllegalArgumentException if they contain one that this client does not support yet
     */
    public void updateCapabilities(Collection<AgentCapability> changed) {
        Set<AgentCapability> all = CapabilityRules.supported(changed);
        // What two threads want at the same time has to be told in the order in which it is remembered.
        synchronized (capabilitiesLock) {
            capabilities = all;
            submit(new Event.CapabilitiesChanged(AgentCapability.mask(all)));
        }
    }

    /**
     * Changes the interval of heartbeats, and of polls over HTTP. A server can change it again.
     *
     * @throws IllegalArgumentException if it is not positive or longer than a day
     */
    public void updateHeartbeat(Duration interval) {
        submit(new Event.HeartbeatChanged(Checks.heartbeatInterval(interval)));
    }

    /**
     * Sends a message of a custom capability that this agent has announced. Messages wait in order, up to the bound of the builder and
     * until the server has said whether it supports the capability, and
     * each goes out once.
     *
     * @return completes when the message is written (WebSocket) or answered without error (HTTP). Fails with {@link OpampException} if
     *     that cannot be or did not come to pass: then the server may still have it, and sending it again is up to the caller.
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public CompletableFuture<@Nullable Void> sendCustomMessage(CustomMessage message) {
        requireNonNull(message, "message");
        CompletableFuture<@Nullable Void> outcome = new CompletableFuture<>();
        if (life != Life.STARTED) {
            outcome.completeExceptionally(new OpampException("custom message not sent: the client is not running"));
            return outcome;
        }
        agent.send(message, refusal -> {
            if (refusal == null) {
                outcome.complete(null);
            } else {
                outcome.completeExceptionally(new OpampException("custom message not sent: " + refusal));
            }
        });
        return outcome;
    }

    /** Closes with the timeout of the builder, 5 s by default; see {@link #close(Duration)}. */
    @Override
    public void close() {
        close(closeTimeout);
    }

    /**
     * Ends the client: what is due goes out with a goodbye as the last message, then the connection is closed. Once this has returned no
     * callback is called any more; one that is at work longer than the timeout may still be. May be called from a callback, which it
     * then does not wait for, and again, and before the start. Never throws; without a server it returns early, and in any case soon
     * after {@code timeout}.
     *
     * @param timeout how long all of this may take; zero or less sends no goodbye
     */
    public void close(Duration timeout) {
        requireNonNull(timeout, "timeout");
        close(timeout, System.nanoTime() + bounded(timeout).toNanos());
    }

    /** The same, for one of many that have until {@code deadline} of {@link System#nanoTime()} together. */
    void close(Duration timeout, long deadline) {
        if (beginClose(timeout)) {
            agent.awaitEnd(deadline);
        }
        if (ownEngine != null) {
            ownEngine.close();
        }
        if (fleet != null) {
            fleet.remove(this);
        }
    }

    /** Begins to close, without waiting. Returns whether there is anything to wait for. */
    boolean beginClose(Duration timeout) {
        synchronized (agent) {
            if (life == Life.STARTED) {
                agent.stop(bounded(timeout));
            }
            life = life.ended();
            return life == Life.STOPPED;
        }
    }

    private static Duration bounded(Duration timeout) {
        if (timeout.isNegative()) {
            return Duration.ZERO;
        }
        return timeout.compareTo(LONGEST_CLOSE) > 0 ? LONGEST_CLOSE : timeout;
    }

    private void require(AgentCapability capability, String option) {
        if (!capabilities.contains(capability)) {
            throw new IllegalStateException("the agent does not have the capability " + capability
                    + "; build the client with " + option + " or add it with updateCapabilities(…)");
        }
    }

    private void submit(Event event) {
        if (!life.isOver()) {
            agent.submit(event);
        }
    }

    private enum Life {
        NEW,
        STARTED,
        /** Closed after a start. */
        STOPPED,
        /** Closed without a start. */
        UNUSED;

        Life ended() {
            return switch (this) {
                case NEW, UNUSED -> UNUSED;
                case STARTED, STOPPED -> STOPPED;
            };
        }

        boolean isOver() {
            return this == STOPPED || this == UNUSED;
        }
    }
}
