package io.amp4j.opamp.internal.codec;

import static io.amp4j.opamp.internal.codec.AgentMessageEncoder.bytes;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.internal.wire.StoredCertificateRequest;
import io.amp4j.opamp.internal.wire.StoredCertificates;
import java.time.Instant;

/** The stored form of the state of the certificate that an agent requests. */
public final class CertificateFormat {
    private CertificateFormat() {}

    /** Returns the bytes of {@code memory}; empty if there is nothing in it. */
    public static Bytes encode(CertificateMemory memory) {
        StoredCertificates.Builder wire = StoredCertificates.newBuilder().setFailures(memory.failures());
        CertificateMemory.Pending pending = memory.pending();
        if (pending != null) {
            wire.setPending(StoredCertificateRequest.newBuilder()
                    .setRequest(ByteString.copyFromUtf8(pending.request()))
                    .setPrivateKey(ByteString.copyFromUtf8(pending.privateKey()))
                    .setInstanceUid(bytes(pending.uid().toBytes())));
        }
        if (memory.certifiedUid() != null) {
            wire.setCertifiedUid(bytes(memory.certifiedUid().toBytes()));
        }
        if (memory.notBefore() != null) {
            wire.setNotBefore(memory.notBefore().getEpochSecond());
        }
        return ServerMessageDecoder.bytes(wire.build().toByteString());
    }

    /** Parses the output of {@link #encode}. For anything else returns an empty state: the agent then requests a certificate again. */
    public static CertificateMemory decode(Bytes encoded) {
        try {
            StoredCertificates wire = StoredCertificates.parseFrom(encoded.asByteBuffer());
            StoredCertificateRequest request = wire.getPending();
            return new CertificateMemory(
                    wire.hasPending()
                            ? new CertificateMemory.Pending(
                                    request.getRequest().toStringUtf8(),
                                    request.getPrivateKey().toStringUtf8(),
                                    uid(request.getInstanceUid()))
                            : null,
                    wire.getCertifiedUid().isEmpty() ? null : uid(wire.getCertifiedUid()),
                    Math.max(0, wire.getFailures()),
                    wire.getNotBefore() == 0 ? null : Instant.ofEpochSecond(wire.getNotBefore()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException | java.time.DateTimeException e) {
            return CertificateMemory.NONE;
        }
    }

    private static InstanceUid uid(ByteString wire) {
        return InstanceUid.of(ServerMessageDecoder.bytes(wire));
    }
}
