package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.checks.Checks;
import io.amp4j.opamp.internal.codec.PackageStatuses;
import io.amp4j.opamp.internal.engine.Agent;
import io.amp4j.opamp.internal.engine.AgentSpec;
import io.amp4j.opamp.internal.engine.Engine;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.Phase;
import io.amp4j.opamp.internal.session.SessionStatus;
import io.amp4j.opamp.internal.session.SessionStatus.Connectivity;
import io.amp4j.opamp.packages.PackageStatus;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that connects one agent to an OpAMP server.
 *
 * <p>The client keeps the server up to date with the agent's state: it stores an update at once and sends it as soon as the server can be
 * reached; of several updates it sends the latest. It reconnects by itself until it is closed. All methods are thread-safe, and none waits
 * for the network except {@link #close()} and {@link #awaitIdle(Duration)}.
 *
 * @since 0.1.0
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
    private final boolean takesPackages;
    private final boolean requestsCertificates;

    OpampClient(Engine engine, AgentSpec spec, @Nullable OpampFleet fleet, Set<AgentCapability> capabilities) {
        this.ownEngine = fleet == null ? engine : null;
        this.fleet = fleet;
        this.closeTimeout = spec.session().closeTimeout();
        this.capabilities = capabilities;
        this.takesPackages = spec.packages() != null;
        this.requestsCertificates = spec.session().certificates() != null;
        // Last, because the callbacks of the agent receive this client.
        this.agent = engine.agent(spec, this);
    }

    /**
     * Returns a builder.
     *
     * @param endpoint an absolute {@code http}, {@code https}, {@code ws} or {@code wss} URL; the scheme selects the transport. If the path
     *     is missing or {@code /}, it becomes {@code /v1/opamp}.
     * @throws IllegalArgumentException if the endpoint is anything else, or holds credentials
     */
    public static OpampClientBuilder builder(URI endpoint) {
        return new OpampClientBuilder(endpoint, null);
    }

    /**
     * Returns the default endpoint on a host: {@code https}, port 4320 and path {@code /v1/opamp}.
     *
     * @throws IllegalArgumentException if {@code host} is not a valid host
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

    /**
     * Returns the identity of the agent. The future does not depend on the server: it completes soon after {@link #start()}, once the state
     * store, if there is one, has been read. Later calls return the present identity. An identity that a server assigns later is passed to
     * {@link OpampCallbacks#onInstanceUid}.
     *
     * @return a future that fails with {@link OpampException} if the client is closed before the identity is known
     */
    public CompletableFuture<InstanceUid> instanceUid() {
        return agent.identity().future().handle((uid, none) -> {
            if (none != null) {
                throw new OpampException("no instance uid is known: the client is closed");
            }
            return uid;
        });
    }

    /** Returns the present status of the client. */
    public OpampStatus status() {
        SessionStatus status = agent.status();
        long now = agent.now();
        Connectivity connectivity = status.connectivity();
        boolean waits = connectivity.nextAttemptAt() != Long.MIN_VALUE && connectivity.nextAttemptAt() > now;
        return OpampStatus.builder()
                .state(state(connectivity, waits))
                .instanceUid(status.sender().instanceUid())
                .sequenceNumber(status.sender().sequenceNumber())
                .agentCapabilities(AgentCapability.fromMask(status.terms().agentCapabilities()))
                .serverCapabilities(ServerCapability.fromMask(status.terms().serverCapabilities()))
                .remoteConfigStatus(status.reports().remoteConfig())
                .connectionSettingsStatus(status.reports().connectionSettings())
                .packages(packages(status.reports().packages()))
                .heartbeatInterval(Duration.ofNanos(status.terms().heartbeatInterval()))
                .nextAttemptIn(waits ? Duration.ofNanos(connectivity.nextAttemptAt() - now) : Duration.ZERO)
                .isThrottled(waits && connectivity.isThrottled())
                .waitingCustomMessages(status.waitingCustomMessages())
                .attempts(status.attempts().begun())
                .failedAttempts(status.attempts().failed())
                .successes(status.attempts().succeeded())
                .sentMessages(status.traffic().sentMessages())
                .sentBytes(status.traffic().sentBytes())
                .receivedMessages(status.traffic().receivedMessages())
                .receivedBytes(status.traffic().receivedBytes())
                .malformedMessages(status.traffic().malformedMessages())
                .discardedMessages(status.traffic().discardedMessages())
                .skippedCallbacks(agent.skippedCallbacks())
                .throttles(status.attempts().throttles())
                .lastLatency(Duration.ofNanos(status.attempts().latency()))
                .lastFailure(status.attempts().lastFailure())
                .build();
    }

    private static Map<String, PackageStatus> packages(@Nullable PackageStatuses reported) {
        Map<String, PackageStatus> all = new LinkedHashMap<>();
        if (reported != null) {
            reported.packages().forEach((name, status) -> all.put(name, status(status)));
        }
        return all;
    }

    private static PackageStatus status(PackageStatuses.Status status) {
        return PackageStatus.of(
                switch (status.state()) {
                    case INSTALLED -> PackageStatus.State.INSTALLED;
                    case PENDING -> PackageStatus.State.PENDING;
                    case DOWNLOADING -> PackageStatus.State.DOWNLOADING;
                    case INSTALLING -> PackageStatus.State.INSTALLING;
                    case FAILED -> PackageStatus.State.FAILED;
                },
                status.version(),
                status.offeredVersion(),
                status.error(),
                status.progress() == null ? 0 : status.progress().percent());
    }

    private OpampStatus.State state(Connectivity connectivity, boolean waits) {
        Phase phase = connectivity.phase();
        if (life.isOver() && (phase == Phase.NEW || phase == Phase.CLOSED)) {
            return OpampStatus.State.CLOSED;
        }
        return switch (phase) {
            case NEW -> OpampStatus.State.NEW;
            case STARTING, CONNECTING -> OpampStatus.State.CONNECTING;
            case OPEN -> {
                if (connectivity.isReachable()) {
                    yield OpampStatus.State.CONNECTED;
                }
                yield waits ? OpampStatus.State.WAITING : OpampStatus.State.CONNECTING;
            }
            case WAITING -> OpampStatus.State.WAITING;
            case LEAVING, RESTARTING -> OpampStatus.State.CLOSING;
            case CLOSED -> OpampStatus.State.CLOSED;
        };
    }

    /** Reports another description of the agent. It is not sent if it equals the one before. */
    public void updateDescription(AgentDescription description) {
        update(new Event.DescriptionChanged(requireNonNull(description, "description")));
    }

    /**
     * Reports the health of the agent, as a whole tree.
     *
     * @throws IllegalStateException without the capability {@link AgentCapability#REPORTS_HEALTH}
     */
    public void updateHealth(ComponentHealth health) {
        requireNonNull(health, "health");
        require(AgentCapability.REPORTS_HEALTH, "health(…)");
        update(new Event.HealthChanged(health));
    }

    /**
     * Reports the configuration that the agent runs with. The redaction is applied first, on the calling thread.
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
     * Makes the client read the effective configuration again from the supplier given to the builder; call it when the configuration may
     * have changed. Without a supplier, nothing happens.
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
     * Reports the components that the agent could use, by their hash; the server requests the list if it needs it.
     *
     * @throws IllegalStateException without the capability {@link AgentCapability#REPORTS_AVAILABLE_COMPONENTS}
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public void updateAvailableComponents(AvailableComponents components) {
        requireNonNull(components, "components");
        require(AgentCapability.REPORTS_AVAILABLE_COMPONENTS, "availableComponents(…)");
        update(new Event.ComponentsChanged(components));
    }

    /** Announces custom capabilities, which replace those announced before. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public void updateCustomCapabilities(CustomCapabilities custom) {
        submit(new Event.CustomCapabilitiesChanged(requireNonNull(custom, "custom")));
    }

    /**
     * Changes the agent's capabilities and reports them to the server. For a capability that is removed, the client no longer reports or
     * accepts anything. {@link AgentCapability#REPORTS_STATUS} is always among them.
     *
     * @throws IllegalArgumentException if they contain one of packages and the client was built without {@link OpampClientBuilder#packages}
     */
    public void updateCapabilities(Collection<AgentCapability> changed) {
        Set<AgentCapability> all = CapabilityRules.complete(Copies.list(changed, "changed"));
        CapabilityRules.requirePackages(all, takesPackages);
        // Changes by two threads at the same time must be sent in the order in which they are stored.
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
        submit(new Event.HeartbeatChanged(Checks.heartbeatInterval(requireNonNull(interval, "interval"))));
    }

    /**
     * Sends a message of a custom capability that this agent has announced. Messages are queued in order, up to the limit set on the
     * builder (and up to 64 MiB, or one message), and until the server has announced whether it supports the capability. Each is sent once.
     *
     * @return a future that completes when the message is written (WebSocket) or answered without an error (HTTP). It fails with
     *     {@link OpampException} if the message cannot be sent or sending has failed: then the server may still have received it, and the
     *     caller decides whether to send it again.
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

    /**
     * Makes the client request a new certificate from the server, as soon as it is connected to a server that accepts such requests. The
     * present certificate is used until the new one has worked. If a request is still unanswered, it is sent again, within a minute.
     *
     * @throws IllegalStateException if the client was built without {@link OpampClientBuilder#certificateRequests}
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public void requestCertificate() {
        if (!requestsCertificates) {
            throw new IllegalStateException("the client was built without certificateRequests(…)");
        }
        submit(new Event.CertificateWanted());
    }

    /**
     * Waits until the client is idle: no update is queued, nothing is being sent, no HTTP exchange, WebSocket upgrade or closing of a
     * connection is in progress, and no call of a callback, supplier or state store is running or queued. Only its timers, the server on a
     * WebSocket and the program itself can then cause more work. For tests with virtual time: advance the time after this returns. A client
     * of a fleet shares its threads, and waits for all clients of the fleet. A closed client is idle, and so is one that is not started.
     *
     * @param limit how long to wait, in real time
     * @throws OpampException if it takes longer, or the thread is interrupted; the message says what is still in progress
     * @throws IllegalStateException if called from a callback, or other code that the client calls: it would wait for itself
     */
    public void awaitIdle(Duration limit) {
        awaitIdle(limit, Idle.NONE_HELD);
    }

    /**
     * Like {@link #awaitIdle(Duration)}, but does not wait for exchanges that the server is known to hold without an answer, so that a test
     * can advance the time to their timeout.
     *
     * @param held how many HTTP exchanges and WebSocket upgrades of this client the server has received and does not answer; called
     *     repeatedly
     * @return how many of them are in progress
     */
    public int awaitIdle(Duration limit, IntSupplier held) {
        requireNonNull(limit, "limit");
        requireNonNull(held, "held");
        Engine engine = ownEngine;
        if (engine == null && fleet != null && status().state() != OpampStatus.State.CLOSED) {
            engine = fleet.engine();
        }
        return engine == null ? 0 : Idle.await(engine, "client", limit, held);
    }

    /** Closes with the timeout of the builder, 5 s by default; see {@link #close(Duration)}. */
    @Override
    public void close() {
        close(closeTimeout);
    }

    /**
     * Closes the client: it sends what is due, sends agent_disconnect as its last message, and closes the connection. After this has
     * returned no further callback is called; one that takes longer than the timeout may still be running. May be called more than once,
     * before the start, and from a callback, for which it then does not wait. Never throws. Without a server it returns early, and in any
     * case soon after {@code timeout}.
     *
     * @param timeout how long all of this may take; if it is zero or negative, agent_disconnect is not sent
     */
    public void close(Duration timeout) {
        requireNonNull(timeout, "timeout");
        close(timeout, System.nanoTime() + bounded(timeout).toNanos());
    }

    /** Like {@link #close(Duration)}, for one of several clients that share the {@code deadline}, a time of {@link System#nanoTime()}. */
    void close(Duration timeout, long deadline) {
        if (beginClose(timeout)) {
            agent.awaitEnd(deadline);
        } else {
            agent.identity().isFinal();
        }
        if (ownEngine != null) {
            ownEngine.close();
        }
        if (fleet != null) {
            fleet.remove(this);
        }
    }

    /** Starts closing, without waiting. Returns whether there is anything to wait for. */
    boolean beginClose(Duration timeout) {
        synchronized (agent) {
            if (life == Life.STARTED) {
                agent.stop(bounded(timeout));
            }
            life = life.ended();
            return life == Life.STOPPED;
        }
    }

    /** Returns a timeout that is neither negative nor so long that it overflows. */
    static Duration bounded(Duration timeout) {
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

    private void update(Event change) {
        if (!life.isOver()) {
            agent.update(change);
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
