package program;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.otel.AmpOtel;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.net.URI;

// <document>
@Factory
@Requires(property = "opamp.endpoint")
class AmpAgent {
    @Singleton
    @Bean(preDestroy = "close")
    AmpOtel otel() {
        return AmpOtel.initOtel(); // AMP_OTEL_ENDPOINT, AMP_AGENT_API_KEY, OTEL_SERVICE_NAME
    }

    @Context
    @Bean(preDestroy = "close")
    OpampClient opamp(@Value("${opamp.endpoint}") URI endpoint, AmpOtel otel) {
        OpampClient client = OpampClient.builder(endpoint)
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .callbacks(new Callbacks())
                .build();
        client.start();
        return client;
    }

    static class Callbacks implements OpampCallbacks {
        @Override
        public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            return ConfigOutcome.applied();
        }
    }
}
// </document>
