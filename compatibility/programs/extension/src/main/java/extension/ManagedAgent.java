package extension;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import java.net.URI;

/** An extension of the OpenTelemetry Java agent that lets a server manage the agent: the smallest one that makes sense. */
public final class ManagedAgent implements AutoConfigurationCustomizerProvider {
    @Override
    public void customize(AutoConfigurationCustomizer autoConfiguration) {
        start("over-http", System.getProperty("managed.http"));
        start("over-websocket", System.getProperty("managed.websocket"));
    }

    private static void start(String name, String endpoint) {
        OpampClient.builder(URI.create(endpoint))
                .agent(AgentDescription.of(name, "1.0.0"))
                .callbacks(new OpampCallbacks() {
                    @Override
                    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                        return ConfigOutcome.applied();
                    }
                })
                .build()
                .start();
    }
}
