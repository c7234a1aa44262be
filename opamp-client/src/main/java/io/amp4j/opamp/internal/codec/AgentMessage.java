package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfigStatus;
import org.jspecify.annotations.Nullable;

/**
 * One message to the server. Null components are left out of the message.
 *
 * @param sequenceNumber unsigned
 * @param capabilities bits of {@link io.amp4j.opamp.AgentCapability}
 * @param flags see {@link #REQUEST_INSTANCE_UID}
 * @param areComponentsListed whether {@code availableComponents} go out in full, or only by their hash
 * @param certificateRequest a request for a certificate of the connection to the server: PKCS #10 in PEM
 * @param isDisconnect whether this is the last message, with an {@code AgentDisconnect} in it
 */
public record AgentMessage(
        InstanceUid instanceUid,
        long sequenceNumber,
        long capabilities,
        long flags,
        @Nullable AgentDescription agentDescription,
        @Nullable ComponentHealth health,
        @Nullable EffectiveConfig effectiveConfig,
        @Nullable RemoteConfigStatus remoteConfigStatus,
        @Nullable ConnectionSettingsStatus connectionSettingsStatus,
        @Nullable CustomCapabilities customCapabilities,
        @Nullable CustomMessage customMessage,
        @Nullable AvailableComponents availableComponents,
        boolean areComponentsListed,
        @Nullable PackageStatuses packageStatuses,
        @Nullable Bytes certificateRequest,
        boolean isDisconnect) {
    /** The flag with which an agent requests an instance uid from the server. */
    public static final long REQUEST_INSTANCE_UID = 0x1;

    /** Returns a builder of a message with only the fields that every message has. */
    public static Builder builder(InstanceUid instanceUid, long sequenceNumber, long capabilities) {
        return new Builder(instanceUid, sequenceNumber, capabilities);
    }

    /** Returns whether this message has only the fields that every message has. */
    public boolean isHeartbeat() {
        return equals(builder(instanceUid, sequenceNumber, capabilities).build());
    }

    /** Returns this message with another identity and number. */
    public AgentMessage stamped(InstanceUid newInstanceUid, long newSequenceNumber) {
        return new AgentMessage(
                newInstanceUid,
                newSequenceNumber,
                capabilities,
                flags,
                agentDescription,
                health,
                effectiveConfig,
                remoteConfigStatus,
                connectionSettingsStatus,
                customCapabilities,
                customMessage,
                availableComponents,
                areComponentsListed,
                packageStatuses,
                certificateRequest,
                isDisconnect);
    }

    /** Builds a message. */
    public static final class Builder {
        private final InstanceUid instanceUid;
        private final long sequenceNumber;
        private final long capabilities;
        private long flags;
        private @Nullable AgentDescription agentDescription;
        private @Nullable ComponentHealth health;
        private @Nullable EffectiveConfig effectiveConfig;
        private @Nullable RemoteConfigStatus remoteConfigStatus;
        private @Nullable ConnectionSettingsStatus connectionSettingsStatus;
        private @Nullable CustomCapabilities customCapabilities;
        private @Nullable CustomMessage customMessage;
        private @Nullable AvailableComponents availableComponents;
        private boolean areComponentsListed;
        private @Nullable PackageStatuses packageStatuses;
        private @Nullable Bytes certificateRequest;
        private boolean isDisconnect;

        private Builder(InstanceUid instanceUid, long sequenceNumber, long capabilities) {
            this.instanceUid = instanceUid;
            this.sequenceNumber = sequenceNumber;
            this.capabilities = capabilities;
        }

        public Builder flags(long flags) {
            this.flags = flags;
            return this;
        }

        public Builder agentDescription(@Nullable AgentDescription agentDescription) {
            this.agentDescription = agentDescription;
            return this;
        }

        public Builder health(@Nullable ComponentHealth health) {
            this.health = health;
            return this;
        }

        public Builder effectiveConfig(@Nullable EffectiveConfig effectiveConfig) {
            this.effectiveConfig = effectiveConfig;
            return this;
        }

        public Builder remoteConfigStatus(@Nullable RemoteConfigStatus remoteConfigStatus) {
            this.remoteConfigStatus = remoteConfigStatus;
            return this;
        }

        public Builder connectionSettingsStatus(@Nullable ConnectionSettingsStatus connectionSettingsStatus) {
            this.connectionSettingsStatus = connectionSettingsStatus;
            return this;
        }

        public Builder customCapabilities(@Nullable CustomCapabilities customCapabilities) {
            this.customCapabilities = customCapabilities;
            return this;
        }

        public Builder customMessage(@Nullable CustomMessage customMessage) {
            this.customMessage = customMessage;
            return this;
        }

        /** Announces the components by their hash; {@code listed} sends them in full as well. */
        public Builder availableComponents(@Nullable AvailableComponents availableComponents, boolean listed) {
            this.availableComponents = availableComponents;
            this.areComponentsListed = availableComponents != null && listed;
            return this;
        }

        public Builder packageStatuses(@Nullable PackageStatuses packageStatuses) {
            this.packageStatuses = packageStatuses;
            return this;
        }

        public Builder certificateRequest(@Nullable Bytes certificateRequest) {
            this.certificateRequest = certificateRequest;
            return this;
        }

        /** Adds {@code AgentDisconnect}. */
        public Builder disconnect() {
            this.isDisconnect = true;
            return this;
        }

        public AgentMessage build() {
            return new AgentMessage(
                    instanceUid,
                    sequenceNumber,
                    capabilities,
                    flags,
                    agentDescription,
                    health,
                    effectiveConfig,
                    remoteConfigStatus,
                    connectionSettingsStatus,
                    customCapabilities,
                    customMessage,
                    availableComponents,
                    areComponentsListed,
                    packageStatuses,
                    certificateRequest,
                    isDisconnect);
        }
    }
}
