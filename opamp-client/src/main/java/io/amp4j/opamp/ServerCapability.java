package io.amp4j.opamp;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a server can do, as one bit each. Constants may be added: a {@code switch} over them needs a default branch.
 *
 * @since 0.1.0
 */
public enum ServerCapability {
    /** The server accepts status reports. Always set. */
    ACCEPTS_STATUS(0x1),
    /** The server may offer a configuration. */
    OFFERS_REMOTE_CONFIG(0x2),
    /** The server accepts the configuration that the agent runs with. */
    ACCEPTS_EFFECTIVE_CONFIG(0x4),
    /** The server may offer packages. */
    @Experimental(Experimental.Stage.BETA)
    OFFERS_PACKAGES(0x8),
    /** The server accepts the status of packages. */
    @Experimental(Experimental.Stage.BETA)
    ACCEPTS_PACKAGES_STATUS(0x10),
    /** The server may offer connection settings. */
    @Experimental(Experimental.Stage.BETA)
    OFFERS_CONNECTION_SETTINGS(0x20),
    /** The server accepts requests for connection settings. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    ACCEPTS_CONNECTION_SETTINGS_REQUEST(0x40);

    /** All bits that have a meaning. */
    public static final long DEFINED_MASK = 0x7F;

    private final long bit;

    ServerCapability(long bit) {
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
    public static long mask(Collection<ServerCapability> capabilities) {
        long mask = 0;
        for (ServerCapability capability : Copies.list(capabilities, "capabilities")) {
            mask |= capability.bit;
        }
        return mask;
    }

    /** Returns the capabilities in {@code mask}; bits without a meaning are ignored. */
    public static Set<ServerCapability> fromMask(long mask) {
        Set<ServerCapability> capabilities = EnumSet.noneOf(ServerCapability.class);
        for (ServerCapability capability : values()) {
            if (capability.isIn(mask)) {
                capabilities.add(capability);
            }
        }
        return Collections.unmodifiableSet(capabilities);
    }
}
