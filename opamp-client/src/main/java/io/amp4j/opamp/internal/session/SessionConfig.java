package io.amp4j.opamp.internal.session;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.internal.checks.Checks;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link Session}. Its {@link Builder} is the only place with the defaults and checks of the protocol's options;
 * {@link io.amp4j.opamp.OpampClientBuilder} documents them for users.
 *
 * @param http whether the transport is plain HTTP; otherwise it is a WebSocket
 * @param capabilities bits of {@link AgentCapability}
 * @param instanceUid the uid to start with; null generates one
 * @param requestInstanceUid whether the server should assign a uid
 * @param description the description of the agent
 * @param instanceIdFromUid whether the text of the uid is added as {@code service.instance.id} if the description has none
 * @param health its health, if it reports it from the start
 * @param effectiveConfig its effective configuration, if it is known from the start
 * @param effectiveConfigSupplied whether the user supplies the effective configuration
 * @param components its components
 * @param customCapabilities its custom capabilities; null announces nothing
 * @param customNeedsServer whether custom messages are only for capabilities that the server has announced
 * @param customQueue how many custom messages may be queued
 * @param heartbeat the interval of heartbeats and polls
 * @param zeroHeartbeatDisables whether an offered interval of 0 stops the heartbeats on WebSocket
 * @param firstHeartbeatSpread the largest fraction of the interval by which the first heartbeat is sent earlier
 * @param backoff the waits after failures
 * @param maxRetries how often in a row a message with content is retried before the next regular heartbeat; empty for no limit
 * @param heartbeatMaxRetries the same for a heartbeat
 * @param maxSentBytes the size limit of sent messages; on WebSocket including the header of one byte
 * @param attemptTimeout after how long an attempt or a send fails if the transport reports nothing
 * @param replyTimeout how long the server may take to answer the first report on a WebSocket; zero for no limit
 * @param applyGrace how long a configuration may be in progress before the status APPLYING is reported
 * @param closeTimeout how long a graceful disconnect may take if the client itself is not closed
 * @param reapplyStoredConfig whether a stored configuration is applied again at the start
 * @param endpoint the endpoint that the program has set
 * @param hasCertificate whether the program has a client certificate
 * @param trialAttempts how often offered settings are tried before they are rolled back
 * @param trialTimeout for how long they are tried
 * @param bootstrapAfter after how many refusals in a row of offered credentials the settings of the program are tried; 0 for never
 * @param certificates when and how the agent requests a client certificate; null if it does not
 * @param packages the terms of packages; null if the agent accepts none
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
        double firstHeartbeatSpread,
        BackoffPolicy backoff,
        OptionalInt maxRetries,
        OptionalInt heartbeatMaxRetries,
        int maxSentBytes,
        Duration attemptTimeout,
        Duration replyTimeout,
        Duration applyGrace,
        Duration closeTimeout,
        boolean reapplyStoredConfig,
        String endpoint,
        boolean hasCertificate,
        int trialAttempts,
        Duration trialTimeout,
        int bootstrapAfter,
        @Nullable CertificateRequestPolicy certificates,
        @Nullable PackageTerms packages) {

    /** Returns a builder with the defaults of the client, which needs a description. */
    public static Builder builder(boolean http) {
        return new Builder(http);
    }

    /** Returns a builder with the defaults of the client. */
    public static Builder builder(boolean http, AgentDescription description) {
        return builder(http).description(description);
    }

    /**
     * Builds a configuration.
     *
     * @see io.amp4j.opamp.OpampClientBuilder
     */
    public static final class Builder {
        private final boolean http;
        private @Nullable AgentDescription description;
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
        private double firstHeartbeatSpread = 0.5;
        private BackoffPolicy backoff = BackoffPolicy.DEFAULT;
        private OptionalInt maxRetries = OptionalInt.empty();
        private OptionalInt heartbeatMaxRetries = OptionalInt.empty();
        private int maxSentBytes = 64 << 20;
        private Duration attemptTimeout = Duration.ofSeconds(75);
        private Duration replyTimeout = Duration.ofSeconds(30);
        private Duration applyGrace = Duration.ofMillis(500);
        private Duration closeTimeout = Duration.ofSeconds(5);
        private boolean reapplyStoredConfig = true;
        private String endpoint = "";
        private boolean hasCertificate;
        private int trialAttempts = 3;
        private Duration trialTimeout = Duration.ofMinutes(2);
        private int bootstrapAfter;
        private @Nullable CertificateRequestPolicy certificates;
        private @Nullable PackageTerms packages;

        private Builder(boolean http) {
            this.http = http;
        }

        public Builder description(AgentDescription value) {
            description = requireNonNull(value, "value");
            return this;
        }

        public Builder capabilities(long mask) {
            capabilities = mask;
            return this;
        }

        public Builder instanceUid(InstanceUid value) {
            instanceUid = requireNonNull(value, "value");
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

        public Builder health(ComponentHealth value) {
            health = requireNonNull(value, "value");
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

        public Builder components(AvailableComponents value) {
            components = requireNonNull(value, "value");
            return this;
        }

        public Builder customCapabilities(CustomCapabilities value) {
            customCapabilities = requireNonNull(value, "value");
            return this;
        }

        public Builder customNeedsServer(boolean value) {
            customNeedsServer = value;
            return this;
        }

        public Builder customQueue(int value) {
            customQueue = Checks.atLeast("customMessageQueue", 1, value);
            return this;
        }

        public Builder heartbeat(Duration value) {
            heartbeat = Checks.heartbeatInterval(value);
            return this;
        }

        public Builder zeroHeartbeatDisables(boolean value) {
            zeroHeartbeatDisables = value;
            return this;
        }

        public Builder firstHeartbeatSpread(double value) {
            firstHeartbeatSpread = Checks.share("firstHeartbeatSpread", value);
            return this;
        }

        public Builder backoff(BackoffPolicy value) {
            backoff = requireNonNull(value, "value");
            return this;
        }

        public Builder initialBackoff(Duration value) {
            return backoff(backoff.toBuilder().initial(value).build());
        }

        public Builder maxRetries(int value) {
            maxRetries = OptionalInt.of(Checks.atLeast("maxRetries", 0, value));
            return this;
        }

        public Builder heartbeatMaxRetries(int value) {
            heartbeatMaxRetries = OptionalInt.of(Checks.atLeast("heartbeatMaxRetries", 0, value));
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
            replyTimeout = Checks.notNegative("replyTimeout", value);
            return this;
        }

        public Builder applyGrace(Duration value) {
            applyGrace = value;
            return this;
        }

        public Builder closeTimeout(Duration value) {
            closeTimeout = Checks.notNegative("closeTimeout", value);
            return this;
        }

        public Builder reapplyStoredConfig(boolean value) {
            reapplyStoredConfig = value;
            return this;
        }

        public Builder endpoint(String value, boolean withCertificate) {
            endpoint = value;
            hasCertificate = withCertificate;
            return this;
        }

        public Builder trial(int attempts, Duration timeout) {
            trialAttempts = Checks.atLeast("attempts", 1, attempts);
            trialTimeout = Checks.positive("timeout", timeout);
            return this;
        }

        public Builder bootstrapAfter(int refusals) {
            bootstrapAfter = Checks.atLeast("refusals", 1, refusals);
            return this;
        }

        public Builder certificates(CertificateRequestPolicy value) {
            certificates = requireNonNull(value, "value");
            return this;
        }

        public Builder packages(PackageTerms value) {
            packages = requireNonNull(value, "value");
            return this;
        }

        public SessionConfig build() {
            return new SessionConfig(
                    http,
                    capabilities,
                    instanceUid,
                    requestInstanceUid,
                    requireNonNull(description, "description"),
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
                    firstHeartbeatSpread,
                    backoff,
                    maxRetries,
                    heartbeatMaxRetries,
                    maxSentBytes,
                    attemptTimeout,
                    replyTimeout,
                    applyGrace,
                    closeTimeout,
                    reapplyStoredConfig,
                    endpoint,
                    hasCertificate,
                    trialAttempts,
                    trialTimeout,
                    bootstrapAfter,
                    certificates,
                    packages);
        }
    }
}
