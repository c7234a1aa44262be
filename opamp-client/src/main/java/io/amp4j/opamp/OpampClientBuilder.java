package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.engine.AgentSpec;
import io.amp4j.opamp.internal.engine.Engine;
import io.amp4j.opamp.internal.engine.Overrides;
import io.amp4j.opamp.internal.session.SessionConfig;
import io.amp4j.opamp.internal.transport.ConnectionTarget;
import io.amp4j.opamp.internal.transport.Transport;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
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

    private static final Set<AgentCapability> SUPPORTED = Collections.unmodifiableSet(EnumSet.of(
            AgentCapability.REPORTS_STATUS,
            AgentCapability.ACCEPTS_REMOTE_CONFIG,
            AgentCapability.REPORTS_EFFECTIVE_CONFIG,
            AgentCapability.ACCEPTS_RESTART_COMMAND,
            AgentCapability.REPORTS_HEALTH,
            AgentCapability.REPORTS_REMOTE_CONFIG,
            AgentCapability.REPORTS_HEARTBEAT,
            AgentCapability.REPORTS_AVAILABLE_COMPONENTS));

    /** How much longer the core waits for a transport than the transport itself. */
    private static final Duration TRANSPORT_GRACE = Duration.ofSeconds(15);

    private final URI endpoint;
    private final @Nullable OpampFleet fleet;
    private final Map<String, List<String>> headers = new LinkedHashMap<>();

    private @Nullable AgentDescription description;
    private @Nullable InstanceUid instanceUid;
    private boolean requestInstanceUid;
    private @Nullable Collection<AgentCapability> capabilities;
    private OpampCallbacks callbacks = new OpampCallbacks() {};
    private @Nullable Supplier<? extends Map<String, String>> headerSupplier;
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
    private TlsSettings tls = TlsSettings.DEFAULT;
    private ProxySettings proxy = ProxySettings.SYSTEM;
    private ConnectionTarget.Timeouts timeouts = ConnectionTarget.Timeouts.DEFAULT;
    private ConnectionTarget.Limits limits = ConnectionTarget.Limits.DEFAULT;
    private boolean compression;
    private Duration pingInterval = Duration.ofSeconds(30);
    private Duration pongTimeout = Duration.ofSeconds(10);
    private Duration replyTimeout = Duration.ofSeconds(30);
    private Duration closeTimeout = Duration.ofSeconds(5);
    private @Nullable InstantSource clock;
    private @Nullable LongSupplier ticker;
    private @Nullable ScheduledExecutorService scheduler;
    private @Nullable RandomGenerator random;
    private @Nullable Transport transport;

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
        capabilities = supported(value);
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
        customMessageQueue = atLeast("customMessageQueue", 1, value);
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
        heartbeat = heartbeatInterval(value);
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
        maxRetries = OptionalInt.of(atLeast("maxRetries", 0, value));
        return this;
    }

    /** Sets the same for heartbeats. Default: no bound. */
    public OpampClientBuilder heartbeatMaxRetries(int value) {
        heartbeatMaxRetries = OptionalInt.of(atLeast("heartbeatMaxRetries", 0, value));
        return this;
    }

    // ---- how the client connects

    /** Adds a header to every HTTP request and WebSocket upgrade. Names may repeat. */
    public OpampClientBuilder header(String name, String value) {
        Headers.check(name, value);
        headers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        return this;
    }

    /** Adds headers, see {@link #header}. */
    public OpampClientBuilder headers(Map<String, String> all) {
        all.forEach(this::header);
        return this;
    }

    /**
     * Sets what is asked for headers before each attempt, for example a token that is refreshed. They replace fixed headers of the same
     * name. May block; if it throws, the attempt has failed.
     */
    public OpampClientBuilder headerSupplier(Supplier<? extends Map<String, String>> value) {
        headerSupplier = requireNonNull(value, "value");
        return this;
    }

    /** Sets certificates and TLS options. Default: those of the JVM. */
    public OpampClientBuilder tls(TlsSettings value) {
        tls = requireNonNull(value, "value");
        return this;
    }

    /** Sets the proxy. Default: that of the JVM's system properties. */
    public OpampClientBuilder proxy(ProxySettings value) {
        proxy = requireNonNull(value, "value");
        return this;
    }

    /** Sets the bound of a whole HTTP exchange and of opening a WebSocket. Default: 60 s. */
    public OpampClientBuilder timeout(Duration value) {
        return timeouts(timeouts.connect(), timeouts.write(), timeouts.read(), value);
    }

    /** Sets the bound of making a TCP connection. Default: 10 s. */
    public OpampClientBuilder connectTimeout(Duration value) {
        return timeouts(value, timeouts.write(), timeouts.read(), timeouts.call());
    }

    /** Sets the bound of writing one piece of a message. Default: 10 s. */
    public OpampClientBuilder writeTimeout(Duration value) {
        return timeouts(timeouts.connect(), value, timeouts.read(), timeouts.call());
    }

    /** Sets the bound of waiting for the next piece of an HTTP answer. Default: 30 s. */
    public OpampClientBuilder readTimeout(Duration value) {
        return timeouts(timeouts.connect(), timeouts.write(), value, timeouts.call());
    }

    private OpampClientBuilder timeouts(Duration connect, Duration write, Duration read, Duration call) {
        timeouts = new ConnectionTarget.Timeouts(connect, write, read, call, timeouts.close());
        return this;
    }

    /** Sets the size above which no message is sent, in bytes before compression. Default: 64 MiB. */
    public OpampClientBuilder maxSentBytes(int value) {
        limits = new ConnectionTarget.Limits(value, limits.maxReceivedBytes());
        return this;
    }

    /** Sets the size above which no message is accepted, in bytes after decompression. Default: 64 MiB. */
    public OpampClientBuilder maxReceivedBytes(int value) {
        limits = new ConnectionTarget.Limits(limits.maxSentBytes(), value);
        return this;
    }

    /** Sets whether HTTP requests are compressed, and compression is offered on WebSocket. Default: no. */
    public OpampClientBuilder compression(boolean value) {
        compression = value;
        return this;
    }

    /** Sets how long a WebSocket may be silent before a ping is sent; zero sends none. Default: 30 s. */
    public OpampClientBuilder pingInterval(Duration value) {
        pingInterval = notNegative("pingInterval", value);
        return this;
    }

    /** Sets how long a WebSocket may stay silent after a ping. Default: 10 s. */
    public OpampClientBuilder pongTimeout(Duration value) {
        pongTimeout = positive("pongTimeout", value);
        return this;
    }

    /** Sets how long a server may take to answer the first report on a WebSocket; zero: for ever. Default: 30 s. */
    public OpampClientBuilder replyTimeout(Duration value) {
        replyTimeout = notNegative("replyTimeout", value);
        return this;
    }

    /** Sets how long {@link OpampClient#close()} may take. Default: 5 s. */
    public OpampClientBuilder closeTimeout(Duration value) {
        closeTimeout = notNegative("closeTimeout", value);
        return this;
    }

    // ---- where time and chance come from

    /** Sets the wall clock. Default: the system's. Not for a client of a fleet, which has one for all. */
    public OpampClientBuilder clock(InstantSource value) {
        clock = requireNonNull(value, "value");
        return this;
    }

    /** Sets the monotonic clock, in nanoseconds. Default: {@link System#nanoTime}. Not for a client of a fleet. */
    public OpampClientBuilder ticker(LongSupplier value) {
        ticker = requireNonNull(value, "value");
        return this;
    }

    /** Sets where delays come from; never shut down by the client. Default: a thread of the client. Not for a client of a fleet. */
    public OpampClientBuilder scheduler(ScheduledExecutorService value) {
        scheduler = requireNonNull(value, "value");
        return this;
    }

    /** Sets where jitter and identities come from; used by one thread. Default: seeded by the system's best source. */
    public OpampClientBuilder random(RandomGenerator value) {
        random = requireNonNull(value, "value");
        return this;
    }

    /** Sets the transport instead of the client's own; for tests of the engine. */
    OpampClientBuilder transport(Transport value) {
        transport = value;
        return this;
    }

    /**
     * Returns a new client, which waits to be started. Does no I/O and starts no thread; may be called again.
     *
     * @throws OpampException if something is missing or does not fit together; the message names all of it
     */
    public OpampClient build() {
        Set<AgentCapability> effective = capabilities == null ? derivedCapabilities() : supported(capabilities);
        AgentDescription agent = checked(effective);
        Engine own = fleet == null ? OpampFleet.engine(transport, clock, ticker, scheduler, 1) : null;
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
        if (effective.contains(AgentCapability.ACCEPTS_REMOTE_CONFIG)
                && !Overrides.has(callbacks, "onRemoteConfig", RemoteConfig.class)) {
            problems.add("ACCEPTS_REMOTE_CONFIG needs callbacks that override onRemoteConfig");
        }
        if (effective.contains(AgentCapability.ACCEPTS_RESTART_COMMAND) && !Overrides.has(callbacks, "onRestart")) {
            problems.add("ACCEPTS_RESTART_COMMAND needs callbacks that override onRestart");
        }
        if (effectiveConfig != null && effectiveConfigSupplier != null) {
            problems.add("the effective configuration is given both as a value and by a supplier: choose one");
        }
        if (fleet != null && (clock != null || ticker != null || scheduler != null || transport != null)) {
            problems.add("clock, ticker and scheduler of a client in a fleet are those of the fleet");
        }
        if (ticker != null && scheduler == null) {
            problems.add("ticker(…) needs scheduler(…): delays have to follow the same clock");
        }
        if (!problems.isEmpty() || description == null) {
            throw new OpampException("the client cannot be built: " + String.join("; ", problems));
        }
        return description;
    }

    private AgentSpec spec(AgentDescription agent, Set<AgentCapability> effective) {
        ConnectionTarget target = new ConnectionTarget(
                endpoint, headers, tls, proxy, timeouts, limits, compression, compression, pingInterval, pongTimeout);
        Supplier<? extends Map<String, String>> supplier = headerSupplier;
        UnaryOperator<EffectiveConfig> redact = redaction;
        SessionConfig session = SessionConfig.builder(!target.isWebSocket(), agent)
                .capabilities(AgentCapability.mask(effective))
                .instanceUid(instanceUid)
                .requestInstanceUid(requestInstanceUid)
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
                .maxSentBytes(limits.maxSentBytes())
                .attemptTimeout(timeouts.call().plus(TRANSPORT_GRACE))
                .replyTimeout(replyTimeout)
                .closeTimeout(closeTimeout)
                .reapplyStoredConfig(reapplyStoredConfig)
                .build();
        return new AgentSpec(
                session,
                target,
                supplier == null ? null : () -> Headers.multi(supplier.get()),
                callbacks,
                stateStore,
                effectiveConfigSupplier,
                redact,
                random == null ? new SplittableRandom(new SecureRandom().nextLong()) : random);
    }

    private Set<AgentCapability> derivedCapabilities() {
        Set<AgentCapability> derived = EnumSet.of(AgentCapability.REPORTS_STATUS);
        if (heartbeats) {
            derived.add(AgentCapability.REPORTS_HEARTBEAT);
        }
        if (Overrides.has(callbacks, "onRemoteConfig", RemoteConfig.class)) {
            derived.add(AgentCapability.ACCEPTS_REMOTE_CONFIG);
            derived.add(AgentCapability.REPORTS_REMOTE_CONFIG);
        }
        if (Overrides.has(callbacks, "onRestart")) {
            derived.add(AgentCapability.ACCEPTS_RESTART_COMMAND);
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

    static Set<AgentCapability> supported(Collection<AgentCapability> wanted) {
        Set<AgentCapability> all = EnumSet.of(AgentCapability.REPORTS_STATUS);
        all.addAll(wanted);
        Set<AgentCapability> unsupported = EnumSet.copyOf(all);
        unsupported.removeAll(SUPPORTED);
        if (!unsupported.isEmpty()) {
            throw new IllegalArgumentException("this client does not support yet: " + unsupported);
        }
        return Collections.unmodifiableSet(all);
    }

    static Duration heartbeatInterval(Duration value) {
        positive("heartbeat", value);
        if (value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("heartbeat must be at most a day: " + value);
        }
        return value;
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }

    private static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
        return value;
    }

    private static int atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
        }
        return value;
    }
}
