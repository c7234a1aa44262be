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
 * Builds an {@link OpampClient}. Only the agent's identifying attributes are required. Setters check their argument and throw
 * {@link IllegalArgumentException}; {@link #build()} checks the combination of options.
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

    /** Sets the description of the agent; it replaces attributes set before. Needs at least one identifying attribute. */
    public OpampClientBuilder agent(AgentDescription value) {
        agent.description = requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets whether the text of the instance uid is added as the identifying attribute {@code service.instance.id} wherever a description
     * has none, so that two instances of one service differ. It changes with an identity that the server assigns. Default: no, because the
     * agent's own telemetry should carry the same value, which the agent itself would have to ensure.
     */
    public OpampClientBuilder instanceIdFromUid(boolean value) {
        agent.session.instanceIdFromUid(value);
        return this;
    }

    /**
     * Sets the identifying attributes, as plain objects.
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
     * Sets the non-identifying attributes, as plain objects.
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

    /** Sets the identity of the agent. Default: a new UUID of version 7. An identity in the state store has precedence. */
    public OpampClientBuilder instanceUid(InstanceUid value) {
        agent.session.instanceUid(value);
        return this;
    }

    /** Sets whether the client asks the server to assign the identity; it uses its own until then. Default: no. */
    public OpampClientBuilder requestInstanceUid(boolean value) {
        agent.session.requestInstanceUid(value);
        return this;
    }

    /**
     * Sets exactly which capabilities the agent has. Default: those that follow from the other options: REPORTS_HEARTBEAT unless switched
     * off, ACCEPTS_REMOTE_CONFIG and REPORTS_REMOTE_CONFIG if the callbacks override {@code onRemoteConfig}, ACCEPTS_RESTART_COMMAND if
     * they override {@code onRestart} (unless {@link #acceptRemoteConfig} and {@link #acceptRestart} say otherwise), those of connections
     * according to {@link #acceptConnectionSettings}, {@link #ownTelemetry} and {@link #acceptOtherConnections}, one each for health,
     * effective configuration and available components if those are set, and those of packages with {@link #packages}. REPORTS_STATUS is
     * always among them.
     */
    public OpampClientBuilder capabilities(Collection<AgentCapability> value) {
        agent.capabilities(value);
        return this;
    }

    /**
     * Sets whether the agent accepts a remote configuration, and reports the outcome. Default: whether the class of the callbacks overrides
     * {@link OpampCallbacks#onRemoteConfig}. A decorator or a proxy overrides everything, so set this option explicitly for such callbacks.
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
     * Sets whether the agent accepts settings that the server offers for the OpAMP connection, and reports the outcome. Default: whether
     * the class of the callbacks overrides {@link OpampCallbacks#onConnectionSettings}; see {@link #acceptRemoteConfig}.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder acceptConnectionSettings(boolean value) {
        agent.acceptsConnectionSettings = value;
        return this;
    }

    /**
     * Sets whether the agent accepts settings of other connections. Default: whether the class of the callbacks overrides
     * {@link OpampCallbacks#onOtherConnection}; see {@link #acceptRemoteConfig}.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder acceptOtherConnections(boolean value) {
        agent.acceptsOtherConnections = value;
        return this;
    }

    /**
     * Sets which kinds of its own telemetry the agent can send to a destination that the server offers. Default: all of it if the class of
     * the callbacks overrides {@link OpampCallbacks#onOwnTelemetry}, and none otherwise.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder ownTelemetry(Set<TelemetryDestination.Signal> value) {
        agent.ownTelemetry = Copies.set(value, "value");
        return this;
    }

    /**
     * Sets whether an agent that reaches its server over TLS accepts offered connections without TLS, which anybody on the network path
     * could read and change. A destination of own telemetry on the same machine is always accepted. Default: no.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder allowPlaintextSettings(boolean value) {
        agent.allowsPlaintextSettings = value;
        return this;
    }

    /**
     * Sets whether offered settings may switch off the verification of servers, or allow versions below TLS 1.2. Only for experiments.
     * Default: no.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder allowInsecureSettings(boolean value) {
        agent.allowsInsecureSettings = value;
        return this;
    }

    /**
     * Sets how often accepted settings are tried, and for how long, before the client returns to those that worked last. Default: 3 times,
     * 2 minutes.
     *
     * @throws IllegalArgumentException if {@code attempts} is less than 1, or {@code timeout} is not positive
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder settingsTrial(int attempts, Duration timeout) {
        agent.session.trial(attempts, timeout);
        return this;
    }

    /**
     * Sets after how many consecutive refusals of offered credentials that had worked before the client tries the settings of this builder
     * again. Default: never, because this bypasses a revocation if the builder's settings are still valid.
     *
     * @throws IllegalArgumentException if it is not at least 1
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder bootstrapAfter(int refusals) {
        agent.session.bootstrapAfter(refusals);
        return this;
    }

    /**
     * Makes the agent request client certificates of its own from its server, according to {@code value}. Needs a durable state store, and
     * an endpoint with {@code https} or {@code wss}, unless {@link #allowPlaintextSettings} is on. Default: it requests none.
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder certificateRequests(CertificateRequestPolicy value) {
        agent.session.certificates(value);
        agent.requestsCertificates = true;
        return this;
    }

    // ---- what the agent does and reports

    /** Sets the callbacks. Default: none. */
    public OpampClientBuilder callbacks(OpampCallbacks value) {
        agent.callbacks = requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets whether the client logs a warning when it cannot reach the server or has lost the connection, once until it reaches the server
     * again. Default: yes. Switch it off if the callbacks log {@link OpampCallbacks#onConnectFailed} and
     * {@link OpampCallbacks#onDisconnect} themselves.
     */
    public OpampClientBuilder logFailures(boolean value) {
        agent.logsFailures = value;
        return this;
    }

    /**
     * Sets the validator that checks each remote configuration before the callbacks get it, such as {@link ConfigRestrictions}. Default:
     * none; a server may configure everything that the callbacks apply.
     */
    public OpampClientBuilder configValidator(ConfigValidator value) {
        agent.configValidator = requireNonNull(value, "value");
        return this;
    }

    /**
     * Makes the client watch the agent's health after each new remote configuration before it reports it as applied, and roll it back if
     * the agent is not healthy with it. Default: the client reports the outcome of {@link OpampCallbacks#onRemoteConfig} at once.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder lastKnownGood(LastKnownGood value) {
        agent.lastKnownGood = requireNonNull(value, "value");
        return this;
    }

    /** Sets the health at the start, and makes the agent report its health. */
    public OpampClientBuilder health(ComponentHealth value) {
        agent.session.health(value);
        agent.reports(AgentCapability.REPORTS_HEALTH, true);
        return this;
    }

    /** Sets the effective configuration at the start, and makes the agent report its effective configuration. */
    public OpampClientBuilder effectiveConfig(EffectiveConfig value) {
        agent.effectiveConfig = requireNonNull(value, "value");
        agent.reports(AgentCapability.REPORTS_EFFECTIVE_CONFIG, true);
        return this;
    }

    /**
     * Sets the supplier of the effective configuration. It is called at the start, after a remote configuration was applied or has failed,
     * when the server requests a full report, and on {@link OpampClient#refreshEffectiveConfig}. It runs on the callback thread and may
     * block. If it fails, which is logged once, the client tries again with the next heartbeat. It is not called after
     * {@link OpampClient#close()} has returned.
     */
    public OpampClientBuilder effectiveConfigSupplier(Supplier<EffectiveConfig> supplier) {
        agent.effectiveConfigSupplier = requireNonNull(supplier, "supplier");
        agent.reports(AgentCapability.REPORTS_EFFECTIVE_CONFIG, true);
        return this;
    }

    /**
     * Sets the function that removes secrets from every effective configuration before it is reported. It is called by {@link #build} for
     * {@link #effectiveConfig}, by {@link OpampClient#updateEffectiveConfig} on the calling thread, and on the callback thread for the
     * supplier and outcomes. If it throws, or returns null, nothing is reported, and a warning is logged once. It is not called after
     * {@link OpampClient#close()} has returned.
     */
    public OpampClientBuilder redaction(UnaryOperator<EffectiveConfig> value) {
        agent.redaction = requireNonNull(value, "value");
        return this;
    }

    /** Sets the components that the agent could use, and makes the agent report them. */
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

    /** Sets whether custom messages are sent only for capabilities that the server has announced, or has used since. Default: yes. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder customMessagesNeedServer(boolean value) {
        agent.session.customNeedsServer(value);
        return this;
    }

    /** Sets how many custom messages may be queued. Default: 64. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public OpampClientBuilder customMessageQueue(int value) {
        agent.session.customQueue(value);
        return this;
    }

    /**
     * Makes the agent accept packages from the server, and report their status. Needs a state store to continue after a restart, and to
     * roll back a version that makes the process end. Default: it accepts none.
     */
    @Experimental(Experimental.Stage.BETA)
    public OpampClientBuilder packages(PackageOptions value) {
        agent.packages = requireNonNull(value, "value");
        agent.reports(AgentCapability.ACCEPTS_PACKAGES, true);
        agent.reports(AgentCapability.REPORTS_PACKAGE_STATUSES, true);
        return this;
    }

    /**
     * Sets the store in which identity, sequence number and remote configuration survive a restart. Default: none. One store serves one
     * client.
     */
    public OpampClientBuilder stateStore(StateStore value) {
        agent.stateStore = requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets whether the stored remote configuration is passed to {@link OpampCallbacks#onRemoteConfig} at the start. Default: yes, because
     * the server does not offer a configuration again that the agent reports as applied. Switch it off if the agent stores its
     * configuration itself.
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
     * Sets the largest random fraction of the interval by which the first heartbeat after the start is sent earlier. Otherwise agents that
     * start together, for example in a deployment, would always send their heartbeats at the same time. Default: 0.5; 0 for none.
     *
     * @throws IllegalArgumentException if it is not from 0 to 1
     */
    public OpampClientBuilder firstHeartbeatSpread(double value) {
        agent.session.firstHeartbeatSpread(value);
        return this;
    }

    /** Switches off heartbeats on WebSocket. Over HTTP the client still polls, because it receives messages only in answers. */
    public OpampClientBuilder withoutHeartbeat() {
        agent.reports(AgentCapability.REPORTS_HEARTBEAT, false);
        return this;
    }

    /** Sets whether an offered interval of 0 stops the heartbeats on WebSocket (true), or means "as before" (false). Default: true. */
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
     * then, and the client never gives up entirely. Default: no limit.
     */
    public OpampClientBuilder maxRetries(int value) {
        agent.session.maxRetries(value);
        return this;
    }

    /** Sets how often in a row a heartbeat is retried, see {@link #maxRetries}. Default: no limit. */
    public OpampClientBuilder heartbeatMaxRetries(int value) {
        agent.session.heartbeatMaxRetries(value);
        return this;
    }

    // ---- how the client connects

    /**
     * Adds a header to every HTTP request and WebSocket upgrade. Names may repeat. A client that sends headers over {@code http} or
     * {@code ws} to a host that is not loopback logs a warning once.
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
     * Sets a supplier of headers that is called before each attempt, for example for a token that is refreshed. Its headers replace fixed
     * headers of the same name. It may block; it is called one call at a time. If it throws, or has not returned after 10 s, the attempt
     * fails; the supplier is then interrupted and not called again before it returns.
     */
    public OpampClientBuilder headerSupplier(Supplier<? extends Map<String, String>> value) {
        connection.headerSupplier = requireNonNull(value, "value");
        return this;
    }

    /**
     * Sets certificates and TLS options, for {@code https} and {@code wss}. With another endpoint {@link #build} fails, unless the proxy
     * uses {@code https}. Default: those of the JVM.
     */
    public OpampClientBuilder tls(TlsSettings value) {
        connection.target.tls(value);
        return this;
    }

    /**
     * Sets the proxy. Default: the proxy that the JVM's proxy selector returns ({@code -Dhttps.proxyHost}); {@code HTTPS_PROXY} is not
     * read.
     */
    public OpampClientBuilder proxy(ProxySettings value) {
        connection.target.proxy(value);
        return this;
    }

    /**
     * Sets the timeout of a whole HTTP exchange and of opening a WebSocket. A report gets one second more for each 16 KiB. Default: 60 s.
     */
    public OpampClientBuilder timeout(Duration value) {
        connection.timeouts.call(value);
        return this;
    }

    /** Sets the timeout of opening a TCP connection. Default: 10 s. */
    public OpampClientBuilder connectTimeout(Duration value) {
        connection.timeouts.connect(value);
        return this;
    }

    /** Sets the timeout of writing one chunk of a message. Default: 10 s. */
    public OpampClientBuilder writeTimeout(Duration value) {
        connection.timeouts.write(value);
        return this;
    }

    /**
     * Sets the timeout of reading the next chunk of an HTTP answer. A report gets one second more for each 16 KiB of its first 4 MiB.
     * Default: 30 s.
     */
    public OpampClientBuilder readTimeout(Duration value) {
        connection.timeouts.read(value);
        return this;
    }

    /** Sets the maximum size of a message to send, in bytes before compression. Default: 64 MiB. */
    public OpampClientBuilder maxSentBytes(int value) {
        connection.limits.maxSentBytes(value);
        return this;
    }

    /** Sets the maximum size of a message to accept, in bytes after decompression. Default: 64 MiB. */
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
     * Sets how long a server may take to answer the first report on a WebSocket, counted from when the report is written. A report gets one
     * second more for each 16 KiB of its first 4 MiB, which may still be in transit. Zero: no limit. Default: 30 s.
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

    /**
     * Sets the random generator of jitter and identities. It is used by one thread at a time and must not block. Default: one seeded from
     * the system's strong random source.
     */
    public OpampClientBuilder random(RandomGenerator value) {
        agent.random = requireNonNull(value, "value");
        return this;
    }

    /**
     * Returns a new client that is not started. Does no I/O and starts no thread; may be called again.
     *
     * @throws OpampException if options are missing or contradict each other; the message names all of them. Also if a required library is
     *     missing; an incompatible one is reported as a failed attempt
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
