package io.amp4j.opamp.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.SettingsOffer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Through nginx that lets nobody in without a certificate, by an authority whose certificates are signed by an intermediate one, with lists of
 * revoked certificates of both. It ends the handshake in any case and answers 400 to whom it refuses, or what {@code error_page} says.
 */
class NginxClientCertificateTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String REFUSED_403 = """
            error_page 495 496 = @refused;
            location @refused { return 403; }
            """;

    private final FakeOpampServer server = FakeOpampServer.start();
    private final Failures failures = new Failures();

    @TempDir
    private Path directory;

    private OpensslAuthority root;
    private OpensslAuthority intermediate;
    private OpensslAuthority other;
    private OpensslAuthority.Issued first;
    private Daemon nginx;
    private @Nullable Daemon proxy;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Daemon.require(OpensslAuthority.PROGRAM, "openssl");
        Daemon.require(Nginx.PROGRAM, "nginx-light");
        root = OpensslAuthority.root(directory.resolve("root"), "root");
        intermediate = root.intermediate(directory.resolve("intermediate"), "intermediate");
        other = OpensslAuthority.root(directory.resolve("other"), "other");
        Files.writeString(directory.resolve("bundle.pem"), root.pem() + other.pem());
        OpensslAuthority.Issued own = root.server();
        Files.writeString(directory.resolve("server.pem"), own.certificate());
        Files.writeString(directory.resolve("server.key"), own.key());
        port = Daemon.freePort();
        first = issued("checkout");
        nginx = nginx("");
    }

    @AfterEach
    void stop() {
        if (nginx != null) {
            nginx.close();
        }
        if (proxy != null) {
            proxy.close();
        }
        server.close();
    }

    /** It knows the two roots alone: agents send the certificate of the intermediate authority along. */
    private Daemon nginx(String extra) throws Exception {
        Files.writeString(
                directory.resolve("crl.pem"),
                Files.readString(root.file("crl.pem"))
                        + Files.readString(intermediate.file("crl.pem"))
                        + Files.readString(other.file("crl.pem")));
        return Nginx.start(directory, port, server.port(), """
                ssl_verify_client on;
                ssl_verify_depth 2;
                ssl_client_certificate bundle.pem;
                ssl_crl crl.pem;
                %s""".formatted(extra));
    }

    /** A certificate of the intermediate authority, with the chain to the root. */
    private OpensslAuthority.Issued issued(String name) throws Exception {
        OpensslAuthority.Issued leaf = intermediate.issue(name, inAMonth());
        return new OpensslAuthority.Issued(leaf.certificate() + intermediate.pem(), leaf.key());
    }

    private static Instant inAMonth() {
        return InstantSource.system().instant().plus(Duration.ofDays(30));
    }

    private OpampClientBuilder client(String scheme) throws Exception {
        return OpampClient.builder(URI.create(scheme + "://127.0.0.1:" + port))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .health(ComponentHealth.healthy(Instant.EPOCH))
                .acceptConnectionSettings(true)
                .stateStore(StateStore.file(directory.resolve("state")))
                .heartbeat(Duration.ofSeconds(1))
                .initialBackoff(Duration.ofMillis(20))
                .tls(TlsSettings.builder()
                        .trustedCertificates(root.pem())
                        .clientCertificate(first.certificate(), first.key())
                        .build())
                .callbacks(failures);
    }

    private void offer(
            String hash, OpensslAuthority.Issued certificate, UnaryOperator<SettingsOffer.DestinationBuilder> more) {
        server.offerConnectionSettings(SettingsOffer.builder(Bytes.utf8(hash))
                .opamp(more.apply(SettingsOffer.destination()
                                .heartbeatSeconds(1)
                                .certificate(certificate.certificate(), certificate.key(), ""))
                        .build())
                .build());
    }

    private ReceivedMessage awaitStatus(String hash, int status) {
        return server.awaitMessage(
                message -> message.connectionSettingsStatus()
                        .filter(said -> said.hash().equals(Bytes.utf8(hash)) && said.status() == status)
                        .isPresent(),
                LIMIT);
    }

    private Predicate<ReceivedMessage> comesBy(OpensslAuthority.Issued certificate) throws Exception {
        Optional<String> serial = Optional.of(root.serial(certificate.certificate()));
        return message -> message.request().header("X-Client-Serial").equals(serial)
                && message.request().header("X-Client-Verify").equals(Optional.of("SUCCESS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "wss"})
    @Requirement({"R-295", "R-301", "R-258"})
    void changesCertificateAndAuthorityThroughIt(String scheme) throws Exception {
        OpensslAuthority.Issued second = other.issue("checkout", inAMonth());
        try (OpampClient client = client(scheme).build()) {
            client.start();
            assertThat(server.awaitMessages(1, LIMIT)).allMatch(comesBy(first));
            offer("s", second, settings -> settings);
            assertThat(awaitStatus("s", Reported.APPLIED)).matches(comesBy(second));
        }
        server.awaitMessage(comesBy(second).and(ReceivedMessage::isDisconnect), LIMIT);
        int known = server.messages().size();

        intermediate.revoke(first.certificate());
        nginx.close();
        nginx = nginx("");
        try (OpampClient client = client(scheme).build()) {
            client.start();
            assertThat(server.awaitMessages(known + 1, LIMIT).get(known))
                    .as("after a restart, with the first one revoked")
                    .matches(comesBy(second));
        }
        assertThat(server.violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "wss"})
    @Requirement({"R-259", "R-265"})
    void keepsTheOldCertificateIfTheOfferedOneIsRefused(String scheme) throws Exception {
        OpensslAuthority.Issued revoked = issued("checkout");
        intermediate.revoke(revoked.certificate());
        OpensslAuthority.Issued withoutChain = intermediate.issue("checkout", inAMonth());
        nginx.close();
        nginx = nginx("");
        try (OpampClient client = client(scheme).build()) {
            client.start();
            server.awaitMessages(1, LIMIT);
            offer("s", revoked, settings -> settings);
            ReceivedMessage failed = awaitStatus("s", Reported.FAILED);
            assertThat(failed).matches(comesBy(first));
            assertThat(failed.connectionSettingsStatus().orElseThrow().errorMessage())
                    .contains("uses those before again", "400");

            offer("t", withoutChain, settings -> settings);
            assertThat(awaitStatus("t", Reported.FAILED)).matches(comesBy(first));
        }
        assertThat(server.messages()).allMatch(comesBy(first));
        assertThat(server.violations()).isEmpty();
    }

    /** A status 400 can have any reason; what {@code error_page} makes of it is taken for a refusal. */
    @ParameterizedTest
    @CsvSource({"https, 400", "wss, 400", "https, 403", "wss, 403"})
    @Requirement("R-286")
    void takesItsFirstCertificateAgainWhenNginxSaysThatTheOfferedOneIsRefused(String scheme, int status)
            throws Exception {
        OpensslAuthority.Issued second = issued("checkout");
        try (OpampClient client = client(scheme).bootstrapAfter(2).build()) {
            client.start();
            server.awaitMessages(1, LIMIT);
            offer("s", second, settings -> settings);
            awaitStatus("s", Reported.APPLIED);
            server.offerConnectionSettings(null);
            int known = server.messages().size();

            intermediate.revoke(second.certificate());
            nginx.close();
            nginx = nginx(status == 403 ? REFUSED_403 : "");
            for (int refusals = 0; refusals < 2; ) {
                ConnectionFailure failure = failures.next();
                refusals += failure.httpStatus() == status ? 1 : 0;
                assertThat(failure.isAuthentication()).isEqualTo(failure.httpStatus() == 403);
            }
            if (status == 403) {
                ReceivedMessage back = awaitStatus("s", Reported.FAILED);
                assertThat(back).matches(comesBy(first));
                assertThat(back.connectionSettingsStatus().orElseThrow().errorMessage())
                        .contains("refused the credentials");
            } else {
                assertThat(failures.next().httpStatus()).isEqualTo(400);
                assertThat(server.messages().subList(known, server.messages().size()))
                        .noneMatch(comesBy(first));
            }
        }
        assertThat(server.violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "wss"})
    @Requirement({"R-309", "R-310"})
    void comesThroughAnOfferedProxyThatAsksForCredentials(String scheme) throws Exception {
        Daemon.require(Tinyproxy.PROGRAM, "tinyproxy-bin");
        int proxyPort = Daemon.freePort();
        Daemon forward = Tinyproxy.start(directory, proxyPort);
        proxy = forward;
        OpensslAuthority.Issued second = issued("checkout");
        String basic =
                "Basic " + Base64.getEncoder().encodeToString("agent:open-sesame".getBytes(StandardCharsets.UTF_8));
        try (OpampClient client = client(scheme).build()) {
            client.start();
            server.awaitMessages(1, LIMIT);
            offer("s", second, settings -> settings.proxy("http://127.0.0.1:" + proxyPort));
            ReceivedMessage failed = awaitStatus("s", Reported.FAILED);
            assertThat(failed).matches(comesBy(first));
            assertThat(failed.connectionSettingsStatus().orElseThrow().errorMessage())
                    .contains("proxy", "407");

            offer(
                    "t",
                    second,
                    settings ->
                            settings.proxy("http://127.0.0.1:" + proxyPort).proxyHeader("Proxy-Authorization", basic));
            assertThat(awaitStatus("t", Reported.APPLIED)).matches(comesBy(second));
            client.updateHealth(ComponentHealth.unhealthy("disk full"));
            server.awaitMessage(comesBy(second).and(message -> message.has(MessagePart.HEALTH)), LIMIT);

            forward.close();
            ConnectionFailure failure = failures.next();
            while (failure.kind() != ConnectionFailure.Kind.PROXY || failure.httpStatus() != 0) {
                failure = failures.next();
            }
        }
        assertThat(server.messages())
                .allSatisfy(message -> assertThat(message.request().header("Proxy-Authorization"))
                        .isEmpty());
        assertThat(server.violations()).isEmpty();
    }
}
