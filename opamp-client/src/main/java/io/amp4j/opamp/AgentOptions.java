package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.engine.AgentSpec;
import io.amp4j.opamp.internal.engine.EffectiveConfigReader;
import io.amp4j.opamp.internal.session.PackageTerms;
import io.amp4j.opamp.internal.session.SessionConfig;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The options of the builder that concern the agent. {@link SessionConfig.Builder} has the defaults and checks of the protocol's options;
 * this class has the options that the session does not know.
 */
final class AgentOptions {

    /** How much longer the core waits for a transport than the transport's own timeouts allow. */
    private static final Duration TRANSPORT_GRACE = Duration.ofSeconds(15);

    final SessionConfig.Builder session;

    @Nullable
    AgentDescription description;

    @Nullable
    Boolean acceptsRemoteConfig;

    @Nullable
    Boolean acceptsRestart;

    @Nullable
    Boolean acceptsConnectionSettings;

    @Nullable
    Boolean acceptsOtherConnections;

    @Nullable
    Set<TelemetryDestination.Signal> ownTelemetry;

    boolean requestsCertificates;
    boolean allowsPlaintextSettings;
    boolean allowsInsecureSettings;
    boolean logsFailures = true;

    @Nullable
    ConfigValidator configValidator;

    @Nullable
    LastKnownGood lastKnownGood;

    OpampCallbacks callbacks = new OpampCallbacks() {};

    @Nullable
    EffectiveConfig effectiveConfig;

    @Nullable
    Supplier<EffectiveConfig> effectiveConfigSupplier;

    UnaryOperator<EffectiveConfig> redaction = UnaryOperator.identity();

    @Nullable
    StateStore stateStore;

    @Nullable
    PackageOptions packages;

    @Nullable
    RandomGenerator random;

    private @Nullable Set<AgentCapability> capabilities;
    private final Set<AgentCapability> reports = EnumSet.of(AgentCapability.REPORTS_HEARTBEAT);

    AgentOptions(boolean http) {
        session = SessionConfig.builder(http);
    }

    AgentDescription.Builder describe() {
        return description == null ? AgentDescription.builder() : description.toBuilder();
    }

    void capabilities(Collection<AgentCapability> value) {
        capabilities = CapabilityRules.complete(Copies.list(value, "value"));
    }

    /** Sets whether the agent has a capability that follows from the values it is given to report. */
    void reports(AgentCapability capability, boolean value) {
        if (value) {
            reports.add(capability);
        } else {
            reports.remove(capability);
        }
    }

    /** Returns the agent's capabilities: those that the user set, or else those that follow from the other options. */
    Set<AgentCapability> capabilities() {
        if (capabilities != null) {
            return capabilities;
        }
        Set<AgentCapability> derived = CapabilityRules.of(callbacks, acceptsRemoteConfig, acceptsRestart);
        CapabilityRules.connections(derived, callbacks, acceptsOpampSettings(), acceptsOtherConnections, ownTelemetry);
        derived.addAll(reports);
        return Collections.unmodifiableSet(derived);
    }

    /**
     * Returns whether the agent accepts OpAMP connection settings; null if the callbacks decide. A server sends a certificate in such
     * settings.
     */
    private @Nullable Boolean acceptsOpampSettings() {
        return (requestsCertificates && acceptsConnectionSettings == null)
                ? Boolean.valueOf(true)
                : acceptsConnectionSettings;
    }

    /** Adds to {@code problems} which options are missing or contradict each other. */
    void check(Set<AgentCapability> effective, boolean encrypted, List<String> problems) {
        if (description == null || description.identifying().isEmpty()) {
            problems.add("the agent has no identifying attribute: use agent(…) or identifyingAttributes(…)");
        }
        CapabilityRules.check(effective, callbacks, problems);
        CapabilityRules.checkExplicit(
                effective, AgentCapability.ACCEPTS_REMOTE_CONFIG, acceptsRemoteConfig, "acceptRemoteConfig", problems);
        CapabilityRules.checkExplicit(
                effective, AgentCapability.ACCEPTS_RESTART_COMMAND, acceptsRestart, "acceptRestart", problems);
        if (!effective.contains(AgentCapability.ACCEPTS_REMOTE_CONFIG)) {
            if (lastKnownGood != null) {
                problems.add("lastKnownGood(…) watches remote configurations, which this agent does not accept");
            }
            if (configValidator != null) {
                problems.add("configValidator(…) looks at remote configurations, which this agent does not accept");
            }
        }
        CapabilityRules.checkExplicit(
                effective,
                AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS,
                acceptsConnectionSettings,
                "acceptConnectionSettings",
                problems);
        CapabilityRules.checkExplicit(
                effective,
                AgentCapability.ACCEPTS_OTHER_CONNECTION_SETTINGS,
                acceptsOtherConnections,
                "acceptOtherConnections",
                problems);
        CapabilityRules.checkPackages(effective, packages, problems);
        if (requestsCertificates) {
            checkCertificates(effective, encrypted, problems);
        }
        if (effectiveConfig != null && effectiveConfigSupplier != null) {
            problems.add("the effective configuration is given both as a value and by a supplier: choose one");
        }
    }

    private void checkCertificates(Set<AgentCapability> effective, boolean encrypted, List<String> problems) {
        if (!effective.contains(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS)) {
            problems.add("certificateRequests(…) needs ACCEPTS_OPAMP_CONNECTION_SETTINGS: a certificate comes with"
                    + " connection settings");
        }
        if (!keepsSecrets()) {
            problems.add("certificateRequests(…) needs a state store that is durable, such as StateStore.file(…): the"
                    + " key of a request would be lost with the process");
        }
        if (!encrypted && !allowsPlaintextSettings) {
            problems.add("certificateRequests(…) needs an endpoint that is https or wss: nobody knows who would issue"
                    + " the certificate otherwise");
        }
    }

    private boolean keepsSecrets() {
        return stateStore != null && stateStore.isDurable();
    }

    /** Returns the specification of the agent; call {@link #check} first. */
    AgentSpec spec(
            Set<AgentCapability> effective,
            ConnectionTarget target,
            @Nullable Supplier<Map<String, List<String>>> headers) {
        session.description(requireNonNull(description, "description"))
                .capabilities(AgentCapability.mask(effective))
                .effectiveConfig(
                        effectiveConfig == null
                                ? null
                                : new EffectiveConfigReader(null, redaction).redacted(effectiveConfig))
                .effectiveConfigSupplied(effectiveConfigSupplier != null)
                .endpoint(target.endpoint().toString(), target.tls().hasClientCertificate())
                .maxSentBytes(target.limits().maxSentBytes())
                .attemptTimeout(target.timeouts().call().plus(TRANSPORT_GRACE));
        if (packages != null) {
            session.packages(
                    new PackageTerms(packages.policy(), packages.healthProbe().isPresent(), packages.healthWindow()));
        }
        return new AgentSpec(
                session.build(),
                target,
                headers,
                callbacks,
                logsFailures,
                configValidator,
                lastKnownGood,
                stateStore,
                effectiveConfigSupplier,
                redaction,
                new OfferPolicy(target, keepsSecrets(), allowsPlaintextSettings, allowsInsecureSettings),
                packages,
                random == null ? new LazySeededRandom() : random);
    }
}
