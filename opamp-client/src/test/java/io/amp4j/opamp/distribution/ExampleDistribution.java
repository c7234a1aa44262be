package io.amp4j.opamp.distribution;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.RemoteConfig;
import java.time.Duration;

/** Stands for a distribution with an OpAMP client inside: it applies the level that it is offered. */
final class ExampleDistribution implements OpampCallbacks, AutoCloseable {
    private final OpampClient client;
    private volatile String level = "info";

    ExampleDistribution(OpampClientBuilder builder) {
        client = builder.agent(AgentDescription.of("example", "1.0.0"))
                .heartbeat(Duration.ofSeconds(30))
                .callbacks(this)
                .build();
        client.start();
    }

    @Override
    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
        ConfigFile file = config.files().get("distro.yaml");
        if (file == null) {
            return ConfigOutcome.ignored();
        }
        level = file.text().replace("level: ", "");
        return ConfigOutcome.applied();
    }

    String level() {
        return level;
    }

    OpampClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }
}
