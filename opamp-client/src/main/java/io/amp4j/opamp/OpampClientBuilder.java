package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.engine.AgentSpec;
import io.amp4j.opamp.internal.engine.Engine;
import io.amp4j.opamp.internal.session.SessionConfig;
import io.amp4j.opamp.internal.transport.ConnectionTarget;
import io.amp4j.opamp.internal.transport.OkHttpTransport;
import io.amp4j.opamp.internal.transport.Transport;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Collects what an {@link OpampClient} is made of. Only the agent's identifying attributes are required. Setters check their argument
 * and throw {@link IllegalArgumentException}; {@link #build()} checks what has to fit together.
 */
public final class OpampClientBuilder {

    private final URI endpoint;
    private final @Nullable OpampFleet fleet;
    private final ConnectionOptions connection = new ConnectionOptions();

    private @Nullable AgentDescription description;
    private @Nullable InstanceUid instanceUid;
    private boolean requestInstanceUid;
    private boolean instanceIdFromUid;
    private @Nullable Collection<AgentCapability> capabilities;
    private OpampCallbacks callbacks = new OpampCallbacks() {};
    private @Nullable ComponentHealth health;
    private @Nullable EffectiveConfig effectiveConfig;
    private @Nullable Supplier<EffectiveConfig> effectiveConfigSupplier;
    private UnaryOperator<EffectiveConfig> redaction = UnaryOperator.identity();
    private @Nullable AvailableComponents components;
    private @Nullable CustomCapabilities customCapabilities;
    private boolean customMessagesNeedServer = true;
    private int customMessageQueue = 64;
    private boolean reapplyStoredConfig = true;
    private @Nullable StateStore stateStore;
    private boolean heartbeats = true;
    private Duration heartbeat = Duration.ofSeconds(30);
    private boolean zeroHeartbeatDisables = true;
    private BackoffPolicy backoff = BackoffPolicy.DEFAULT;
    private OptionalInt maxRetries = OptionalInt.empty();
    private OptionalInt heartbeatMaxRetries = OptionalInt.empty();
    private Duration replyTimeout = Duration.ofSeconds(30);
    private Duration closeTimeout = Duration.ofSeconds(5);
    private TimeSources time = TimeSources.SYSTEM;
    private @Nullable RandomGenerator random;

    OpampClientBuilder(URI endpoint, @Nullable OpampFleet fleet) {
        this.endpoint = Endpoints.checked(endpoint);
        this.fleet = fleet;
    }

    // ---- who the agent is

    /** Sets who the agent is, in place of attributes set before. Needs at least one identifying attribute. */
    public OpampClientBuilder agent(AgentDescription value) {
        description = requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets whether the text of the instance uid stands in as the identifying attribute {@code service.instance.id} wherever a description
     * has none, so that two instances of one service differ; it follows an identity that the server assigns. Default: no, because an
     * agent's own telemetry should carry the same value, which is then for the agent to see to.
     */
    public OpampClientBuilder instanceIdFromUid(boolean value) {
        instanceIdFromUid = value;
        return this;
    }

    /**
     * Sets the attributes that single the agent out, as plain objects.
     *
     * @throws IllegalArgumentException if a value has a type that {@link AttributeValue#from} does not know
     */
    public OpampClientBuilder identifyingAttributes(Map<String, ?> attributes) {
        AgentDescription.Builder builder = descriptionBuilder();
        attributes.forEach((key, value) -> builder.identifying(key, AttributeValue.from(value)));
        description = builder.build();
        return this;
    }

    /**
     * Sets attributes that describe the agent further, as plain objects.
     *
     * @throws IllegalArgumentException if a value has a type that {@link AttributeValue#from} does not know
     */
    public OpampClientBuilder nonIdentifyingAttributes(Map<String, ?> attributes) {
        AgentDescription.Builder builder = descriptionBuilder();
        attributes.forEach((key, value) -> builder.nonIdentifying(key, AttributeValue.from(value)));
        description = builder.build();
        return this;
    }

    private AgentDescription.Builder descriptionBuilder() {
        return description == null ? AgentDescription.builder() : description.toBuilder();
    }

    /** Sets the identity of the agent. Default: a new UUID of version 7. What is in the state store comes first. */
    public OpampClientBuilder instanceUid(InstanceUid value) {
        instanceUid = requireNonNull(value, "value");
        return this;
    }

    /** Has the server assign the identity; the agent's own stands in until then. Default: off. */
    public OpampClientBuilder requestInstanceUid(boolean value) {
        requestInstanceUid = value;
        return this;
    }

    /**
     * Sets exactly what the agent can do. Default: what follows from the rest: REPORTS_HEARTBEAT unless switched off,
     * ACCEPTS_REMOTE_CONFIG and REPORTS_REMOTE_CONFIG if the callbacks override {@code onRemoteConfig}, ACCEPTS_RESTART_COMMAND if they
     * override {@code onRestart}, and one each for health, effective configuration and available components if they are set.
     * REPORTS_STATUS is always among them.
     *
     * @throws IllegalArgumentException if there is one that this client does not support yet
     */
    public OpampClientBuilder capabilities(Collection<AgentCapability> value) {
        capabilities = CapabilityRules.supported(value);
        return this;
    }

    // ---- what the agent does and reports

    /** Sets who is told what happens. Default: nobody. */
    public OpampClientBuilder callbacks(OpampCallbacks value) {
        callbacks = requireNonNull(value, "value");
        return this;
    }

    /** Sets the health at the start, and that the agent reports it. */
    public OpampClientBuilder health(ComponentHealth value) {
        health = requireNonNull(value, "value");
        return this;
    }

    /** Sets the effective configuration at the start, and that the agent reports it. */
    public OpampClientBuilder effectiveConfig(EffectiveConfig value) {
        effectiveConfig = requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets where the effective configuration is read from: at the start, after a remote configuration was applied, when the server asks for a
     * full report, and on {@link OpampClient#refreshEffectiveConfig}. Called on the callback thread, may block; if it fails, the client
     * tries again with the next heartbeat.
     */
    public OpampClientBuilder effectiveConfigSupplier(Supplier<EffectiveConfig> supplier) {
        effectiveConfigSupplier = requireNonNull(supplier, "supplier");
        return this;
    }

    /** Sets what takes secrets out of every effective configuration before it is reported. If it throws, nothing is reported. */
    public OpampClientBuilder redaction(UnaryOperator<EffectiveConfig> value) {
        redaction = requireNonNull(value, "value");
        return this;
    }

    /** Sets the components that the agent could use, and that it reports them. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder availableComponents(AvailableComponents value) {
        components = requireNonNull(value, "value");
        return this;
    }

    /** Sets the custom capabilities that the agent announces. Default: none. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder customCapabilities(CustomCapabilities value) {
        customCapabilities = requireNonNull(value, "value");
        return this;
    }

    /** Sets whether custom messages are sent only for capabilities that the server has announced. Default: yes. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder customMessagesNeedServer(boolean value) {
        customMessagesNeedServer = value;
        return this;
    }

    /** Sets how many custom messages may wait to be sent. Default: 64. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder customMessageQueue(int value) {
        customMessageQueue = Checks.atLeast("customMessageQueue", 1, value);
        return this;
    }

    /** Sets where identity, sequence number and remote configuration survive. Default: nowhere. One store serves one client. */
    public OpampClientBuilder stateStore(StateStore value) {
        stateStore = requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets whether the stored remote configuration comes to {@link OpampCallbacks#onRemoteConfig} at the start. Default: yes, because the
     * server does not offer again what the agent reports as applied. An agent that keeps its configuration by itself switches it off.
     */
    public OpampClientBuilder reapplyStoredConfig(boolean value) {
        reapplyStoredConfig = value;
        return this;
    }

    // ---- when the client speaks

    /** Sets the interval of heartbeats, and of polls over HTTP, counted from the last message. Default: 30 s; at most a day. */
    public OpampClientBuilder heartbeat(Duration value) {
        heartbeat = Checks.heartbeatInterval(value);
        heartbeats = true;
        return this;
    }

    /** Sends no heartbeats on WebSocket. Over HTTP the client polls nevertheless, because it hears nothing otherwise. */
    public OpampClientBuilder withoutHeartbeat() {
        heartbeats = false;
        return this;
    }

    /** Sets whether an interval of 0 that the server offers stops the heartbeats on WebSocket, or means "as before". Default: stops. */
    public OpampClientBuilder zeroHeartbeatDisables(boolean value) {
        zeroHeartbeatDisables = value;
        return this;
    }

    /** Sets how long the client stays away after failures. Default: {@link BackoffPolicy#DEFAULT}. */
    public OpampClientBuilder backoff(BackoffPolicy value) {
        backoff = requireNonNull(value, "value");
        return this;
    }

    /** Sets the first wait after a failure, see {@link BackoffPolicy#withInitial}. Default: 1 s. */
    public OpampClientBuilder initialBackoff(Duration value) {
        backoff = backoff.withInitial(value);
        return this;
    }

    /**
     * Sets how often in a row a message with content is retried before the client waits for the next regular heartbeat. Nothing is lost
     * then, and it never gives up for good. Default: no bound.
     */
    public OpampClientBuilder maxRetries(int value) {
        maxRetries = OptionalInt.of(Checks.atLeast("maxRetries", 0, value));
        return this;
    }

    /** Sets the same for heartbeats. Default: no bound. */
    public OpampClientBuilder heartbeatMaxRetries(int value) {
        heartbeatMaxRetries = OptionalInt.of(Checks.atLeast("heartbeatMaxRetries", 0, value));
        return this;
    }

    // ---- how the client connects

    /**
     * Adds a header to every HTTP request and WebSocket upgrade. Names may repeat. A client with headers that starts with {@code http} or
     * {@code ws} to a host that is not loopback logs a warning, once.
     */
    public OpampClientBuilder header(String name, String value) {
        connection.header(name, value);
        return this;
    }

    /** Adds headers, see {@link #header}. */
    public OpampClientBuilder headers(Map<String, String> all) {
        all.forEach(this::header);
        return this;
    }

    /**
     * Sets what is asked for headers before each attempt, for example a token that is refreshed. They replace fixed headers of the same
     * name. May block, one call at a time. If it throws, or has not returned after 10 s, the attempt has failed; it is interrupted then
     * and is not asked again before it returns. Of the clients of a fleet 16 are asked at the same time.
     */
    public OpampClientBuilder headerSupplier(Supplier<? extends Map<String, String>> value) {
        connection.headerSupplier(value);
        return this;
    }

    /**
     * Sets certificates and TLS options, for {@code https} and {@code wss}; with another endpoint {@link #build} fails, unless they are for an
     * {@code https} proxy. Default: those of the JVM.
     */
    public OpampClientBuilder tls(TlsSettings value) {
        connection.tls(value);
        return this;
    }

    /** Sets the proxy. Default: what the JVM's proxy selector says ({@code -Dhttps.proxyHost}); {@code HTTPS_PROXY} is not read. */
    public OpampClientBuilder proxy(ProxySettings value) {
        connection.proxy(value);
        return this;
    }

    /** Sets the bound of a whole HTTP exchange and of opening a WebSocket. A report gets a second more for each 16 KiB. Default: 60 s. */
    public OpampClientBuilder timeout(Duration value) {
        connection.call(value);
        return this;
    }

    /** Sets the bound of making a TCP connection. Default: 10 s. */
    public OpampClientBuilder connectTimeout(Duration value) {
        connection.connect(value);
        return this;
    }

    /** Sets the bound of writing one piece of a message. Default: 10 s. */
    public OpampClientBuilder writeTimeout(Duration value) {
        connection.write(value);
        return this;
    }

    /**
     * Sets the bound of waiting for the next piece of an HTTP answer. A report gets a second more for each 16 KiB of its first 4 MiB.
     * Default: 30 s.
     */
    public OpampClientBuilder readTimeout(Duration value) {
        connection.read(value);
        return this;
    }

    /** Sets the size above which no message is sent, in bytes before compression. Default: 64 MiB. */
    public OpampClientBuilder maxSentBytes(int value) {
        connection.maxSentBytes(value);
        return this;
    }

    /** Sets the size above which no message is accepted, in bytes after decompression. Default: 64 MiB. */
    public OpampClientBuilder maxReceivedBytes(int value) {
        connection.maxReceivedBytes(value);
        return this;
    }

    /** Sets whether HTTP requests are compressed, and compression is offered on WebSocket. Default: no. */
    public OpampClientBuilder compression(boolean value) {
        connection.compression(value);
        return this;
    }

    /** Sets how long a WebSocket may be silent before a ping is sent; zero sends none. Default: 30 s. */
    public OpampClientBuilder pingInterval(Duration value) {
        connection.pingInterval(value);
        return this;
    }

    /** Sets how long a WebSocket may stay silent after a ping is written. Default: 10 s. */
    public OpampClientBuilder pongTimeout(Duration value) {
        connection.pongTimeout(value);
        return this;
    }

    /**
     * Sets how long a server may take to answer the first report on a WebSocket, from when that is written, and a second more for each 16 KiB of
     * its first 4 MiB, which may still be on their way; zero: for ever. Default: 30 s.
     */
    public OpampClientBuilder replyTimeout(Duration value) {
        replyTimeout = Checks.notNegative("replyTimeout", value);
        return this;
    }

    /** Sets how long {@link OpampClient#close()} may take. Default: 5 s. */
    public OpampClientBuilder closeTimeout(Duration value) {
        closeTimeout = Checks.notNegative("closeTimeout", value);
        return this;
    }

    // ---- where time and chance come from

    /** Sets the wall clock. Default: the system's. Not for a client of a fleet, which has one for all. */
    public OpampClientBuilder clock(InstantSource value) {
        time = time.withClock(requireNonNull(value, "value"));
        return this;
    }

    /** Sets the monotonic clock, in nanoseconds. Default: {@link System#nanoTime}. Not for a client of a fleet. */
    public OpampClientBuilder ticker(LongSupplier value) {
        time = time.withTicker(requireNonNull(value, "value"));
        return this;
    }

    /**
     * Sets where delays come from; never shut down by the client. Its threads are never blocked, unless there is a ticker too: such time may
     * be moved by hand, so a thread then waits until what the time has brought about is done, 10 s at most. If it takes no more tasks,
     * as after its shutdown, a thread of the client counts the delays. Default: a thread of the client. Not for a client of a fleet.
     */
    public OpampClientBuilder scheduler(ScheduledExecutorService value) {
        time = time.withScheduler(requireNonNull(value, "value"));
        return this;
    }

    /** Sets where jitter and identities come from; used by one thread at a time, which must not be blocked. Default: seeded by the system's best source. */
    public OpampClientBuilder random(RandomGenerator value) {
        random = requireNonNull(value, "value");
        return this;
    }

    /** Sets the transport instead of the client's own; for tests of the engine. */
    OpampClientBuilder transport(Transport value) {
        time = time.withTransport(value);
        return this;
    }

    /**
     * Returns a new client, which waits to be started. Does no I/O and starts no thread; may be called again.
     *
     * @throws OpampException if something is missing or does not fit together; the message names all of it. Also if a library that this
     *     needs is missing or too old
     */
    public OpampClient build() {
        Set<AgentCapability> effective =
                capabilities == null ? derivedCapabilities() : CapabilityRules.supported(capabilities);
        AgentDescription agent = checked(effective);
        Engine own = fleet == null ? time.engine(1, OkHttpTransport.DEFAULT_EXCHANGES) : null;
        Engine engine = fleet == null ? requireNonNull(own) : fleet.engine();
        OpampClient client = new OpampClient(engine.agent(spec(agent, effective)), own, fleet, closeTimeout, effective);
        if (fleet != null) {
            fleet.add(client);
        }
        return client;
    }

    private AgentDescription checked(Set<AgentCapability> effective) {
        List<String> problems = new ArrayList<>();
        if (description == null || description.identifying().isEmpty()) {
            problems.add("the agent has no identifying attribute: use agent(…) or identifyingAttributes(…)");
        }
        CapabilityRules.check(effective, callbacks, problems);
        if (effectiveConfig != null && effectiveConfigSupplier != null) {
            problems.add("the effective configuration is given both as a value and by a supplier: choose one");
        }
        String tlsProblem = connection.tlsProblem(endpoint);
        if (tlsProblem != null) {
            problems.add(tlsProblem);
        }
        if (fleet != null && !time.equals(TimeSources.SYSTEM)) {
            problems.add("clock, ticker and scheduler of a client in a fleet are those of the fleet");
        }
        if (fleet != null && fleet.isClosed()) {
            problems.add("the fleet is closed");
        }
        if (time.isTickerAlone()) {
            problems.add(TimeSources.TICKER_ALONE);
        }
        if (!problems.isEmpty() || description == null) {
            throw new OpampException("the client cannot be built: " + String.join("; ", problems));
        }
        return description;
    }

    private AgentSpec spec(AgentDescription agent, Set<AgentCapability> effective) {
        ConnectionTarget target = connection.target(endpoint);
        UnaryOperator<EffectiveConfig> redact = redaction;
        SessionConfig session = SessionConfig.builder(!target.isWebSocket(), agent)
                .capabilities(AgentCapability.mask(effective))
                .instanceUid(instanceUid)
                .requestInstanceUid(requestInstanceUid)
                .instanceIdFromUid(instanceIdFromUid)
                .health(health)
                .effectiveConfig(effectiveConfig == null ? null : redact.apply(effectiveConfig))
                .effectiveConfigSupplied(effectiveConfigSupplier != null)
                .components(components)
                .customCapabilities(customCapabilities)
                .customNeedsServer(customMessagesNeedServer)
                .customQueue(customMessageQueue)
                .heartbeat(heartbeat)
                .zeroHeartbeatDisables(zeroHeartbeatDisables)
                .backoff(backoff)
                .maxRetries(maxRetries)
                .heartbeatMaxRetries(heartbeatMaxRetries)
                .maxSentBytes(connection.maxSentBytes())
                .attemptTimeout(connection.attemptTimeout())
                .replyTimeout(replyTimeout)
                .closeTimeout(closeTimeout)
                .reapplyStoredConfig(reapplyStoredConfig)
                .build();
        return new AgentSpec(
                session,
                target,
                connection.checkedHeaderSupplier(),
                callbacks,
                stateStore,
                effectiveConfigSupplier,
                redact,
                random == null ? new SplittableRandom(new SecureRandom().nextLong()) : random);
    }

    private Set<AgentCapability> derivedCapabilities() {
        Set<AgentCapability> derived = CapabilityRules.of(callbacks);
        if (heartbeats) {
            derived.add(AgentCapability.REPORTS_HEARTBEAT);
        }
        if (health != null) {
            derived.add(AgentCapability.REPORTS_HEALTH);
        }
        if (effectiveConfig != null || effectiveConfigSupplier != null) {
            derived.add(AgentCapability.REPORTS_EFFECTIVE_CONFIG);
        }
        if (components != null) {
            derived.add(AgentCapability.REPORTS_AVAILABLE_COMPONENTS);
        }
        return Collections.unmodifiableSet(derived);
    }
}
