package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.testing.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Client certificates in files that somebody else changes while the client runs. */
class RotatedFilesTest {

    private final TestCertificateAuthority authority = TestCertificateAuthority.create("authority");

    @TempDir
    private Path directory;

    private int versions;

    /** Puts both files in place at once, as cert-manager does: a link to the directory of the version is swapped. */
    private void mount(String certificate, String key) throws IOException {
        Path version = Files.createDirectory(directory.resolve("..version-" + ++versions));
        Files.writeString(version.resolve("tls.crt"), certificate);
        Files.writeString(version.resolve("tls.key"), key);
        Path link = Files.createSymbolicLink(directory.resolve("..next"), version.getFileName());
        Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void mount(String name) throws IOException {
        TestCertificate certificate = authority.client(name);
        mount(certificate.certificatePem(), certificate.privateKeyPem());
    }

    private TlsSettings settings() throws IOException {
        mount("first");
        return TlsSettings.builder()
                .trustedCertificates(authority.pem())
                .rotatedClientCertificateFiles(
                        Files.createSymbolicLink(directory.resolve("tls.crt"), Path.of("..data", "tls.crt")),
                        Files.createSymbolicLink(directory.resolve("tls.key"), Path.of("..data", "tls.key")))
                .build();
    }

    /** Breaks what there is, and returns the first message of the next connection. */
    private static ReceivedMessage reconnected(Stage stage) {
        stage.rest();
        int known = stage.server.messages().size();
        stage.server.cutConnections(false);
        for (int i = 0; i < 4 && stage.server.messages().size() == known; i++) {
            stage.server.advance(stage.time, Duration.ofSeconds(30), stage.client()::awaitIdle);
        }
        return stage.server.awaitMessages(known + 1, Stage.LIMIT).get(known);
    }

    /** Reconnects until the agent comes by that name: within a second it may resume a session of before. */
    private static void awaitName(Stage stage, String name) {
        long deadline = System.nanoTime() + Stage.LIMIT.toNanos();
        String came;
        do {
            came = reconnected(stage).request().clientCertificate();
        } while (!came.contains(name) && System.nanoTime() < deadline);
        assertThat(came).contains(name);
    }

    @ParameterizedTest
    @EnumSource
    void usesTheNewCertificateForTheNextConnection(Transport transport) throws IOException {
        TlsSettings tls = settings();
        try (Stage stage = Stage.on(
                transport,
                FakeOpampServer.builder()
                        .tls(authority)
                        .requireClientCertificate()
                        .start())) {
            stage.connect(client -> client.tls(tls).logFailures(false));
            assertThat(stage.message(1).request().clientCertificate()).contains("CN=first");
            mount("second");
            awaitName(stage, "second");
            mount("third");
            awaitName(stage, "third");
        }
    }

    @Test
    void keepsTheCertificateWhileTheFilesAreOfNoUse() throws IOException {
        TlsSettings tls = settings();
        mount(
                authority.client("foreign").certificatePem(),
                authority.client("other").privateKeyPem());
        try (Stage stage = Stage.on(
                Transport.HTTP,
                FakeOpampServer.builder()
                        .tls(authority)
                        .requireClientCertificate()
                        .start())) {
            stage.connect(client -> client.tls(tls).logFailures(false));
            assertThat(stage.message(1).request().clientCertificate()).contains("CN=first");
        }
        Files.delete(directory.resolve("..data"));
        try (Stage stage = Stage.on(
                Transport.WEBSOCKET,
                FakeOpampServer.builder()
                        .tls(authority)
                        .requireClientCertificate()
                        .start())) {
            stage.connect(client -> client.tls(tls).logFailures(false));
            assertThat(stage.message(1).request().clientCertificate()).contains("CN=first");
            mount("second");
            awaitName(stage, "second");
        }
    }

    @Test
    void isAValueLikeOtherSettings() throws IOException {
        TlsSettings tls = settings();
        assertThat(tls.hasClientCertificate()).isTrue();
        assertThat(tls).isEqualTo(tls.toBuilder().build());
        assertThat(tls).asString().contains("client certificate in files").doesNotContain("tls.key");
        assertThat(tls.withoutClientCertificate().hasClientCertificate()).isFalse();
        TestCertificate other = authority.client("other");
        assertThat(tls.toBuilder()
                        .clientCertificate(other.certificatePem(), other.privateKeyPem())
                        .build())
                .asString()
                .doesNotContain("files");
    }
}
