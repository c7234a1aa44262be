package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.CertificateRequestPolicy.KeyAlgorithm;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent must have to ask for certificates, and what its policy may say. */
class CertificateRequestPolicyTest {

    @TempDir
    private Path directory;

    private static OpampClientBuilder builder(String endpoint) {
        return OpampClient.builder(URI.create(endpoint))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .certificateRequests(CertificateRequestPolicy.DEFAULT);
    }

    private StateStore durable() {
        return StateStore.file(directory);
    }

    @Test
    void hasTheDefaultsThatItSays() {
        CertificateRequestPolicy policy = CertificateRequestPolicy.DEFAULT;
        assertThat(policy.keyAlgorithm()).isEqualTo(KeyAlgorithm.EC_P256);
        assertThat(policy.commonName()).isEmpty();
        assertThat(policy.isInstanceUidTheName()).isFalse();
        assertThat(policy.asksOnFirstConnect()).isTrue();
        assertThat(policy.renewalShare()).isEqualTo(2.0 / 3);
        assertThat(policy)
                .hasToString("CertificateRequestPolicy[EC_P256, renewed after " + 2.0 / 3 + " of the lifetime]");
        CertificateRequestPolicy other = CertificateRequestPolicy.builder()
                .commonName("a name")
                .instanceUidAsCommonName()
                .onFirstConnect(false)
                .withoutRenewal()
                .build();
        assertThat(other.commonName()).isEmpty();
        assertThat(other)
                .hasToString("CertificateRequestPolicy[EC_P256, named by the instance uid, not on the first connect,"
                        + " not renewed]");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.09, 0.91, Double.NaN})
    void refusesAShareThatIsNone(double share) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateRequestPolicy.builder().renewAfter(share))
                .withMessageContaining("0.1 to 0.9");
    }

    @Test
    void refusesANameThatNoCertificateMayHave() {
        for (String name : List.of("", "x".repeat(65))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CertificateRequestPolicy.builder().commonName(name))
                    .withMessageContaining("1 to 64");
        }
    }

    @Test
    void needsAStoreThatIsDurable() {
        for (OpampClientBuilder client : List.of(
                builder("https://opamp.example"),
                builder("https://opamp.example").stateStore(StateStore.inMemory()))) {
            assertThatExceptionOfType(OpampException.class)
                    .isThrownBy(client::build)
                    .withMessageContaining("StateStore.file");
        }
        builder("https://opamp.example").stateStore(durable()).build().close();
    }

    @Test
    void needsTlsUnlessThatIsSaidNotToMatter() {
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() ->
                        builder("ws://opamp.example").stateStore(durable()).build())
                .withMessageContaining("https or wss");
        builder("ws://opamp.example")
                .stateStore(durable())
                .allowPlaintextSettings(true)
                .build()
                .close();
    }

    @Test
    void needsTheCapabilityToTakeTheAnswer() {
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> builder("https://opamp.example")
                        .stateStore(durable())
                        .acceptConnectionSettings(false)
                        .build())
                .withMessageContaining("ACCEPTS_OPAMP_CONNECTION_SETTINGS");
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> builder("https://opamp.example")
                        .stateStore(durable())
                        .capabilities(List.of(AgentCapability.REPORTS_HEARTBEAT))
                        .build())
                .withMessageContaining("ACCEPTS_OPAMP_CONNECTION_SETTINGS");
    }

    @Test
    void asksOnlyIfItWasBuiltForIt() {
        try (OpampClient client = OpampClient.builder(URI.create("https://opamp.example"))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .build()) {
            assertThatIllegalStateException().isThrownBy(client::requestCertificate);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void asksAsSoonAsItIsConnectedIfItWasToldToBefore(boolean started) {
        try (FakeOpampServer server = FakeOpampServer.builder().tls().start();
                OpampClient client = OpampClient.builder(server.webSocketEndpoint())
                        .agent(AgentDescription.of("checkout", "1.4.0"))
                        .tls(TlsSettings.builder()
                                .trustedCertificates(
                                        server.certificateAuthority().pem())
                                .build())
                        .stateStore(durable())
                        .certificateRequests(CertificateRequestPolicy.builder()
                                .onFirstConnect(false)
                                .build())
                        .build()) {
            if (started) {
                client.start();
                client.requestCertificate();
            } else {
                client.requestCertificate();
                client.start();
            }
            server.awaitMessage(
                    message -> message.has(MessagePart.CONNECTION_SETTINGS_REQUEST), Duration.ofSeconds(30));
        }
    }
}
