package io.amp4j.spring.boot.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** How an OpAMP server manages the application. */
@ConfigurationProperties("amp.opamp")
public final class OpampProperties {
    /** Whether the application connects to the server of amp.opamp.endpoint. */
    private boolean enabled = true;

    /** Address of the OpAMP server: http and https poll, ws and wss keep a WebSocket open. Without a path it gets /v1/opamp. */
    private @Nullable String endpoint;

    /** Headers of every request, such as Authorization. Never shown anywhere. */
    private final Map<String, String> headers = new LinkedHashMap<>();

    /** Interval of heartbeats, and of polls over HTTP. */
    private Duration heartbeat = Duration.ofSeconds(30);

    /** How often the health is read from Actuator and reported if it has changed. */
    private Duration healthInterval = Duration.ofSeconds(30);

    /** Directory of its own in which identity and remote configuration survive a restart. Without it they do not. */
    private @Nullable Path stateDirectory;

    /** Whether the state directory is on a volume whose other directories other users may write in, such as an emptyDir of Kubernetes. */
    private boolean stateOnSharedVolume;

    /** Version of the application as the server sees it. By default that of build-info, if there is one. */
    private @Nullable String serviceVersion;

    /** Prefixes of the properties that are reported as effective configuration, secrets masked; those that are allowed from remote are added. */
    private List<String> reportedPrefixes = new ArrayList<>(List.of("amp"));

    private final RemoteConfiguration remoteConfiguration = new RemoteConfiguration();

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public @Nullable String getEndpoint() {
        return endpoint;
    }

    public void setEndpoint(@Nullable String endpoint) {
        this.endpoint = endpoint;
    }

    public Map<String, String> getHeaders() {
        return headers;
    }

    public Duration getHeartbeat() {
        return heartbeat;
    }

    public void setHeartbeat(Duration heartbeat) {
        this.heartbeat = heartbeat;
    }

    public Duration getHealthInterval() {
        return healthInterval;
    }

    public void setHealthInterval(Duration healthInterval) {
        this.healthInterval = healthInterval;
    }

    public @Nullable Path getStateDirectory() {
        return stateDirectory;
    }

    public void setStateDirectory(@Nullable Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    public boolean isStateOnSharedVolume() {
        return stateOnSharedVolume;
    }

    public void setStateOnSharedVolume(boolean stateOnSharedVolume) {
        this.stateOnSharedVolume = stateOnSharedVolume;
    }

    public @Nullable String getServiceVersion() {
        return serviceVersion;
    }

    public void setServiceVersion(@Nullable String serviceVersion) {
        this.serviceVersion = serviceVersion;
    }

    public List<String> getReportedPrefixes() {
        return reportedPrefixes;
    }

    public void setReportedPrefixes(List<String> reportedPrefixes) {
        this.reportedPrefixes = reportedPrefixes;
    }

    public RemoteConfiguration getRemoteConfiguration() {
        return remoteConfiguration;
    }

    /** What the server may change. */
    public static final class RemoteConfiguration {
        /** Prefixes of the properties that the server may set. Without any the application accepts no remote configuration. */
        private List<String> allowedPrefixes = new ArrayList<>();

        public List<String> getAllowedPrefixes() {
            return allowedPrefixes;
        }

        public void setAllowedPrefixes(List<String> allowedPrefixes) {
            this.allowedPrefixes = allowedPrefixes;
        }
    }
}
