package io.amp4j.spring.boot;

import io.amp4j.opamp.OpampClient;
import io.amp4j.otel.AmpOtel;
import io.amp4j.spring.boot.internal.AmpEndpoint;
import io.amp4j.spring.boot.internal.RemoteConfigurer;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Configures the Actuator endpoint {@code amp}, if there is something for it to show.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = {AmpOtelAutoConfiguration.class, AmpOpampAutoConfiguration.class})
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@Conditional(AmpEndpointAutoConfiguration.AnyConnection.class)
public final class AmpEndpointAutoConfiguration {
    /** Called by Spring. */
    AmpEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(endpoint = AmpEndpoint.class)
    AmpEndpoint ampEndpoint(
            ObjectProvider<AmpOtel> otel,
            ObjectProvider<OpampClient> opamp,
            ObjectProvider<RemoteConfigurer> remote,
            Environment environment) {
        return new AmpEndpoint(
                Optional.ofNullable(otel.getIfAvailable()),
                Optional.ofNullable(opamp.getIfAvailable()),
                Optional.ofNullable(remote.getIfAvailable()),
                environment.getProperty("amp.opamp.endpoint", ""));
    }

    static final class AnyConnection extends AnyNestedCondition {
        AnyConnection() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(AmpOtel.class)
        static final class Otel {}

        @ConditionalOnBean(OpampClient.class)
        static final class Opamp {}
    }
}
