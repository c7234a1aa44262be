package io.amp4j.opamp.packages;

import io.amp4j.opamp.Experimental;

/**
 * The place of a package in an agent. Constants may be added.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public enum PackageType {
    /** The agent itself, or a part of it that stands alone. */
    TOP_LEVEL,
    /** Something that extends the agent. */
    ADDON
}
