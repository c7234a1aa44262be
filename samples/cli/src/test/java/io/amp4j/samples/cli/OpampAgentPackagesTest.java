package io.amp4j.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OpampServerExtension;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@ExtendWith(OpampServerExtension.class)
class OpampAgentPackagesTest {
    private static final byte[] CONTENT = "content of a package".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private HttpServer files;

    @BeforeEach
    void serve() throws Exception {
        files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        files.createContext("/file", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
            exchange.close();
        });
        files.start();
    }

    @AfterEach
    void stop() {
        files.stop(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void installsPackagesThatAreSignedByTheTrustedKey(boolean genuine, FakeOpampServer server) throws Exception {
        KeyPair trusted = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path key = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(trusted.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign((genuine ? trusted : other).getPrivate());
        signer.update(CONTENT);
        ServerReply offer = ServerReply.builder()
                .offeredPackage(
                        "checkout",
                        0,
                        "1.5.0",
                        Bytes.utf8("hash"),
                        "http://127.0.0.1:" + files.getAddress().getPort() + "/file",
                        Bytes.of(MessageDigest.getInstance("SHA-256").digest(CONTENT)),
                        Bytes.of(signer.sign()))
                .allPackagesHash(Bytes.utf8("all"))
                .build();
        Path packages = folder.resolve("packages");

        try (OpampTerminal agent = OpampTerminal.agent(
                server.webSocketEndpoint().toString(),
                "--packages-dir",
                packages.toString(),
                "--trust-key",
                key.toString())) {
            ReceivedMessage first =
                    server.awaitMessages(1, Duration.ofSeconds(30)).get(0);
            agent.await("connected");
            server.send(first.instanceUid(), offer);
            int expected = genuine ? 0 : 3;
            ReceivedMessage last = server.awaitMessage(
                    message -> message.packageStatuses()
                            .map(all -> all.packages().get("checkout"))
                            .filter(status -> status != null && status.status() == expected)
                            .isPresent(),
                    Duration.ofSeconds(30));

            String expectedError = genuine ? "" : "the signature fits no key of this agent";
            assertThat(last.packageStatuses().orElseThrow().packages()).hasEntrySatisfying("checkout", status -> {
                assertThat(status.errorMessage()).isEqualTo(expectedError);
            });
        }
        Path file = packages.resolve("checkout/current/checkout");
        if (genuine) {
            assertThat(file).hasBinaryContent(CONTENT);
        } else {
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void saysWhatIsWrongWithItsOptions() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        CommandRun lonely = CommandRun.of("opamp", "agent", "ws://127.0.0.1:1", "--trust-key", empty.toString());
        assertThat(lonely.exitCode()).isEqualTo(2);
        assertThat(lonely.err()).contains("--trust-key needs --packages-dir");

        CommandRun keyless = CommandRun.of(
                "opamp",
                "agent",
                "ws://127.0.0.1:1",
                "--packages-dir",
                folder.toString(),
                "--trust-key",
                empty.toString());
        assertThat(keyless.exitCode()).isEqualTo(2);
        assertThat(keyless.err()).contains("--trust-key: the text holds no public key");
    }
}
