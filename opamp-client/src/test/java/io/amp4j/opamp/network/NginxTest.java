package io.amp4j.opamp.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Through Debian's {@code nginx-light} as it stands before many servers: TLS and HTTP/2 end there, large bodies do too. */
class NginxTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final TestCertificateAuthority authority = TestCertificateAuthority.create("ingress");
    private final FakeOpampServer server = FakeOpampServer.start();
    private final Failures failures = new Failures();
    private Daemon nginx;
    private int port;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        Daemon.require(Nginx.PROGRAM, "nginx-light");
        port = Daemon.freePort();
        TestCertificate certificate = authority.server("127.0.0.1");
        Files.writeString(directory.resolve("server.pem"), certificate.certificatePem());
        Files.writeString(directory.resolve("server.key"), certificate.privateKeyPem());
        nginx = Nginx.start(directory, port, server.port(), "");
    }

    @AfterEach
    void stop() {
        if (nginx != null) {
            nginx.close();
        }
        server.close();
    }

    private OpampClientBuilder client(String scheme) {
        return OpampClient.builder(URI.create(scheme + "://127.0.0.1:" + port))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .health(ComponentHealth.healthy(Instant.EPOCH))
                .initialBackoff(Duration.ofMillis(20))
                .tls(TlsSettings.builder().trustedCertificates(authority.pem()).build())
                .callbacks(failures);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "wss"})
    void reportsAndSaysGoodbye(String scheme) {
        try (OpampClient client = client(scheme).build()) {
            client.start();
            ReceivedMessage first = server.awaitMessages(1, LIMIT).get(0);
            assertThat(first.has(MessagePart.DESCRIPTION)).isTrue();
            assertThat(first.request().header("X-Outer-Protocol"))
                    .contains(scheme.equals("https") ? "HTTP/2.0" : "HTTP/1.1");
            client.updateHealth(ComponentHealth.unhealthy("disk full"));
            server.awaitMessage(message -> message.has(MessagePart.HEALTH) && message.sequenceNumber() > 1, LIMIT);
        }
        server.awaitMessage(message -> message.isDisconnect(), LIMIT);
        assertThat(server.violations()).isEmpty();
        assertThat(server.maxRequestsInFlight()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "wss"})
    void tellsOfABadGatewayAndComesBackWithEverything(String scheme) throws Exception {
        server.stopListening();
        try (OpampClient client = client(scheme).build()) {
            client.start();
            ConnectionFailure failure = failures.next();
            assertThat(failure.kind()).isEqualTo(ConnectionFailure.Kind.HTTP_STATUS);
            assertThat(failure.httpStatus()).isEqualTo(502);

            server.resumeListening();

            ReceivedMessage first = server.awaitMessages(1, LIMIT).get(0);
            assertThat(first.parts()).contains(MessagePart.DESCRIPTION, MessagePart.HEALTH);
        }
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void keepsReportingTheRestWhenTheGatewayRefusesALargeBody() throws Exception {
        try (OpampClient client = client("https")
                .effectiveConfig(EffectiveConfig.of(ConfigFile.yaml("a: " + "x".repeat(10_000))))
                .build()) {
            client.start();
            ConnectionFailure failure = failures.next();
            assertThat(failure.kind()).isEqualTo(ConnectionFailure.Kind.TOO_LARGE);
            assertThat(failure.httpStatus()).isEqualTo(413);

            ReceivedMessage first = server.awaitMessages(1, LIMIT).get(0);
            assertThat(first.parts())
                    .contains(MessagePart.DESCRIPTION, MessagePart.HEALTH)
                    .doesNotContain(MessagePart.EFFECTIVE_CONFIG);
        }
    }
}
