package io.amp4j.opamp.simulation;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.ComponentDetails;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.internal.session.PackageTerms;
import io.amp4j.opamp.internal.session.SessionConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that simulated agents have. */
final class Worlds {
    static final String CUSTOM_NAME = "io.example.simulation";
    static final CustomCapabilities CUSTOM = CustomCapabilities.of(List.of(CUSTOM_NAME));

    /** The longest that a server can keep an agent away here; after the faults everything is over within a few of these. */
    static final Duration LONGEST_THROTTLE = Duration.ofMinutes(5);

    static final int CUSTOM_QUEUE = 16;

    private static final long CAPABILITIES = AgentCapability.mask(List.of(
            AgentCapability.REPORTS_STATUS,
            AgentCapability.REPORTS_HEARTBEAT,
            AgentCapability.ACCEPTS_REMOTE_CONFIG,
            AgentCapability.REPORTS_REMOTE_CONFIG,
            AgentCapability.REPORTS_EFFECTIVE_CONFIG,
            AgentCapability.REPORTS_HEALTH,
            AgentCapability.REPORTS_AVAILABLE_COMPONENTS,
            AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS,
            AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS));
    private static final long PACKAGE_CAPABILITIES =
            AgentCapability.mask(List.of(AgentCapability.ACCEPTS_PACKAGES, AgentCapability.REPORTS_PACKAGE_STATUSES));

    private Worlds() {}

    /**
     * @param hasFunction whether a function decides about delays; the simulation answers in its place
     * @param certificates how it asks for a certificate; null if it does not
     * @param packages on which terms it takes packages; null if it takes none
     * @param returnsToBootstrap whether refused credentials lead back to the settings of the program
     */
    static SessionConfig config(
            boolean http,
            int agent,
            boolean hasFunction,
            boolean returnsToBootstrap,
            @Nullable CertificateRequestPolicy certificates,
            @Nullable PackageTerms packages) {
        BackoffPolicy.Builder backoff = BackoffPolicy.builder().throttleMax(LONGEST_THROTTLE);
        if (hasFunction) {
            backoff.function((attempt, failure) -> failure.retryIn());
        }
        SessionConfig.Builder session = SessionConfig.builder(http, description(agent, 0))
                .firstHeartbeatSpread(0)
                .capabilities(CAPABILITIES | (packages == null ? 0 : PACKAGE_CAPABILITIES))
                .endpoint(http ? "https://program.example/" : "wss://program.example/", false)
                .health(health(0))
                .effectiveConfig(effective(0))
                .components(components(0))
                .customCapabilities(CUSTOM)
                .customQueue(CUSTOM_QUEUE)
                .backoff(backoff.build());
        if (returnsToBootstrap) {
            session.bootstrapAfter(3);
        }
        if (certificates != null) {
            session.certificates(certificates);
        }
        if (packages != null) {
            session.packages(packages);
        }
        return session.build();
    }

    static AgentDescription description(int agent, int version) {
        return AgentDescription.of("agent-" + agent, "1.0." + version);
    }

    static ComponentHealth health(int version) {
        return version % 3 == 2
                ? ComponentHealth.unhealthy("trouble " + version)
                : ComponentHealth.builder(true).status("status " + version).build();
    }

    /** A configuration that the agent has of its own, without the server. */
    static EffectiveConfig effective(int version) {
        return EffectiveConfig.of(ConfigFile.yaml("local: " + version + "\n"));
    }

    static AvailableComponents components(int version) {
        return AvailableComponents.of(
                Map.of("receiver", ComponentDetails.of(Map.of("version", AttributeValue.of(version)))));
    }
}
