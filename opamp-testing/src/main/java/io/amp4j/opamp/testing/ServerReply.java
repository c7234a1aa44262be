package io.amp4j.opamp.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.amp4j.opamp.testing.internal.wire.AgentConfigFile;
import io.amp4j.opamp.testing.internal.wire.AgentConfigMap;
import io.amp4j.opamp.testing.internal.wire.AgentRemoteConfig;
import io.amp4j.opamp.testing.internal.wire.ConnectionSettingsOffers;
import io.amp4j.opamp.testing.internal.wire.Header;
import io.amp4j.opamp.testing.internal.wire.PackageAvailable;
import io.amp4j.opamp.testing.internal.wire.ServerToAgent;
import io.amp4j.opamp.testing.internal.wire.ServerToAgentFlags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of the server, built field by field or given as bytes. Immutable.
 *
 * <p>By default it has the uid of the receiving agent and the server's capabilities; an error reply has only the uid, as the protocol
 * requires.
 *
 * @since 0.1.0
 */
public final class ServerReply {
    /** The type of an unspecified error. */
    public static final int UNKNOWN = 0;
    /** The type of an error in the agent's message, which must not be sent again. */
    public static final int BAD_REQUEST = 1;
    /** The type of a temporary error. */
    public static final int UNAVAILABLE = 2;

    private final ServerToAgent message;
    private final byte[] appended;
    private final boolean exact;
    private final boolean fillUid;
    private final boolean fillCapabilities;

    private ServerReply(
            ServerToAgent message, byte[] appended, boolean exact, boolean fillUid, boolean fillCapabilities) {
        this.message = message;
        this.appended = appended;
        this.exact = exact;
        this.fillUid = fillUid;
        this.fillCapabilities = fillCapabilities;
    }

    /** Returns a builder of a message with only uid and capabilities. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a message with only uid and capabilities. */
    public static ServerReply acknowledgement() {
        return builder().build();
    }

    /** Returns a message of exactly these bytes, which need not be valid Protobuf. */
    public static ServerReply ofBytes(byte[] protobuf) {
        return new ServerReply(ServerToAgent.getDefaultInstance(), protobuf.clone(), true, false, false);
    }

    /** Returns an error reply; {@code type} may be one that the protocol does not define. */
    public static ServerReply error(int type, String message) {
        return builder().error(type, message).build();
    }

    /** Returns an UNAVAILABLE error that asks the agent to wait; {@code retryAfter} is sent in nanoseconds. */
    public static ServerReply unavailable(Duration retryAfter) {
        return builder()
                .error(UNAVAILABLE, "try later")
                .retryAfterNanos(retryAfter.toNanos())
                .build();
    }

