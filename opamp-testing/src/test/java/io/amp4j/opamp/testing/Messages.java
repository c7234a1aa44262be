package io.amp4j.opamp.testing;

import com.google.protobuf.ByteString;
import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import io.amp4j.opamp.testing.internal.wire.AnyValue;
import io.amp4j.opamp.testing.internal.wire.KeyValue;
import java.time.Duration;
import java.util.UUID;

/** Messages as an agent would send them. */
final class Messages {
    static final Duration SOON = Duration.ofSeconds(10);
    static final Bytes UID = Bytes.of(UUID.fromString("01930000-0000-7000-8000-0000000000aa"));
    static final Bytes OTHER_UID = Bytes.of(UUID.fromString("01930000-0000-7000-8000-0000000000bb"));
    static final long ALL = 0xFFFF;

    private Messages() {}

    static AgentToServer.Builder heartbeat(long sequence) {
        return heartbeat(UID, sequence);
    }

    static AgentToServer.Builder heartbeat(Bytes uid, long sequence) {
        return AgentToServer.newBuilder()
                .setInstanceUid(ByteString.copyFrom(uid.toByteArray()))
                .setSequenceNum(sequence)
                .setCapabilities(ALL);
    }

    static AgentToServer.Builder first() {
        return described(UID, 1);
    }

    static AgentToServer.Builder described(Bytes uid, long sequence) {
        AgentToServer.Builder message = heartbeat(uid, sequence);
        message.getAgentDescriptionBuilder()
                .addIdentifyingAttributes(KeyValue.newBuilder()
                        .setKey("service.name")
                        .setValue(AnyValue.newBuilder().setStringValue("checkout")));
        return message;
    }

    static AgentToServer.Builder applied(long sequence, Bytes hash) {
        AgentToServer.Builder message = heartbeat(sequence);
        message.getRemoteConfigStatusBuilder()
                .setLastRemoteConfigHash(ByteString.copyFrom(hash.toByteArray()))
                .setStatusValue(Reported.APPLIED);
        return message;
    }

    static byte[] bytes(AgentToServer.Builder message) {
        return message.build().toByteArray();
    }
}
