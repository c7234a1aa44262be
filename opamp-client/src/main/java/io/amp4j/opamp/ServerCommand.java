package io.amp4j.opamp;

/**
 * A command of the server to the agent. Constants may be added: a {@code switch} over them needs a default branch.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public enum ServerCommand {
    /** The agent must restart. */
    RESTART,
    /** A command that this client does not know; it is ignored. */
    UNKNOWN
}
