package io.amp4j.opamp;

/**
 * Checks each remote configuration before the agent gets it, and may refuse it or remove parts of it. A refused configuration never reaches
 * {@link OpampCallbacks#onRemoteConfig}: the client reports FAILED with all reasons, and the agent keeps its configuration, or, if an
 * earlier configuration is still being watched (see {@link LastKnownGood}), returns to the last good one. The validator is called each time
 * a configuration is to be applied, so also for the stored one after a restart and for the last good one when the agent returns to it.
 * {@link ConfigRestrictions} is a validator with rules. Source: OpAMP, "Configuration Restrictions".
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
@FunctionalInterface
public interface ConfigValidator {

    /**
     * Returns whether the agent gets the configuration, and in which form. Called on the callback thread; may block, which delays only this
     * agent's callbacks.
     *
     * @throws Exception if the configuration cannot be checked; it is then refused, with the exception's message as the reason
     */
    ConfigVerdict validate(RemoteConfig config) throws Exception;
}
