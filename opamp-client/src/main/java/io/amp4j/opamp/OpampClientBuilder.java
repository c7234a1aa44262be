package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.engine.AgentSpec;
import io.amp4j.opamp.internal.engine.Engine;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.OkHttpTransport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Collects what an {@link OpampClient} is made of. Only the agent's identifying attributes are required. Setters check their argument
 * and throw {@link IllegalArgumentException}; {@link #build()} checks what has to fit together.
 *
 * @since 0.1.0
 */
public final class OpampClientBuilder extends EngineOptions<OpampClientBuilder> {

    private final @Nullable OpampFleet fleet;
    private final ConnectionOptions connection;
    private final AgentOptions agent;

    OpampClientBuilder(URI endpoint, @Nullable OpampFleet fleet) {
        this.fleet = fleet;
        connection = new ConnectionOptions(endpoint);
        agent = new AgentOptions(!connection.isWebSocket());
    }

    @Override
    OpampClientBuilder self() {
        return this;
    }

    // ---- who the agent is

    /** Sets who the agent is, in place of attributes set before. Needs at least one identifying attribute. */
    public OpampClientBuilder agent(AgentDescription value) {
        agent.description = requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets whether the text of the instance uid stands in as the identifying attribute {@code service.instance.id} wherever a description
     * has none, so that two instances of one service differ; it follows an identity that the server assigns. Default: no, because an
     * agent's own telemetry should carry the same value, which is then for the agent to see to.
     */
    public OpampClientBuilder instanceIdFromUid(boolean value) {
        agent.session.instanceIdFromUid(value);
        return this;
    }

    /**
     * Sets the attributes that single the agent out, as plain objects.
     *
     * @throws IllegalArgumentException if a value has a type that {@link AttributeValue#from} does not know
     */
    public OpampClientBuilder identifyingAttributes(Map<String, ?> attributes) {
        Copies.requireKeys(attributes, "attributes");
        AgentDescription.Builder builder = agent.describe();
        attributes.forEach((key, value) -> builder.identifying(key, AttributeValue.from(value)));
        agent.description = builder.build();
        return this;
    }

    /**
     * Sets attributes that describe the agent further, as plain objects.
     *
     * @throws IllegalArgumentException if a value has a type that {@link AttributeValue#from} does not know
     */
    public OpampClientBuilder nonIdentifyingAttributes(Map<String, ?> attributes) {
        Copies.requireKeys(attributes, "attributes");
        AgentDescription.Builder builder = agent.describe();
        attributes.forEach((key, value) -> builder.nonIdentifying(key, AttributeValue.from(value)));
        agent.description = builder.build();
        return this;
    }

    /** Sets the identity of the agent. Default: a new UUID of version 7. What is in the state store comes first. */
    public OpampClientBuilder instanceUid(InstanceUid value) {
        agent.session.instanceUid(value);
        return this;
    }

    /** Has the server assign the identity; the agent's own stands in until then. Default: off. */
    public OpampClientBuilder requestInstanceUid(boolean value) {
        agent.session.requestInstanceUid(value);
        return this;
    }

    /**
     * Sets exactly what the agent can do. Default: what follows from the rest: REPORTS_HEARTBEAT unless switched off,
     * ACCEPTS_REMOTE_CONFIG and REPORTS_REMOTE_CONFIG if the callbacks override {@code onRemoteConfig}, ACCEPTS_RESTART_COMMAND if they
     * override {@code onRestart} (unless {@link #acceptRemoteConfig} and {@link #acceptRestart} say otherwise),
     * those of connections as {@link #acceptConnectionSettings}, {@link #ownTelemetry} and {@link #acceptOtherConnections} say,
     * one each for health, effective configuration and available components if they are set, and those of packages with
     * {@link #packages}. REPORTS_STATUS is always among them.
     */
    public OpampClientBuilder capabilities(Collection<AgentCapability> value) {
        agent.capabilities(value);
        return this;
    }

    /**
     * Sets whether the agent accepts a remote configuration, and reports what became of it. Default: whether the class of the callbacks
     * overrides {@link OpampCallbacks#onRemoteConfig}. That of a decorator or a proxy overrides everything, so there it has to be said.
     */
    public OpampClientBuilder acceptRemoteConfig(boolean value) {
        agent.acceptsRemoteConfig = value;
        return this;
    }

    /**
     * Sets whether the agent restarts on command. Default: whether the class of the callbacks overrides {@link OpampCallbacks#onRestart}; see
     * {@link #acceptRemoteConfig}.
     */
    public OpampClientBuilder acceptRestart(boolean value) {
        agent.acceptsRestart = value;
        return this;
    }

    /**
     * Sets whether the agent takes settings that the server offers for the connection to itself, and reports what became of them. Default:
     * whether the class of the callbacks overrides {@link OpampCallbacks#onConnectionSettings}; see {@link #acceptRemoteConfig}.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder acceptConnectionSettings(boolean value) {
        agent.acceptsConnectionSettings = value;
        return this;
    }

    /**
     * Sets whether the agent takes settings of other connections. Default: whether the class of the callbacks overrides
     * {@link OpampCallbacks#onOtherConnection}; see {@link #acceptRemoteConfig}.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder acceptOtherConnections(boolean value) {
        agent.acceptsOtherConnections = value;
        return this;
    }

    /**
     * Sets which telemetry of its own the agent can send where the server says. Default: all of it if the class of the callbacks overrides
     * {@link OpampCallbacks#onOwnTelemetry}, and none otherwise.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder ownTelemetry(Set<TelemetryDestination.Signal> value) {
        agent.ownTelemetry = Copies.set(value, "value");
        return this;
    }

    /**
     * Sets whether an agent that reaches its server over TLS takes offered connections without: anybody on the way could read and change
     * everything then. Own telemetry to the same machine is always taken. Default: no.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder allowPlaintextSettings(boolean value) {
        agent.allowsPlaintextSettings = value;
        return this;
    }

    /** Sets whether offered settings may say that no server is verified any more, or go below TLS 1.2. For experiments alone. Default: no. */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder allowInsecureSettings(boolean value) {
        agent.allowsInsecureSettings = value;
        return this;
    }

    /**
     * Sets how often accepted settings are tried, and for how long, before the client goes back to those that worked last. Default: 3 times, 2
     * minutes.
     *
     * @throws IllegalArgumentException if there is not at least one attempt, or no time
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder settingsTrial(int attempts, Duration timeout) {
        agent.session.trial(attempts, timeout);
        return this;
    }

    /**
     * Sets after how many refusals in a row of the credentials that a server has offered, and that had worked, the client tries the settings of
     * this builder again. Default: never, because that is a way around a revocation, if these are still valid.
     *
     * @throws IllegalArgumentException if it is not at least 1
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder bootstrapAfter(int refusals) {
        agent.session.bootstrapAfter(refusals);
        return this;
    }

    /**
     * Has the agent ask its server for client certificates of its own, when and how {@code value} says. Needs a state store that is durable, and an
     * endpoint that is {@code https} or {@code wss}, unless {@link #allowPlaintextSettings} is on. Default: it asks for none.
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder certificateRequests(CertificateRequestPolicy value) {
        agent.session.certificates(value);
        agent.requestsCertificates = true;
        return this;
    }

    // ---- what the agent does and reports

    /** Sets who is told what happens. Default: nobody. */
    public OpampClientBuilder callbacks(OpampCallbacks value) {
        agent.callbacks = requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets whether the client logs a warning when it cannot reach the server or has lost it, once until it reaches it again. Default: yes.
     * Callbacks that log {@link OpampCallbacks#onConnectFailed} and {@link OpampCallbacks#onDisconnect} by themselves switch it off.
     */
    public OpampClientBuilder logFailures(boolean value) {
        agent.logsFailures = value;
        return this;
    }

    /**
     * Sets what looks at each remote configuration before the callbacks get it, such as {@link ConfigRestrictions}. Default: nothing; a server may
     * configure all that the callbacks take up.
     */
    public OpampClientBuilder configValidator(ConfigValidator value) {
        agent.configValidator = requireNonNull(value, "value");
        return this;
    }

    /**
     * Has each new remote configuration watched for a while before it is reported as applied, and undone if the agent is not healthy with it.
     * Default: it is reported as {@link OpampCallbacks#onRemoteConfig} says, at once.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder lastKnownGood(LastKnownGood value) {
        agent.lastKnownGood = requireNonNull(value, "value");
        return this;
    }

    /** Sets the health at the start, and that the agent reports it. */
    public OpampClientBuilder health(ComponentHealth value) {
        agent.session.health(value);
        agent.reports(AgentCapability.REPORTS_HEALTH, true);
        return this;
    }

    /** Sets the effective configuration at the start, and that the agent reports it. */
    public OpampClientBuilder effectiveConfig(EffectiveConfig value) {
        agent.effectiveConfig = requireNonNull(value, "value");
        agent.reports(AgentCapability.REPORTS_EFFECTIVE_CONFIG, true);
        return this;
    }

    /**
     * Sets where the effective configuration is read from: at the start, after a remote configuration was applied or has failed, when the
     * server asks for a full report, and on {@link OpampClient#refreshEffectiveConfig}. Called on the callback thread, may block; if it
     * fails, which is logged once, the client tries again with the next heartbeat. Not called any more once {@link OpampClient#close()} has
     * returned.
     */
    public OpampClientBuilder effectiveConfigSupplier(Supplier<EffectiveConfig> supplier) {
        agent.effectiveConfigSupplier = requireNonNull(supplier, "supplier");
        agent.reports(AgentCapability.REPORTS_EFFECTIVE_CONFIG, true);
        return this;
    }

    /**
     * Sets what takes secrets out of every effective configuration before it is reported. Called where the configuration comes from: by
     * {@link #build} for {@link #effectiveConfig}, by {@link OpampClient#updateEffectiveConfig}, and on the callback thread. If it throws,
     * or returns null, nothing is reported, and a warning is logged once. Not called any more once {@link OpampClient#close()} has returned.
     */
    public OpampClientBuilder redaction(UnaryOperator<EffectiveConfig> value) {
        agent.redaction = requireNonNull(value, "value");
        return this;
    }

    /** Sets the components that the agent could use, and that it reports them. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder availableComponents(AvailableComponents value) {
        agent.session.components(value);
        agent.reports(AgentCapability.REPORTS_AVAILABLE_COMPONENTS, true);
        return this;
    }

    /** Sets the custom capabilities that the agent announces. Default: none. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder customCapabilities(CustomCapabilities value) {
        agent.session.customCapabilities(value);
        return this;
    }

    /** Sets whether custom messages are sent only for capabilities that the server has announced, or used since. Default: yes. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder customMessagesNeedServer(boolean value) {
        agent.session.customNeedsServer(value);
        return this;
    }

    /** Sets how many custom messages may wait to be sent. Default: 64. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder customMessageQueue(int value) {
        agent.session.customQueue(value);
        return this;
    }

    /**
     * Has the agent take packages from the server, and report about them. Needs a state store to go on after a restart where it was, and to
     * roll back a version with which the process ends. Default: it takes none.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder packages(PackageOptions value) {
        agent.packages = requireNonNull(value, "value");
        agent.reports(AgentCapability.ACCEPTS_PACKAGES, true);
        agent.reports(AgentCapability.REPORTS_PACKAGE_STATUSES, true);
        return this;
    }

    /** Sets where identity, sequence number and remote configuration survive. Default: nowhere. One store serves one client. */
    public OpampClientBuilder stateStore(StateStore value) {
        agent.stateStore = requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets whether the stored remote configuration comes to {@link OpampCallbacks#onRemoteConfig} at the start. Default: yes, because the
     * server does not offer again what the agent reports as applied. An agent that keeps its configuration by itself switches it off.
     */
    public OpampClientBuilder reapplyStoredConfig(boolean value) {
        agent.session.reapplyStoredConfig(value);
        return this;
    }

    // ---- when the client speaks

    /** Sets the interval of heartbeats, and of polls over HTTP, counted from the last message. Default: 30 s; at most a day. */
    public OpampClientBuilder heartbeat(Duration value) {
        agent.session.heartbeat(value);
        agent.reports(AgentCapability.REPORTS_HEARTBEAT, true);
        return this;
    }

    /**
     * Sets by up to which share of the interval the first heartbeat after the start comes earlier, by chance: agents that start together, as after
     * a deployment, would send theirs in step from then on. Default: 0.5; 0 for none.
     *
     * @throws IllegalArgumentException if it is not from 0 to 1
     */
    public OpampClientBuilder firstHeartbeatSpread(double value) {
        agent.session.firstHeartbeatSpread(value);
        return this;
    }

    /** Sends no heartbeats on WebSocket. Over HTTP the client polls nevertheless, because it hears nothing otherwise. */
    public OpampClientBuilder withoutHeartbeat() {
        agent.reports(AgentCapability.REPORTS_HEARTBEAT, false);
        return this;
    }

    /** Sets whether an interval of 0 that the server offers stops the heartbeats on WebSocket, or means "as before". Default: stops. */
    public OpampClientBuilder zeroHeartbeatDisables(boolean value) {
        agent.session.zeroHeartbeatDisables(value);
        return this;
    }

    /** Sets how long the client waits after failures. Default: {@link BackoffPolicy#DEFAULT}. */
    public OpampClientBuilder backoff(BackoffPolicy value) {
        agent.session.backoff(value);
        return this;
    }

    /** Sets the first wait after a failure, see {@link BackoffPolicy.Builder#initial}. Default: 1 s. */
    public OpampClientBuilder initialBackoff(Duration value) {
        agent.session.initialBackoff(value);
        return this;
    }

    /**
     * Sets how often in a row a message with content is retried before the client waits for the next regular heartbeat. Nothing is lost
     * then, and it never gives up for good. Default: no bound.
     */
    public OpampClientBuilder maxRetries(int value) {
        agent.session.maxRetries(value);
        return this;
    }

    /** Sets the same for heartbeats. Default: no bound. */
    public OpampClientBuilder heartbeatMaxRetries(int value) {
        agent.session.heartbeatMaxRetries(value);
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
        Copies.ordered(all, "all").forEach(this::header);
        return this;
    }

    /**
     * Sets what is asked for headers before each attempt, for example a token that is refreshed. They replace fixed headers of the same
     * name. May block, one call at a time. If it throws, or has not returned after 10 s, the attempt has failed; it is interrupted then
     * and is not asked again before it returns.
     */
    public OpampClientBuilder headerSupplier(Supplier<? extends Map<String, String>> value) {
        connection.headerSupplier = requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets certificates and TLS options, for {@code https} and {@code wss}; with another endpoint {@link #build} fails, unless they are for an
     * {@code https} proxy. Default: those of the JVM.
     */
    public OpampClientBuilder tls(TlsSettings value) {
        connection.target.tls(value);
        return this;
    }

    /** Sets the proxy. Default: what the JVM's proxy selector says ({@code -Dhttps.proxyHost}); {@code HTTPS_PROXY} is not read. */
    public OpampClientBuilder proxy(ProxySettings value) {
        connection.target.proxy(value);
        return this;
    }

    /** Sets the bound of a whole HTTP exchange and of opening a WebSocket. A report gets a second more for each 16 KiB. Default: 60 s. */
    public OpampClientBuilder timeout(Duration value) {
        connection.timeouts.call(value);
        return this;
    }

    /** Sets the bound of making a TCP connection. Default: 10 s. */
    public OpampClientBuilder connectTimeout(Duration value) {
        connection.timeouts.connect(value);
        return this;
    }

    /** Sets the bound of writing one piece of a message. Default: 10 s. */
    public OpampClientBuilder writeTimeout(Duration value) {
        connection.timeouts.write(value);
        return this;
    }

    /**
     * Sets the bound of waiting for the next piece of an HTTP answer. A report gets a second more for each 16 KiB of its first 4 MiB.
     * Default: 30 s.
     */
    public OpampClientBuilder readTimeout(Duration value) {
        connection.timeouts.read(value);
        return this;
    }

    /** Sets the size above which no message is sent, in bytes before compression. Default: 64 MiB. */
    public OpampClientBuilder maxSentBytes(int value) {
        connection.limits.maxSentBytes(value);
        return this;
    }

    /** Sets the size above which no message is accepted, in bytes after decompression. Default: 64 MiB. */
    public OpampClientBuilder maxReceivedBytes(int value) {
        connection.limits.maxReceivedBytes(value);
        return this;
    }

    /** Sets whether HTTP requests are compressed, and compression is offered on WebSocket. Default: no. */
    public OpampClientBuilder compression(boolean value) {
        connection.target.gzipRequests(value).webSocketCompression(value);
        return this;
    }

    /** Sets how long a WebSocket may be silent before a ping is sent; zero sends none. Default: 30 s. */
    public OpampClientBuilder pingInterval(Duration value) {
        connection.target.pingInterval(value);
        return this;
    }

    /** Sets how long a WebSocket may stay silent after a ping is written. Default: 10 s. */
    public OpampClientBuilder pongTimeout(Duration value) {
        connection.target.pongTimeout(value);
        return this;
    }

    /**
     * Sets how long a server may take to answer the first report on a WebSocket, from when that is written, and a second more for each 16 KiB of
     * its first 4 MiB, which may still be on their way; zero: for ever. Default: 30 s.
     */
    public OpampClientBuilder replyTimeout(Duration value) {
        agent.session.replyTimeout(value);
        return this;
    }

    /** Sets how long {@link OpampClient#close()} may take. Default: 5 s. */
    public OpampClientBuilder closeTimeout(Duration value) {
        agent.session.closeTimeout(value);
        return this;
    }

    /** Sets where jitter and identities come from; used by one thread at a time, which must not be blocked. Default: seeded by the system's best source. */
    public OpampClientBuilder random(RandomGenerator value) {
        agent.random = requireNonNull(value, "value");
        return this;
    }

    /**
     * Returns a new client, which waits to be started. Does no I/O and starts no thread; may be called again.
     *
     * @throws OpampException if something is missing or does not fit together; the message names all of it. Also if a library that this
     *     needs is missing; one that does not fit is told as a failed attempt
     */
    public OpampClient build() {
        Set<AgentCapability> capabilities = agent.capabilities();
        List<String> problems = new ArrayList<>();
        agent.check(capabilities, connection.isEncrypted(), problems);
        ConnectionTarget target = connection.target(problems);
        if (fleet != null && !isDefault()) {
            problems.add(
                    "clock, ticker, scheduler, transport and callback executor of a client in a fleet are those of the"
                            + " fleet");
        }
        if (fleet != null && fleet.isClosed()) {
            problems.add("the fleet is closed");
        }
        check(problems);
        if (!problems.isEmpty()) {
            throw new OpampException("the client cannot be built: " + String.join("; ", problems));
        }
        Engine engine = fleet == null ? engine(1, OkHttpTransport.DEFAULT_EXCHANGES) : fleet.engine();
        AgentSpec spec = agent.spec(capabilities, target, connection.checkedHeaderSupplier());
        OpampClient client = new OpampClient(engine, spec, fleet, capabilities);
        if (fleet != null) {
            fleet.add(client);
        }
        return client;
    }
}
