package io.amp4j.benchmarks;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.amp4j.benchmarks.wire.AgentConfigFile;
import io.amp4j.benchmarks.wire.AgentConfigMap;
import io.amp4j.benchmarks.wire.AgentRemoteConfig;
import io.amp4j.benchmarks.wire.AgentToServer;
import io.amp4j.benchmarks.wire.CustomMessage;
import io.amp4j.benchmarks.wire.RemoteConfigStatus;
import io.amp4j.benchmarks.wire.RemoteConfigStatuses;
import io.amp4j.benchmarks.wire.ServerToAgent;
import java.util.Arrays;

/** Messages about remote configuration, on the side of the server, and those that a bare WebSocket sends and hears. */
final class Offers {

    /** What the custom messages are made of. */
    static final String CAPABILITY = "io.amp4j.benchmark";

    static final String TYPE = "ping";
    static final int DATA_BYTES = 16;

    private static final ByteString NOBODY = ByteString.copyFrom(new byte[16]);

    private Offers() {}

    /** Returns an offer of one file, which is for whichever agent gets it. */
    static byte[] remoteConfig(byte[] hash, int fileBytes) {
        byte[] body = new byte[fileBytes];
        Arrays.fill(body, (byte) '#');
        return ServerToAgent.newBuilder()
                .setRemoteConfig(AgentRemoteConfig.newBuilder()
                        .setConfigHash(ByteString.copyFrom(hash))
                        .setConfig(AgentConfigMap.newBuilder()
                                .putConfigMap(
                                        "agent.yaml",
                                        AgentConfigFile.newBuilder()
                                                .setBody(ByteString.copyFrom(body))
                                                .setContentType("text/yaml")
                                                .build())))
                .build()
                .toByteArray();
    }

    /** Returns the hash of what is offered; empty if nothing is. */
    static byte[] hashOfOffer(byte[] message) {
        try {
            return ServerToAgent.parseFrom(message)
                    .getRemoteConfig()
                    .getConfigHash()
                    .toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Returns whether an agent says that it has applied what has this hash. */
    static boolean isApplied(byte[] message, byte[] hash) {
        try {
            RemoteConfigStatus status = AgentToServer.parseFrom(message).getRemoteConfigStatus();
            return status.getStatus() == RemoteConfigStatuses.RemoteConfigStatuses_APPLIED
                    && Arrays.equals(status.getLastRemoteConfigHash().toByteArray(), hash);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Returns what an agent answers that has applied what has this hash. */
    static byte[] applied(byte[] hash) {
        return AgentToServer.newBuilder()
                .setInstanceUid(NOBODY)
                .setSequenceNum(1_000)
                .setCapabilities(0x7)
                .setRemoteConfigStatus(RemoteConfigStatus.newBuilder()
                        .setLastRemoteConfigHash(ByteString.copyFrom(hash))
                        .setStatus(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED))
                .build()
                .toByteArray();
    }

    /** Returns a message with nothing but what stands in every message. */
    static byte[] heartbeat() {
        return AgentToServer.newBuilder()
                .setInstanceUid(NOBODY)
                .setSequenceNum(1_000)
                .setCapabilities(0x2001)
                .build()
                .toByteArray();
    }

    /** Returns a message with a custom message in it. */
    static byte[] customMessage() {
        return AgentToServer.newBuilder()
                .setInstanceUid(NOBODY)
                .setSequenceNum(1_000)
                .setCapabilities(0x2001)
                .setCustomMessage(CustomMessage.newBuilder()
                        .setCapability(CAPABILITY)
                        .setType(TYPE)
                        .setData(ByteString.copyFrom(new byte[DATA_BYTES])))
                .build()
                .toByteArray();
    }

    /** Returns a message as it goes over WebSocket: with the header of OpAMP. */
    static byte[] framed(byte[] message) {
        byte[] framed = new byte[message.length + 1];
        System.arraycopy(message, 0, framed, 1, message.length);
        return framed;
    }
}