    byte[] encode(byte[] uid, long capabilities) {
        if (exact) {
            return appended;
        }
        ServerToAgent.Builder filled = message.toBuilder();
        if (fillUid) {
            filled.setInstanceUid(ByteString.copyFrom(uid));
        }
        if (fillCapabilities) {
            filled.setCapabilities(capabilities);
        }
        byte[] known = filled.build().toByteArray();
        if (appended.length == 0) {
            return known;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(known.length + appended.length);
        all.writeBytes(known);
        all.writeBytes(appended);
        return all.toByteArray();
    }

    /** Returns the fields, for merging with those of an answer. */
    ServerToAgent wireOrThrow() {
        if (exact || appended.length > 0) {
            throw new IllegalArgumentException("a message with bytes of its own cannot wait for an answer: " + this);
        }
        return message;
    }

    static ServerReply of(ServerToAgent message) {
        return new ServerReply(message, new byte[0], false, true, true);
    }

    /** Shows which fields are set. */
    @Override
    public String toString() {
        return exact
                ? "ServerReply[" + appended.length + " given bytes]"
                : "ServerReply"
                        + message.getAllFields().keySet().stream()
                                .map(field -> field.getName())
                                .toList();
    }

    /**
     * Builds a message. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final ServerToAgent.Builder message = ServerToAgent.newBuilder();
        private final ByteArrayOutputStream appended = new ByteArrayOutputStream();
        private boolean fillUid = true;
        private boolean fillCapabilities = true;

        private Builder() {}

        /** Sets {@code instance_uid}, instead of the agent's own; null leaves it unset. */
        public Builder instanceUid(@Nullable Bytes uid) {
            fillUid = false;
            if (uid == null) {
                message.clearInstanceUid();
            } else {
                message.setInstanceUid(wire(uid));
            }
            return this;
        }

        /** Sets {@code capabilities}, instead of the server's; 0 leaves it unset. */
        public Builder capabilities(long bits) {
            fillCapabilities = false;
            message.setCapabilities(bits);
            return this;
        }

        /** Sets {@code flags}, all bits. */
        public Builder flags(long bits) {
            message.setFlags(bits);
            return this;
        }

        /** Adds the flag ReportFullState. */
        public Builder reportFullState() {
            return flags(message.getFlags() | ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE);
        }

        /** Adds the flag ReportAvailableComponents. */
        public Builder reportAvailableComponents() {
            return flags(message.getFlags() | ServerToAgentFlags.ServerToAgentFlags_ReportAvailableComponents_VALUE);
        }

        /** Sets {@code error_response} and leaves {@code capabilities} unset, unless {@link #capabilities} sets them. */
        public Builder error(int type, String text) {
            fillCapabilities = false;
            message.getErrorResponseBuilder().setTypeValue(type).setErrorMessage(text);
            return this;
        }

        /** Sets {@code retry_info} of the error, unsigned nanoseconds. */
        public Builder retryAfterNanos(long unsignedNanos) {
            message.getErrorResponseBuilder().getRetryInfoBuilder().setRetryAfterNanoseconds(unsignedNanos);
            return this;
        }

        /** Offers a remote configuration; without files the map is empty, which differs from an unset one. */
        public Builder remoteConfig(Bytes hash, OfferedFile... files) {
            message.setRemoteConfig(config(hash, List.of(files)));
            return this;
        }

        /** Sets {@code remote_config} with a hash and no {@code config}: unchanged. */
        public Builder remoteConfigHashOnly(Bytes hash) {
            message.setRemoteConfig(AgentRemoteConfig.newBuilder().setConfigHash(wire(hash)));
            return this;
        }

        /** Sets {@code connection_settings}. */
        public Builder connectionSettings(SettingsOffer offer) {
            message.setConnectionSettings(offer.wire());
            return this;
        }

        /** Offers a heartbeat interval in {@code connection_settings.opamp} and nothing else. */
        public Builder heartbeat(Bytes hash, long unsignedSeconds) {
            message.setConnectionSettings(heartbeatOffer(hash, unsignedSeconds));
            return this;
        }

        /** Adds one package to {@code packages_available}; {@code type} is 0 for top level, 1 for an add-on. */
        public Builder offeredPackage(
                String name,
                int type,
                String version,
                Bytes hash,
                String downloadUrl,
                Bytes contentHash,
                Bytes signature) {
            PackageAvailable.Builder offered = PackageAvailable.newBuilder()
                    .setTypeValue(type)
                    .setVersion(version)
                    .setHash(wire(hash));
            if (!downloadUrl.isEmpty()) {
                offered.getFileBuilder()
                        .setDownloadUrl(downloadUrl)
                        .setContentHash(wire(contentHash))
                        .setSignature(wire(signature));
            }
            message.getPackagesAvailableBuilder().putPackages(name, offered.build());
            return this;
        }

        /** Adds a header to the file of a package that was offered before. */
        public Builder offeredPackageHeader(String name, String key, String value) {
            PackageAvailable.Builder offered =
                    message.getPackagesAvailableBuilder().getPackagesOrThrow(name).toBuilder();
            offered.getFileBuilder()
                    .getHeadersBuilder()
                    .addHeaders(Header.newBuilder().setKey(key).setValue(value));
            message.getPackagesAvailableBuilder().putPackages(name, offered.build());
            return this;
        }

        /** Sets {@code packages_available.all_packages_hash}. */
        public Builder allPackagesHash(Bytes hash) {
            message.getPackagesAvailableBuilder().setAllPackagesHash(wire(hash));
            return this;
        }

        /** Sets {@code agent_identification}; any length is allowed, to test invalid ones. */
        public Builder newInstanceUid(Bytes uid) {
            message.getAgentIdentificationBuilder().setNewInstanceUid(wire(uid));
            return this;
        }

        /** Sets the command Restart. */
        public Builder restart() {
            return command(0);
        }

        /** Sets {@code command}; {@code type} may be one that the protocol does not define. */
        public Builder command(int type) {
            message.getCommandBuilder().setTypeValue(type);
            return this;
        }

        /** Sets {@code custom_capabilities}; without names the list is empty, which differs from an unset one. */
        public Builder customCapabilities(String... names) {
            message.getCustomCapabilitiesBuilder().clear().addAllCapabilities(List.of(names));
            return this;
        }

        /** Sets {@code custom_message}. */
        public Builder customMessage(String capability, String type, Bytes data) {
            message.getCustomMessageBuilder()
                    .setCapability(capability)
                    .setType(type)
                    .setData(wire(data));
            return this;
        }

        /** Appends a length-delimited field of any number after all others, as a newer server might. */
        public Builder field(int number, byte[] content) {
            try {
                CodedOutputStream out = CodedOutputStream.newInstance(appended);
                out.writeByteArray(number, content);
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        /** Appends raw bytes after all fields. */
        public Builder append(byte[] protobuf) {
            appended.writeBytes(protobuf);
            return this;
        }

        /** Returns the message; the builder can still be used. */
        public ServerReply build() {
            return new ServerReply(message.build(), appended.toByteArray(), false, fillUid, fillCapabilities);
        }
    }

    static ConnectionSettingsOffers heartbeatOffer(Bytes hash, long seconds) {
        ConnectionSettingsOffers.Builder offers =
                ConnectionSettingsOffers.newBuilder().setHash(wire(hash));
        offers.getOpampBuilder().setHeartbeatIntervalSeconds(seconds);
        return offers.build();
    }

    static AgentRemoteConfig config(Bytes hash, List<OfferedFile> files) {
        AgentConfigMap.Builder map = AgentConfigMap.newBuilder();
        for (OfferedFile file : files) {
            map.putConfigMap(
                    file.name(),
                    AgentConfigFile.newBuilder()
                            .setBody(wire(file.body()))
                            .setContentType(file.contentType())
                            .build());
        }
        return AgentRemoteConfig.newBuilder()
                .setConfig(map)
                .setConfigHash(wire(hash))
                .build();
    }

    static ByteString wire(Bytes bytes) {
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
