package io.amp4j.spring.boot;

import io.amp4j.opamp.OpampClientBuilder;

/**
 * A bean that sets options of the application's OpAMP client for which there is no property, such as TLS, a proxy or rotated credentials.
 * Called once, in the order of the beans, after the properties were applied. Callbacks that are set here are replaced if the application
 * accepts a remote configuration.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OpampClientCustomizer {
    /** Changes the builder. */
    void customize(OpampClientBuilder builder);
}
