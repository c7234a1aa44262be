package io.amp4j.spring.boot.internal;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConfigVerdict;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.StateStore;
import io.amp4j.spring.boot.OpampClientCustomizer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;

/** Makes the application's OpAMP client of its properties. */
public final class OpampClients {
    private OpampClients() {}

    /** Accepts what the server offers. */
    private record AcceptRemoteConfig(RemoteConfigurer remote) implements OpampCallbacks {
        @Override
        public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            return remote.apply(config);
        }
    }

    /**
     * Returns a client that is not started.
     *
     * @throws IllegalStateException naming the property that is wrong
     */
    public static OpampClient create(
            ConfigurableEnvironment environment,
            OpampProperties properties,
            @Nullable String buildVersion,
            RemoteConfigurer remote,
            Instant startTime,
            List<OpampClientCustomizer> customizers) {
        OpampClientBuilder builder = builder(properties)
                .agent(description(environment, properties, buildVersion))
                .instanceIdFromUid(true)
                .health(ComponentHealth.builder(true)
                        .startTime(startTime)
                        .status("starting")
                        .build())
                .effectiveConfigSupplier(new ReportedEnvironment(
                        environment, properties.getReportedPrefixes(), remote.prefixes())::read);
        Path directory = properties.getStateDirectory();
        if (directory != null) {
            builder.stateStore(
                    properties.isStateOnSharedVolume()
                            ? StateStore.fileOnSharedVolume(directory)
                            : StateStore.file(directory));
        }
        if (remote.isOn()) {
            // The allowed prefixes are what restricts a configuration here; a customizer may restrict it further.
            builder.configValidator(config -> ConfigVerdict.accepted());
        }
        customizers.forEach(customizer -> customizer.customize(builder));
        if (remote.isOn()) {
            builder.callbacks(new AcceptRemoteConfig(remote));
        }
        return builder.build();
    }

    private static OpampClientBuilder builder(OpampProperties properties) {
        String endpoint = String.valueOf(properties.getEndpoint()).strip();
        OpampClientBuilder builder;
        try {
            builder = OpampClient.builder(URI.create(endpoint));
        } catch (IllegalArgumentException e) {
            // Its message may quote the address, and that may hold a password.
            throw new IllegalStateException(
                    "amp.opamp.endpoint is no address of an OpAMP server: http, https, ws or wss, a host, and no"
                            + " user or password");
        }
        try {
            return builder.headers(properties.getHeaders()).heartbeat(properties.getHeartbeat());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("amp.opamp.headers or amp.opamp.heartbeat is wrong: " + e.getMessage(), e);
        }
    }

    private static AgentDescription description(
            ConfigurableEnvironment environment, OpampProperties properties, @Nullable String buildVersion) {
        String name = OtelSettings.of(environment).find("otel.service.name");
        AgentDescription.Builder description = AgentDescription.builder()
                .identifying(
                        AgentDescription.SERVICE_NAME,
                        AttributeValue.of(name == null || name.isBlank() ? "application" : name.strip()));
        String version = properties.getServiceVersion() == null ? buildVersion : properties.getServiceVersion();
        if (version != null && !version.isBlank()) {
            description.identifying(AgentDescription.SERVICE_VERSION, AttributeValue.of(version.strip()));
        }
        return description.build();
    }
}
