package io.amp4j.spring.boot;

import io.amp4j.opamp.OpampClient;
import io.amp4j.spring.boot.internal.Boot3Health;
import io.amp4j.spring.boot.internal.Boot4Health;
import io.amp4j.spring.boot.internal.HealthSource;
import io.amp4j.spring.boot.internal.ManagedApplication;
import io.amp4j.spring.boot.internal.OnAmpOpamp;
import io.amp4j.spring.boot.internal.OpampClients;
import io.amp4j.spring.boot.internal.OpampProperties;
import io.amp4j.spring.boot.internal.RemoteConfigurer;
import io.amp4j.spring.boot.internal.SpringCloud;
import java.time.Instant;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Connects the application to the OpAMP server of {@code amp.opamp.endpoint}: description, health, effective configuration and, if prefixes
 * are allowed, remote configuration. Backs off if the application has an {@link OpampClient} bean.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.health.HealthEndpointAutoConfiguration",
            "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration",
            "org.springframework.boot.autoconfigure.info.ProjectInfoAutoConfiguration"
        })
@Conditional(OnAmpOpamp.class)
@ConditionalOnMissingBean(OpampClient.class)
@EnableConfigurationProperties(OpampProperties.class)
public final class AmpOpampAutoConfiguration {
    private final Instant startTime = Instant.now();

    /** Called by Spring. */
    AmpOpampAutoConfiguration() {}

    /** Not lazy, because it inspects the beans of the application before any configuration arrives. */
    @Bean
    @Lazy(false)
    RemoteConfigurer ampRemoteConfigurer(ConfigurableApplicationContext context, OpampProperties properties) {
        return new RemoteConfigurer(
                context, properties.getRemoteConfiguration().getAllowedPrefixes(), SpringCloud.refresh(context));
    }

    @Bean(destroyMethod = "close")
    OpampClient opampClient(
            ConfigurableEnvironment environment,
            OpampProperties properties,
            ObjectProvider<BuildProperties> build,
            RemoteConfigurer remote,
            ObjectProvider<OpampClientCustomizer> customizers) {
        return OpampClients.create(
                environment,
                properties,
                build.stream().findFirst().map(BuildProperties::getVersion).orElse(null),
                remote,
                startTime,
                customizers.orderedStream().toList());
    }

    @Bean
    @Lazy(false)
    ManagedApplication ampManagedApplication(
            OpampClient client, OpampProperties properties, ObjectProvider<HealthSource> health) {
        return new ManagedApplication(
                client, Optional.ofNullable(health.getIfAvailable()), properties.getHealthInterval(), startTime);
    }

    /** Actuator of Spring Boot 3. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthEndpoint")
    static class Boot3 {
        @Bean
        @ConditionalOnBean(type = "org.springframework.boot.actuate.health.HealthEndpoint")
        HealthSource ampHealthSource(org.springframework.boot.actuate.health.HealthEndpoint endpoint) {
            return new Boot3Health(endpoint);
        }
    }

    /** Actuator of Spring Boot 4. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.actuate.endpoint.HealthEndpoint")
    static class Boot4 {
        @Bean
        @ConditionalOnBean(type = "org.springframework.boot.health.actuate.endpoint.HealthEndpoint")
        HealthSource ampHealthSource(org.springframework.boot.health.actuate.endpoint.HealthEndpoint endpoint) {
            return new Boot4Health(endpoint);
        }
    }
}
