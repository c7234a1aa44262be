package io.amp4j.opamp;

import io.amp4j.opamp.internal.engine.Overrides;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which capabilities this client supports, and which of them callbacks stand for. */
final class CapabilityRules {

    private static final Set<AgentCapability> SUPPORTED = Collections.unmodifiableSet(EnumSet.of(
            AgentCapability.REPORTS_STATUS,
            AgentCapability.ACCEPTS_REMOTE_CONFIG,
            AgentCapability.REPORTS_EFFECTIVE_CONFIG,
            AgentCapability.ACCEPTS_RESTART_COMMAND,
            AgentCapability.REPORTS_HEALTH,
            AgentCapability.REPORTS_REMOTE_CONFIG,
            AgentCapability.REPORTS_HEARTBEAT,
            AgentCapability.REPORTS_AVAILABLE_COMPONENTS));

    private CapabilityRules() {}

    /**
     * Returns {@code wanted} with what every agent has.
     *
     * @throws IllegalArgumentException if there is one that this client does not support
     */
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

    /** Returns what an agent with these callbacks can do. */
    static Set<AgentCapability> of(OpampCallbacks callbacks) {
        Set<AgentCapability> derived = EnumSet.of(AgentCapability.REPORTS_STATUS);
        if (takesRemoteConfig(callbacks)) {
            derived.add(AgentCapability.ACCEPTS_REMOTE_CONFIG);
            derived.add(AgentCapability.REPORTS_REMOTE_CONFIG);
        }
        if (takesRestart(callbacks)) {
            derived.add(AgentCapability.ACCEPTS_RESTART_COMMAND);
        }
        return derived;
    }

    /** Adds to {@code problems} what {@code capabilities} promise and {@code callbacks} do not keep. */
    static void check(Set<AgentCapability> capabilities, OpampCallbacks callbacks, List<String> problems) {
        if (capabilities.contains(AgentCapability.ACCEPTS_REMOTE_CONFIG) && !takesRemoteConfig(callbacks)) {
            problems.add("ACCEPTS_REMOTE_CONFIG needs callbacks that override onRemoteConfig");
        }
        if (capabilities.contains(AgentCapability.ACCEPTS_RESTART_COMMAND) && !takesRestart(callbacks)) {
            problems.add("ACCEPTS_RESTART_COMMAND needs callbacks that override onRestart");
        }
    }

    private static boolean takesRemoteConfig(OpampCallbacks callbacks) {
        return Overrides.has(callbacks, "onRemoteConfig", RemoteConfig.class);
    }

    private static boolean takesRestart(OpampCallbacks callbacks) {
        return Overrides.has(callbacks, "onRestart");
    }
}
