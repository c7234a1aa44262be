package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One message of the server. The client handles its parts by itself and calls the callback for each part; this class is for callbacks that
 * want the whole message. A part that the server left out is empty and means "no change".
 *
 * @since 0.1.0
 */
public final class MessageData {
    private static final long REPORT_FULL_STATE = 0x1;
    private static final long REPORT_AVAILABLE_COMPONENTS = 0x2;

    private final Bytes instanceUid;
    private final long serverCapabilities;
    private final long flags;
    private final Optional<ServerError> error;
    private final Optional<RemoteConfig> remoteConfig;
    private final Optional<InstanceUid> newInstanceUid;
    private final Optional<ServerCommand> command;
    private final Optional<CustomCapabilities> customCapabilities;
    private final Optional<CustomMessage> customMessage;

    private MessageData(
            Bytes instanceUid,
            long serverCapabilities,
            long flags,
            Optional<ServerError> error,
            Optional<RemoteConfig> remoteConfig,
            Optional<InstanceUid> newInstanceUid,
            Optional<ServerCommand> command,
            Optional<CustomCapabilities> customCapabilities,
            Optional<CustomMessage> customMessage) {
        requireNonNull(instanceUid, "instanceUid");
        requireNonNull(error, "error");
        requireNonNull(remoteConfig, "remoteConfig");
        requireNonNull(newInstanceUid, "newInstanceUid");
        requireNonNull(command, "command");
        requireNonNull(customCapabilities, "customCapabilities");
        requireNonNull(customMessage, "customMessage");
        this.instanceUid = instanceUid;
        this.serverCapabilities = serverCapabilities;
        this.flags = flags;
        this.error = error;
        this.remoteConfig = remoteConfig;
        this.newInstanceUid = newInstanceUid;
        this.command = command;
        this.customCapabilities = customCapabilities;
        this.customMessage = customMessage;
    }

    /** Returns the instance uid of the agent that the message is for, as the server sent it; normally 16 bytes. */
    public Bytes instanceUid() {
        return instanceUid;
    }

    /** Returns the bits of {@link ServerCapability}, undefined ones included; 0 means "as before". */
    public long serverCapabilities() {
        return serverCapabilities;
    }

    /** Returns the flags, undefined ones included; see {@link #isFullStateRequested()} and {@link #areComponentsRequested()}. */
    public long flags() {
        return flags;
    }

    /** Returns the error if the server could not process the last message; all other parts are then without meaning. */
    public Optional<ServerError> error() {
        return error;
    }

    /** Returns the offered configuration. */
    public Optional<RemoteConfig> remoteConfig() {
        return remoteConfig;
    }

    /** Returns the identity that the agent must use from now on. */
    public Optional<InstanceUid> newInstanceUid() {
        return newInstanceUid;
    }

    /** Returns a command. */
    public Optional<ServerCommand> command() {
        return command;
    }

    /** Returns the custom capabilities of the server. */
    public Optional<CustomCapabilities> customCapabilities() {
        return customCapabilities;
    }

    /** Returns a message of a custom capability. */
    public Optional<CustomMessage> customMessage() {
        return customMessage;
    }

    /** Returns a builder of an empty message. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns whether the server requests the full state of the agent. */
    public boolean isFullStateRequested() {
        return (flags & REPORT_FULL_STATE) != 0;
    }

    /** Returns whether the server requests the list of available components. */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public boolean areComponentsRequested() {
        return (flags & REPORT_AVAILABLE_COMPONENTS) != 0;
    }

    /**
     * Builds a message. Null removes a part again.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private Bytes instanceUid = Bytes.EMPTY;
        private long serverCapabilities;
        private long flags;
        private @Nullable ServerError error;
        private @Nullable RemoteConfig remoteConfig;
        private @Nullable InstanceUid newInstanceUid;
        private @Nullable ServerCommand command;
        private @Nullable CustomCapabilities customCapabilities;
        private @Nullable CustomMessage customMessage;

        private Builder() {}

        /** Sets the instance uid of the agent that the message is for. Default: empty. */
        public Builder instanceUid(Bytes instanceUid) {
            this.instanceUid = requireNonNull(instanceUid, "instanceUid");
            return this;
        }

        /** Sets the bits of {@link ServerCapability}. Default: 0. */
        public Builder serverCapabilities(long serverCapabilities) {
            this.serverCapabilities = serverCapabilities;
            return this;
        }

        /** Sets the flags. Default: 0. */
        public Builder flags(long flags) {
            this.flags = flags;
            return this;
        }

        /** Sets the error. */
        public Builder error(@Nullable ServerError error) {
            this.error = error;
            return this;
        }

        /** Sets the offered configuration. */
        public Builder remoteConfig(@Nullable RemoteConfig remoteConfig) {
            this.remoteConfig = remoteConfig;
            return this;
        }

        /** Sets the new identity of the agent. */
        public Builder newInstanceUid(@Nullable InstanceUid newInstanceUid) {
            this.newInstanceUid = newInstanceUid;
            return this;
        }

        /** Sets the command. */
        @Experimental(Experimental.Stage.BETA)
        public Builder command(@Nullable ServerCommand command) {
            this.command = command;
            return this;
        }

        /** Sets the custom capabilities of the server. */
        @Experimental(Experimental.Stage.DEVELOPMENT)
        public Builder customCapabilities(@Nullable CustomCapabilities customCapabilities) {
            this.customCapabilities = customCapabilities;
            return this;
        }

        /** Sets the custom message. */
        @Experimental(Experimental.Stage.DEVELOPMENT)
        public Builder customMessage(@Nullable CustomMessage customMessage) {
            this.customMessage = customMessage;
            return this;
        }

        /** Returns the message; the builder can still be used. */
        public MessageData build() {
            return new MessageData(
                    instanceUid,
                    serverCapabilities,
                    flags,
                    Optional.ofNullable(error),
                    Optional.ofNullable(remoteConfig),
                    Optional.ofNullable(newInstanceUid),
                    Optional.ofNullable(command),
                    Optional.ofNullable(customCapabilities),
                    Optional.ofNullable(customMessage));
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MessageData that
                && instanceUid.equals(that.instanceUid)
                && serverCapabilities == that.serverCapabilities
                && flags == that.flags
                && error.equals(that.error)
                && remoteConfig.equals(that.remoteConfig)
                && newInstanceUid.equals(that.newInstanceUid)
                && command.equals(that.command)
                && customCapabilities.equals(that.customCapabilities)
                && customMessage.equals(that.customMessage);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                instanceUid,
                serverCapabilities,
                flags,
                error,
                remoteConfig,
                newInstanceUid,
                command,
                customCapabilities,
                customMessage);
    }

    @Override
    public String toString() {
        return "MessageData[instanceUid=" + instanceUid + ", serverCapabilities=" + serverCapabilities + ", flags="
                + flags + ", error=" + error + ", remoteConfig=" + remoteConfig + ", newInstanceUid=" + newInstanceUid
                + ", command=" + command + ", customCapabilities=" + customCapabilities + ", customMessage="
                + customMessage + "]";
    }
}
