package io.amp4j.opamp;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an agent can do, as one bit each. Constants may be added: a {@code switch} over them needs a default branch.
 *
 * @since 0.1.0
 */
public enum AgentCapability {
    /** The agent reports its status. Always set. */
    REPORTS_STATUS(0x1),
    /** The agent accepts a configuration from the server. */
    ACCEPTS_REMOTE_CONFIG(0x2),
    /** The agent reports the configuration it runs with. */
    REPORTS_EFFECTIVE_CONFIG(0x4),
    /** The agent accepts offers of packages. */
    @Experimental(Experimental.Stage.BETA)
    ACCEPTS_PACKAGES(0x8),
    /** The agent reports the status of its packages. */
    @Experimental(Experimental.Stage.BETA)
    REPORTS_PACKAGE_STATUSES(0x10),
    /** The agent can send its own traces where the server says. */
    @Experimental(Experimental.Stage.BETA)
    REPORTS_OWN_TRACES(0x20),
    /** The agent can send its own metrics where the server says. */
    @Experimental(Experimental.Stage.BETA)
    REPORTS_OWN_METRICS(0x40),
    /** The agent can send its own logs where the server says. */
    @Experimental(Experimental.Stage.BETA)
    REPORTS_OWN_LOGS(0x80),
    /** The agent accepts settings for the connection to the server itself. */
    @Experimental(Experimental.Stage.BETA)
    ACCEPTS_OPAMP_CONNECTION_SETTINGS(0x100),
    /** The agent accepts settings for connections of its own. */
    @Experimental(Experimental.Stage.BETA)
    ACCEPTS_OTHER_CONNECTION_SETTINGS(0x200),
    /** The agent restarts on command. */
    @Experimental(Experimental.Stage.BETA)
    ACCEPTS_RESTART_COMMAND(0x400),
    /** The agent reports its health. */
    @Experimental(Experimental.Stage.BETA)
    REPORTS_HEALTH(0x800),
    /** The agent reports how far it is with a remote configuration. */
    REPORTS_REMOTE_CONFIG(0x1000),
    /** The agent sends heartbeats, at the interval that the server sets. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    REPORTS_HEARTBEAT(0x2000),
    /** The agent reports the components that it could use. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    REPORTS_AVAILABLE_COMPONENTS(0x4000),
    /** The agent reports how far it is with offered connection settings. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    REPORTS_CONNECTION_SETTINGS_STATUS(0x8000);

    /** All bits that have a meaning. */
    public static final long DEFINED_MASK = 0xFFFF;

    private final long bit;

    AgentCapability(long bit) {
        this.bit = bit;
    }

    /** Returns the bit of this capability in a mask. */
    public long bit() {
        return bit;
    }

    /** Returns whether this capability is in {@code mask}. */
    public boolean isIn(long mask) {
        return (mask & bit) != 0;
    }

    /** Returns the mask with the bits of all {@code capabilities}. */
    public static long mask(Collection<AgentCapability> capabilities) {
        long mask = 0;
        for (AgentCapability capability : Copies.list(capabilities, "capabilities")) {
            mask |= capability.bit;
        }
        return mask;
    }

    /** Returns the capabilities in {@code mask}; bits without a meaning are ignored. */
    public static Set<AgentCapability> fromMask(long mask) {
        Set<AgentCapability> capabilities = EnumSet.noneOf(AgentCapability.class);
        for (AgentCapability capability : values()) {
            if (capability.isIn(mask)) {
                capabilities.add(capability);
            }
        }
        return Collections.unmodifiableSet(capabilities);
    }
}
