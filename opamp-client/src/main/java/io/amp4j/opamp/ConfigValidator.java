package io.amp4j.opamp;

/**
 * Looks at each remote configuration before the agent gets it, and may refuse it or take something out of it. What it refuses never reaches
 * {@link OpampCallbacks#onRemoteConfig}: the server is told FAILED with all reasons, and the agent goes on as before, or, if a configuration
 * before is still on trial, with the last good one. It sees a configuration each time
 * that is to be applied, so also the stored one after a restart and the last good one when the agent goes back. {@link ConfigRestrictions} is one
 * by rules. Source: OpAMP, "Configuration Restrictions".
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
@FunctionalInterface
public interface ConfigValidator {

    /**
     * Returns what is to become of a configuration. Called on the thread of the callbacks; may block, which delays this agent's callbacks alone.
     *
     * @throws Exception if the configuration cannot be judged; it is refused then, with the message as the reason
     */
    ConfigVerdict validate(RemoteConfig config) throws Exception;
}
