package io.amp4j.opamp.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.conformance.Requirement;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes of a request for a certificate, on the wire and in the store. */
class CertificateFormatTest {

    private static final InstanceUid UID = new InstanceUid(1, 2);
    private static final CertificateMemory MEMORY = new CertificateMemory(
            new CertificateMemory.Pending("request", "key", UID),
            new InstanceUid(3, 4),
            2,
            Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void readsWhatItWrote() {
        assertThat(CertificateFormat.decode(CertificateFormat.encode(MEMORY))).isEqualTo(MEMORY);
        assertThat(CertificateFormat.encode(CertificateMemory.NONE)).isEqualTo(Bytes.EMPTY);
        assertThat(CertificateFormat.decode(Bytes.EMPTY)).isEqualTo(CertificateMemory.NONE);
        assertThat(CertificateFormat.decode(Bytes.utf8("anything else"))).isEqualTo(CertificateMemory.NONE);
    }

    @Test
    @Requirement("R-287")
    void isPartOfTheStateAndShownNowhere() {
        ClientState state = ClientState.initial(UID).withCertificates(CertificateFormat.encode(MEMORY));
        assertThat(StateFormat.decode(StateFormat.encode(state))).isEqualTo(new StateFormat.Stored.Usable(state));
        assertThat(state + " " + MEMORY).doesNotContain("key").doesNotContain("request");
        assertThat(state)
                .hasToString(ClientState.initial(UID).toString().replaceFirst("]$", "") + ", certificates="
                        + state.certificates().size() + " bytes]");
        assertThat(state).isNotEqualTo(ClientState.initial(UID));
    }

    @Test
    @Requirement("R-316")
    void standsInBothNestedMessages() {
        byte[] bytes = AgentMessageEncoder.encode(AgentMessage.builder(UID, 1, 1)
                .certificateRequest(Bytes.utf8("csr"))
                .build());
        // Field 11 of AgentToServer, in it field 1 (opamp), in it field 1 (certificate_request), in it field 1 (csr).
        assertThat(HexFormat.of().formatHex(bytes)).contains("5a09" + "0a07" + "0a05" + "0a03" + "637372");
    }
}
