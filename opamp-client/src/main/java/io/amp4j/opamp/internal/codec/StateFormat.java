package io.amp4j.opamp.internal.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.StoredConnections;
import io.amp4j.opamp.internal.wire.AgentRemoteConfig;
import io.amp4j.opamp.internal.wire.StoredState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/**
 * The stored form of a state: the 8 letters {@code AMP4JSTA}, the version of the format and the length of the content in 4 bytes each,
 * big-endian, the content as a protobuf {@code StoredState}, and a SHA-256 over all of that. The version is increased only if older clients
 * could misread the content; new fields do not require it.
 */
public final class StateFormat {
    private static final byte[] MAGIC = "AMP4JSTA".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEADER = MAGIC.length + 2 * Integer.BYTES;
    private static final int CHECKSUM = 32;

    private StateFormat() {}

    /** The result of decoding. */
    public sealed interface Stored {
        /** A state that was stored. */
        record Usable(ClientState state) implements Stored {}

        /** Anything else; {@code reason} does not quote the content. */
        record Unusable(String reason) implements Stored {}
    }

    /** Returns the bytes of {@code state}. */
    public static byte[] encode(ClientState state) {
        StoredState.Builder wire = StoredState.newBuilder()
                .setInstanceUid(AgentMessageEncoder.bytes(state.instanceUid().toBytes()))
                .setUidAssigned(state.isUidAssigned())
                .setSequenceNumber(state.sequenceNumber())
                .setRemoteConfigStatus(AgentMessageEncoder.remoteConfigStatus(state.remoteConfigStatus()));
        RemoteConfig config = state.remoteConfig();
        if (config != null) {
            wire.setRemoteConfig(AgentRemoteConfig.newBuilder()
                    .setConfig(AgentMessageEncoder.configMap(config.files()))
                    .setConfigHash(AgentMessageEncoder.bytes(config.hash().bytes())));
        }
        Duration heartbeat = state.heartbeatInterval();
        if (heartbeat != null) {
            wire.setHeartbeatIntervalNanos(heartbeat.toNanos());
        }
        if (!state.connections().equals(StoredConnections.NONE)) {
            wire.setOffers(ConnectionFormat.toWire(state.connections()));
        }
        wire.setPackages(AgentMessageEncoder.bytes(state.packages()));
        wire.setCertificates(AgentMessageEncoder.bytes(state.certificates()));
        StoredState content = wire.build();
        int size = content.getSerializedSize();
        byte[] bytes = new byte[HEADER + size + CHECKSUM];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).put(MAGIC).putInt(VERSION).putInt(size);
        write(content, bytes, size);
        buffer.position(HEADER + size).put(sha256(ByteBuffer.wrap(bytes, 0, HEADER + size)));
        return bytes;
    }

    /** Writes directly into the target array, because a configuration may be large. */
    private static void write(StoredState content, byte[] bytes, int size) {
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes, HEADER, size);
            content.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new IllegalStateException("a state of another size than it said", e);
        }
    }

    /** Parses the output of {@link #encode}. Never throws because of the content of {@code bytes}. */
    public static Stored decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (!startsWithMagic(buffer)) {
            return new Stored.Unusable("it is not a state of this client");
        }
        if (buffer.remaining() < 2 * Integer.BYTES) {
            return new Stored.Unusable("it is cut off");
        }
        int version = buffer.getInt();
        if (version != VERSION) {
            return new Stored.Unusable("it has format " + version + "; this client knows format " + VERSION);
        }
        int length = buffer.getInt();
        if (buffer.remaining() - (long) CHECKSUM != length) {
            return new Stored.Unusable("its size is not what it says");
        }
        ByteBuffer checked = buffer.duplicate().limit(HEADER + length).position(0);
        byte[] checksum = new byte[CHECKSUM];
        buffer.duplicate().position(HEADER + length).get(checksum);
        if (!MessageDigest.isEqual(sha256(checked), checksum)) {
            return new Stored.Unusable("its checksum is wrong");
        }
        return content(UnsafeByteOperations.unsafeWrap(bytes, HEADER, length));
    }

    private static Stored content(ByteString content) {
        try {
            CodedInputStream in = content.newCodedInput();
            in.enableAliasing(true);
            return new Stored.Usable(state(StoredState.parseFrom(in)));
        } catch (IOException | IllegalArgumentException e) {
            // With a valid checksum, only a client with other rules can have written it.
            return new Stored.Unusable("its content is not that of a state: " + e.getMessage());
        }
    }

    private static ClientState state(StoredState wire) {
        InstanceUid uid = InstanceUid.of(ServerMessageDecoder.bytes(wire.getInstanceUid()));
        ClientState initial = ClientState.initial(uid);
        return (wire.getUidAssigned() ? initial.withAssignedUid(uid) : initial)
                .withSequenceNumber(wire.getSequenceNumber())
                .withRemoteConfig(wire.hasRemoteConfig() ? remoteConfig(wire.getRemoteConfig()) : null)
                .withRemoteConfigStatus(status(wire.getRemoteConfigStatus()))
                .withHeartbeatInterval(
                        wire.hasHeartbeatIntervalNanos() ? Duration.ofNanos(wire.getHeartbeatIntervalNanos()) : null)
                .withConnections(
                        wire.hasOffers() ? ConnectionFormat.fromWire(wire.getOffers()) : StoredConnections.NONE)
                .withPackages(ServerMessageDecoder.bytes(wire.getPackages()))
                .withCertificates(ServerMessageDecoder.bytes(wire.getCertificates()));
    }

    private static RemoteConfig remoteConfig(AgentRemoteConfig wire) {
        return RemoteConfig.of(
                ServerMessageDecoder.files(wire.getConfig()),
                new Hash(ServerMessageDecoder.bytes(wire.getConfigHash())));
    }

    private static RemoteConfigStatus status(io.amp4j.opamp.internal.wire.RemoteConfigStatus wire) {
        RemoteConfigStatus.Status status = switch (wire.getStatus()) {
            case RemoteConfigStatuses_UNSET -> RemoteConfigStatus.Status.UNSET;
            case RemoteConfigStatuses_APPLIED -> RemoteConfigStatus.Status.APPLIED;
            case RemoteConfigStatuses_APPLYING -> RemoteConfigStatus.Status.APPLYING;
            case RemoteConfigStatuses_FAILED -> RemoteConfigStatus.Status.FAILED;
            case UNRECOGNIZED ->
                throw new IllegalArgumentException(
                        "the status of the configuration is not known: " + wire.getStatusValue());
        };
        Hash hash = new Hash(ServerMessageDecoder.bytes(wire.getLastRemoteConfigHash()));
        return RemoteConfigStatus.of(hash, status, wire.getErrorMessage());
    }

    private static boolean startsWithMagic(ByteBuffer buffer) {
        if (buffer.remaining() < MAGIC.length) {
            return false;
        }
        byte[] start = new byte[MAGIC.length];
        buffer.get(start);
        return MessageDigest.isEqual(start, MAGIC);
    }

    private static byte[] sha256(ByteBuffer content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
