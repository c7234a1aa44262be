package io.amp4j.opamp;

import io.amp4j.opamp.internal.engine.Overrides;
import io.amp4j.opamp.packages.PackageOptions;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which capabilities this client supports, and which of them follow from the callbacks. */
final class CapabilityRules {

    private CapabilityRules() {}

    /** Returns {@code wanted} and the capabilities that every agent has. */
    static Set<AgentCapability> complete(Collection<AgentCapability> wanted) {
        Set<AgentCapability> all = EnumSet.of(AgentCapability.REPORTS_STATUS);
        all.addAll(wanted);
        return Collections.unmodifiableSet(all);
    }

    /**
     * Returns the capabilities of an agent with these callbacks.
     *
     * @param acceptsRemoteConfig what the user set; null if it follows from the callbacks; the same for {@code acceptsRestart}
     */
    static Set<AgentCapability> of(
            OpampCallbacks callbacks, @Nullable Boolean acceptsRemoteConfig, @Nullable Boolean acceptsRestart) {
        Set<AgentCapability> derived = EnumSet.of(AgentCapability.REPORTS_STATUS);
        if (acceptsRemoteConfig == null ? takesRemoteConfig(callbacks) : acceptsRemoteConfig) {
            derived.add(AgentCapability.ACCEPTS_REMOTE_CONFIG);
            derived.add(AgentCapability.REPORTS_REMOTE_CONFIG);
        }
        if (acceptsRestart == null ? takesRestart(callbacks) : acceptsRestart) {
            derived.add(AgentCapability.ACCEPTS_RESTART_COMMAND);
        }
        return derived;
    }

    /**
     * Adds the capabilities for offered connections that an agent with these callbacks has.
     *
     * @param accepts what the user set for OpAMP connections; null if it follows from the callbacks
     * @param acceptsOthers the same for other connections
     * @param signals the kinds of own telemetry that the user names; null if it follows from the callbacks
     */
    static void connections(
            Set<AgentCapability> derived,
            OpampCallbacks callbacks,
            @Nullable Boolean accepts,
            @Nullable Boolean acceptsOthers,
            @Nullable Set<TelemetryDestination.Signal> signals) {
        int before = derived.size();
        if (accepts == null ? Overrides.has(callbacks, "onConnectionSettings") : accepts) {
            derived.add(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS);
        }
        Set<TelemetryDestination.Signal> all = EnumSet.allOf(TelemetryDestination.Signal.class);
        for (TelemetryDestination.Signal signal : signals != null
                ? signals
                : takesOwnTelemetry(callbacks) ? all : Set.<TelemetryDestination.Signal>of()) {
            derived.add(
                    switch (signal) {
                        case METRICS -> AgentCapability.REPORTS_OWN_METRICS;
                        case TRACES -> AgentCapability.REPORTS_OWN_TRACES;
                        case LOGS -> AgentCapability.REPORTS_OWN_LOGS;
                    });
        }
        if (acceptsOthers == null ? takesOtherConnections(callbacks) : acceptsOthers) {
            derived.add(AgentCapability.ACCEPTS_OTHER_CONNECTION_SETTINGS);
        }
        if (derived.size() > before) {
            derived.add(AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS);
        }
    }

    private static boolean takesOwnTelemetry(OpampCallbacks callbacks) {
        return Overrides.has(callbacks, "onOwnTelemetry");
    }

    private static boolean takesOtherConnections(OpampCallbacks callbacks) {
        return Overrides.has(callbacks, "onOtherConnection");
    }

    /** Adds to {@code problems} the {@code capabilities} whose method {@code callbacks} do not override. */
    static void check(Set<AgentCapability> capabilities, OpampCallbacks callbacks, List<String> problems) {
        if (capabilities.contains(AgentCapability.ACCEPTS_REMOTE_CONFIG) && !takesRemoteConfig(callbacks)) {
            problems.add("ACCEPTS_REMOTE_CONFIG needs callbacks that override onRemoteConfig");
        }
        if (capabilities.contains(AgentCapability.ACCEPTS_RESTART_COMMAND) && !takesRestart(callbacks)) {
            problems.add("ACCEPTS_RESTART_COMMAND needs callbacks that override onRestart");
        }
        for (AgentCapability signal : List.of(
                AgentCapability.REPORTS_OWN_METRICS,
                AgentCapability.REPORTS_OWN_TRACES,
                AgentCapability.REPORTS_OWN_LOGS)) {
            if (capabilities.contains(signal) && !takesOwnTelemetry(callbacks)) {
                problems.add(signal + " needs callbacks that override onOwnTelemetry");
            }
        }
        if (capabilities.contains(AgentCapability.ACCEPTS_OTHER_CONNECTION_SETTINGS)
                && !takesOtherConnections(callbacks)) {
            problems.add("ACCEPTS_OTHER_CONNECTION_SETTINGS needs callbacks that override onOtherConnection");
        }
    }

    /** @throws IllegalArgumentException if {@code wanted} has a capability of packages and the agent was built without packages */
    static void requirePackages(Set<AgentCapability> wanted, boolean takesPackages) {
        if (!takesPackages
                && (wanted.contains(AgentCapability.ACCEPTS_PACKAGES)
                        || wanted.contains(AgentCapability.REPORTS_PACKAGE_STATUSES))) {
            throw new IllegalArgumentException(
                    "ACCEPTS_PACKAGES and REPORTS_PACKAGE_STATUSES are for a client that is built"
                            + " with packages(…)");
        }
    }

    /** Adds to {@code problems} where capabilities contradict the options for packages. */
    static void checkPackages(
            Set<AgentCapability> capabilities, @Nullable PackageOptions packages, List<String> problems) {
        boolean accepts = capabilities.contains(AgentCapability.ACCEPTS_PACKAGES);
        boolean reports = capabilities.contains(AgentCapability.REPORTS_PACKAGE_STATUSES);
        if (packages == null && (accepts || reports)) {
            problems.add("ACCEPTS_PACKAGES and REPORTS_PACKAGE_STATUSES need packages(…)");
        }
        if (packages != null && accepts && !reports) {
            problems.add(
                    "ACCEPTS_PACKAGES needs REPORTS_PACKAGE_STATUSES, or the server never learns what became of them");
        }
    }

    /** Adds to {@code problems} where an option for one capability contradicts the list of all capabilities that the user gave. */
    static void checkExplicit(
            Set<AgentCapability> all,
            AgentCapability capability,
            @Nullable Boolean said,
            String option,
            List<String> problems) {
        if (said != null && said != all.contains(capability)) {
            problems.add("capabilities(…) and " + option + "(" + said + ") contradict each other: leave out one");
        }
    }

    private static boolean takesRemoteConfig(OpampCallbacks callbacks) {
        return Overrides.has(callbacks, "onRemoteConfig");
    }

    private static boolean takesRestart(OpampCallbacks callbacks) {
        return Overrides.has(callbacks, "onRestart");
    }
}
