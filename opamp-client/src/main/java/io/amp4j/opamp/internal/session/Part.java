package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.ServerCapability;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.PackageStatuses;
import org.jspecify.annotations.Nullable;

/**
 * The sub-messages that are state; they are left out while the server knows them.
 */
enum Part {
    DESCRIPTION(null, null) {
        @Override
        void put(AgentMessage.Builder message, Object value, boolean listed) {
            message.agentDescription((AgentDescription) value);
        }
    },
    HEALTH(AgentCapability.REPORTS_HEALTH, null) {
        @Override
        void put(AgentMessage.Builder message, Object value, boolean listed) {
            message.health((ComponentHealth) value);
        }
    },
    EFFECTIVE_CONFIG(AgentCapability.REPORTS_EFFECTIVE_CONFIG, ServerCapability.ACCEPTS_EFFECTIVE_CONFIG) {
        @Override
        void put(AgentMessage.Builder message, Object value, boolean listed) {
            message.effectiveConfig((EffectiveConfig) value);
        }
    },
    REMOTE_CONFIG_STATUS(AgentCapability.REPORTS_REMOTE_CONFIG, null) {
        @Override
        void put(AgentMessage.Builder message, Object value, boolean listed) {
            message.remoteConfigStatus((RemoteConfigStatus) value);
        }
    },
    CONNECTION_SETTINGS_STATUS(AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS, null) {
        @Override
        void put(AgentMessage.Builder message, Object value, boolean listed) {
            message.connectionSettingsStatus((ConnectionSettingsStatus) value);
        }
    },
    CUSTOM_CAPABILITIES(null, null) {
        @Override
        void put(AgentMessage.Builder message, Object value, boolean listed) {
            message.customCapabilities((CustomCapabilities) value);
        }
    },
    PACKAGES(AgentCapability.REPORTS_PACKAGE_STATUSES, ServerCapability.ACCEPTS_PACKAGES_STATUS) {
        @Override
        void put(AgentMessage.Builder message, Object value, boolean listed) {
            message.packageStatuses((PackageStatuses) value);
        }
    },
    /** Sent alone, so that an error in the answer can only be about it, and only to a server that has announced support for it. */
    CERTIFICATE_REQUEST(
            AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS, ServerCapability.ACCEPTS_CONNECTION_SETTINGS_REQUEST) {
        @Override
        void put(AgentMessage.Builder message, Object value, boolean listed) {
            message.certificateRequest((Bytes) value);
        }

        @Override
        boolean isAllowed(Capabilities capabilities) {
            return capabilities.server() != 0 && super.isAllowed(capabilities);
        }

        @Override
        boolean goesAlone() {
            return true;
        }
    },
    COMPONENTS(AgentCapability.REPORTS_AVAILABLE_COMPONENTS, null) {
        @Override
        void put(AgentMessage.Builder message, Object value, boolean listed) {
            message.availableComponents((AvailableComponents) value, listed);
        }
    };

    private final @Nullable AgentCapability ours;
    private final @Nullable ServerCapability theirs;

    Part(@Nullable AgentCapability ours, @Nullable ServerCapability theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    /** Returns whether both sides have the capabilities for this part. */
    boolean isAllowed(Capabilities capabilities) {
        return (ours == null || capabilities.has(ours)) && (theirs == null || capabilities.serverMayHave(theirs));
    }

    /** Returns whether this part must not be in a message with others. */
    boolean goesAlone() {
        return false;
    }

    /** Puts a value of this part's type into a message; {@code listed} is used only for the components. */
    abstract void put(AgentMessage.Builder message, Object value, boolean listed);
}
