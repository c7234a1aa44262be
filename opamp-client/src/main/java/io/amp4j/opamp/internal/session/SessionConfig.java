package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Session} is made with.
 *
 * @param http whether the transport is plain HTTP; otherwise it is a WebSocket
 * @param capabilities bits of {@link AgentCapability}
 * @param instanceUid the uid to start with; null generates one
 * @param requestInstanceUid whether the server is to assign a uid
 * @param description who the agent is
 * @param instanceIdFromUid whether the text of the uid stands in where the description has no {@code service.instance.id}
 * @param health its health, if it reports it from the start
 * @param effectiveConfig its effective configuration, if it is known from the start
 * @param effectiveConfigSupplied whether the user is to be asked for the effective configuration
 * @param components its components
 * @param customCapabilities its custom capabilities; null announces nothing
 * @param customNeedsServer whether custom messages are only for capabilities that the server has announced
 * @param customQueue how many custom messages may wait
 * @param heartbeat the interval of heartbeats and polls
 * @param zeroHeartbeatDisables whether an offered interval of 0 stops the heartbeats on WebSocket
 * @param backoff the waits after failures
 * @param maxRetries how often in a row a message with content is retried before the next regular heartbeat; empty: without end
 * @param heartbeatMaxRetries the same for a heartbeat
 * @param maxSentBytes the size limit of what is sent; on WebSocket with the header of one byte
 * @param attemptTimeout after how long an attempt or a send is given up though the transport says nothing
 * @param replyTimeout how long the server may take to answer the first report on a WebSocket; zero: for ever
 * @param applyGrace how long a configuration may be in work before the server is told so
 * @param closeTimeout how long saying goodbye may take when it is not the end of the client
 * @param reapplyStoredConfig whether a stored configuration is applied again at the start
 */
public record SessionConfig(
        boolean http,
        long capabilities,
        @Nullable InstanceUid instanceUid,
        boolean requestInstanceUid,
        AgentDescription description,
        boolean instanceIdFromUid,
        @Nullable ComponentHealth health,
        @Nullable EffectiveConfig effectiveConfig,
        boolean effectiveConfigSupplied,
        @Nullable AvailableComponents components,
        @Nullable CustomCapabilities customCapabilities,
        boolean customNeedsServer,
        int customQueue,
        Duration heartbeat,
        boolean zeroHeartbeatDisables,
        BackoffPolicy backoff,
        OptionalInt maxRetries,
        OptionalInt heartbeatMaxRetries,
        int maxSentBytes,
        Duration attemptTimeout,
        Duration replyTimeout,
        Duration applyGrace,
        Duration closeTimeout,
        boolean reapplyStoredConfig) {

    /** Returns a builder with the defaults of the client. */
    public static Builder builder(boolean http, AgentDescription description) {
        return new Builder(http, description);
    }

    /** Collects the parts of a configuration. */
    public static final class Builder {
        private final boolean http;
        private final AgentDescription description;
        private long capabilities = AgentCapability.REPORTS_STATUS.bit() | AgentCapability.REPORTS_HEARTBEAT.bit();
        private @Nullable InstanceUid instanceUid;
        private boolean requestInstanceUid;
        private boolean instanceIdFromUid;
        private @Nullable ComponentHealth health;
        private @Nullable EffectiveConfig effectiveConfig;
        private boolean effectiveConfigSupplied;
        private @Nullable AvailableComponents components;
        private @Nullable CustomCapabilities customCapabilities;
        private boolean customNeedsServer = true;
        private int customQueue = 64;
        private Duration heartbeat = Duration.ofSeconds(30);
        private boolean zeroHeartbeatDisables = true;
        private BackoffPolicy backoff = BackoffPolicy.DEFAULT;
        private OptionalInt maxRetries = OptionalInt.empty();
        private OptionalInt heartbeatMaxRetries = OptionalInt.empty();
        private int maxSentBytes = 64 << 20;
        private Duration attemptTimeout = Duration.ofSeconds(75);
        private Duration replyTimeout = Duration.ofSeconds(30);
        private Duration applyGrace = Duration.ofMillis(500);
        private Duration closeTimeout = Duration.ofSeconds(5);
        private boolean reapplyStoredConfig = true;

        private Builder(boolean http, AgentDescription description) {
            this.http = http;
            this.description = description;
        }

        public Builder capabilities(long mask) {
            capabilities = mask;
            return this;
        }

        public Builder instanceUid(@Nullable InstanceUid value) {
            instanceUid = value;
            return this;
        }

        public Builder requestInstanceUid(boolean value) {
            requestInstanceUid = value;
            return this;
        }

        public Builder instanceIdFromUid(boolean value) {
            instanceIdFromUid = value;
            return this;
        }

        public Builder health(@Nullable ComponentHealth value) {
            health = value;
            return this;
        }

        public Builder effectiveConfig(@Nullable EffectiveConfig value) {
            effectiveConfig = value;
            return this;
        }

        public Builder effectiveConfigSupplied(boolean value) {
            effectiveConfigSupplied = value;
            return this;
        }

        public Builder components(@Nullable AvailableComponents value) {
            components = value;
            return this;
        }

        public Builder customCapabilities(@Nullable CustomCapabilities value) {
            customCapabilities = value;
            return this;
        }

        public Builder customNeedsServer(boolean value) {
            customNeedsServer = value;
            return this;
        }

        public Builder customQueue(int value) {
            customQueue = value;
            return this;
        }

        public Builder heartbeat(Duration value) {
            heartbeat = value;
            return this;
        }

        public Builder zeroHeartbeatDisables(boolean value) {
            zeroHeartbeatDisables = value;
            return this;
        }

        public Builder backoff(BackoffPolicy value) {
            backoff = value;
            return this;
        }

        public Builder maxRetries(OptionalInt value) {
            maxRetries = value;
            return this;
        }

        public Builder heartbeatMaxRetries(OptionalInt value) {
            heartbeatMaxRetries = value;
            return this;
        }

        public Builder maxSentBytes(int value) {
            maxSentBytes = value;
            return this;
        }

        public Builder attemptTimeout(Duration value) {
            attemptTimeout = value;
            return this;
        }

        public Builder replyTimeout(Duration value) {
            replyTimeout = value;
            return this;
        }

        public Builder applyGrace(Duration value) {
            applyGrace = value;
            return this;
        }

        public Builder closeTimeout(Duration value) {
            closeTimeout = value;
            return this;
        }

        public Builder reapplyStoredConfig(boolean value) {
            reapplyStoredConfig = value;
            return this;
        }

        public SessionConfig build() {
            return new SessionConfig(
                    http,
                    capabilities,
                    instanceUid,
                    requestInstanceUid,
                    description,
                    instanceIdFromUid,
                    health,
                    effectiveConfig,
                    effectiveConfigSupplied,
                    components,
                    customCapabilities,
                    customNeedsServer,
                    customQueue,
                    heartbeat,
                    zeroHeartbeatDisables,
                    backoff,
                    maxRetries,
                    heartbeatMaxRetries,
                    maxSentBytes,
                    attemptTimeout,
                    replyTimeout,
                    applyGrace,
                    closeTimeout,
                    reapplyStoredConfig);
        }
    }
}
