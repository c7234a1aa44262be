package program;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.otel.AmpOtel;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;

// <document>
@Singleton
public class AmpAgent {
    private final AmpOtel otel = AmpOtel.initOtel(); // AMP_OTEL_ENDPOINT, AMP_AGENT_API_KEY, OTEL_SERVICE_NAME
    private final OpampClient opamp;

    public AmpAgent(@ConfigProperty(name = "opamp.endpoint", defaultValue = "ws://localhost:4320") URI endpoint) {
        opamp = OpampClient.builder(endpoint)
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .callbacks(new Callbacks()) // no bean: a proxy would seem to override every method
                .build();
        opamp.start();
    }

    @Produces
    @Singleton
    OpenTelemetry openTelemetry() {
        return otel.openTelemetry();
    }

    @PreDestroy
    void close() {
        opamp.close();
        otel.close();
    }

    static class Callbacks implements OpampCallbacks {
        @Override
        public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            return ConfigOutcome.applied();
        }
    }
}
// </document>
