package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerCommand;
import io.amp4j.opamp.ServerError;
import org.jspecify.annotations.Nullable;

/**
 * One message from the server. Null components were absent.
 *
 * @param instanceUid as received: any number of bytes
 * @param flags bits, undefined ones included
 * @param capabilities bits of {@link io.amp4j.opamp.ServerCapability}, undefined ones included; 0 means "as before"
 * @param newInstanceUid as received: any number of bytes
 * @param refusedConfig replaces a remote configuration that was not decoded
 */
public record ServerMessage(
        Bytes instanceUid,
        @Nullable ServerError error,
        @Nullable RemoteConfig remoteConfig,
        @Nullable SettingsOffer connectionSettings,
        @Nullable PackagesOffer packages,
        long flags,
        long capabilities,
        @Nullable Bytes newInstanceUid,
        @Nullable ServerCommand command,
        @Nullable CustomCapabilities customCapabilities,
        @Nullable CustomMessage customMessage,
        @Nullable RefusedConfig refusedConfig)
        implements Decoded {
    /** The flag with which the server requests the full state of the agent. */
    public static final long REPORT_FULL_STATE = 0x1;
    /** The flag with which the server requests the list of available components. */
    public static final long REPORT_AVAILABLE_COMPONENTS = 0x2;

    /** Returns a builder of a message with only the instance uid of its agent. */
    public static Builder builder(Bytes instanceUid) {
        return new Builder(instanceUid);
    }

    /** Returns whether the server requests the full state of the agent. */
    public boolean isFullStateRequested() {
        return (flags & REPORT_FULL_STATE) != 0;
    }

    /** Returns whether the server requests the list of available components. */
    public boolean areComponentsRequested() {
        return (flags & REPORT_AVAILABLE_COMPONENTS) != 0;
    }

    /** Returns this message in the form for callbacks. A new instance uid of a wrong size is left out. */
    public MessageData toMessageData() {
        boolean isUidUsable = newInstanceUid != null && newInstanceUid.size() == InstanceUid.SIZE;
        return MessageData.builder()
                .instanceUid(instanceUid)
                .serverCapabilities(capabilities)
                .flags(flags)
                .error(error)
                .remoteConfig(remoteConfig)
                .newInstanceUid(isUidUsable && newInstanceUid != null ? InstanceUid.of(newInstanceUid) : null)
                .command(command)
                .customCapabilities(customCapabilities)
                .customMessage(customMessage)
                .build();
    }

    /** Builds a message. */
    public static final class Builder {
        private final Bytes instanceUid;
        private @Nullable ServerError error;
        private @Nullable RemoteConfig remoteConfig;
        private @Nullable SettingsOffer connectionSettings;
        private @Nullable PackagesOffer packages;
        private long flags;
        private long capabilities;
        private @Nullable Bytes newInstanceUid;
        private @Nullable ServerCommand command;
        private @Nullable CustomCapabilities customCapabilities;
        private @Nullable CustomMessage customMessage;
        private @Nullable RefusedConfig refusedConfig;

        private Builder(Bytes instanceUid) {
            this.instanceUid = instanceUid;
        }

        public Builder error(@Nullable ServerError error) {
            this.error = error;
            return this;
        }

        public Builder remoteConfig(@Nullable RemoteConfig remoteConfig) {
            this.remoteConfig = remoteConfig;
            return this;
        }

        public Builder connectionSettings(@Nullable SettingsOffer connectionSettings) {
            this.connectionSettings = connectionSettings;
            return this;
        }

        public Builder packages(@Nullable PackagesOffer packages) {
            this.packages = packages;
            return this;
        }

        public Builder flags(long flags) {
            this.flags = flags;
            return this;
        }

        public Builder capabilities(long capabilities) {
            this.capabilities = capabilities;
            return this;
        }

        public Builder newInstanceUid(@Nullable Bytes newInstanceUid) {
            this.newInstanceUid = newInstanceUid;
            return this;
        }

        public Builder command(@Nullable ServerCommand command) {
            this.command = command;
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

        public Builder refusedConfig(@Nullable RefusedConfig refusedConfig) {
            this.refusedConfig = refusedConfig;
            return this;
        }

        public ServerMessage build() {
            return new ServerMessage(
                    instanceUid,
                    error,
                    remoteConfig,
                    connectionSettings,
                    packages,
                    flags,
                    capabilities,
                    newInstanceUid,
                    command,
                    customCapabilities,
                    customMessage,
                    refusedConfig);
        }
    }
}
