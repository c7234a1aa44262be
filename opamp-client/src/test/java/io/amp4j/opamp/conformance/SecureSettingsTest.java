package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.FakeProxy;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.testing.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Areas 18 and 20: certificates, authorities and proxies that are offered, on real connections. */
class SecureSettingsTest {

    private final TestCertificateAuthority authority = TestCertificateAuthority.create("first");

    @TempDir
    private Path directory;

    private static URI endpoint(FakeOpampServer server, Transport transport) {
        return transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint();
    }

    private static ServerReply offer(String hash, UnaryOperator<SettingsOffer.DestinationBuilder> settings) {
        return ServerReply.builder()
                .connectionSettings(SettingsOffer.builder(Bytes.utf8(hash))
                        .opamp(settings.apply(SettingsOffer.destination().heartbeatSeconds(30))
                                .build())
                        .build())
                .build();
    }

    private static ReceivedMessage awaitStatus(FakeOpampServer server, String hash, int status) {
        return server.awaitMessage(
                message -> message.connectionSettingsStatus()
                        .filter(said -> said.hash().equals(Bytes.utf8(hash)) && said.status() == status)
                        .isPresent(),
                Stage.LIMIT);
    }

    private Stage stage(Transport transport, FakeOpampServer server, StateStore store) {
        Stage stage = Stage.on(transport, server);
        stage.connect(client -> client.acceptConnectionSettings(true)
                .clock(InstantSource.system())
                .stateStore(store)
                .tls(TlsSettings.builder().trustedCertificates(authority.pem()).build()));
        return stage;
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({
        "R-272", "R-273", "R-274", "R-284", "R-285", "R-287", "R-295", "R-296", "R-301", "R-302", "R-259", "R-258"
    })
    void provesItselfWithTheOfferedCertificateUntilOneIsLeftOut(Transport transport) throws IOException {
        TestCertificate certificate = authority.rsaClient("agent");
        TestCertificateAuthority second = TestCertificateAuthority.create("second");
        Path state = directory.resolve("state");
        try (FakeOpampServer mutual = FakeOpampServer.builder()
                        .tls(authority)
                        .requireClientCertificate()
                        .start();
                FakeOpampServer other = FakeOpampServer.builder().tls(second).start();
                Stage stage = stage(
                        transport, FakeOpampServer.builder().tls(authority).start(), StateStore.file(state))) {
            stage.push(offer(
                    "s",
                    settings -> settings.endpoint(endpoint(mutual, transport).toString())
                            .certificate(certificate.certificatePem(), certificate.privateKeyPem(), second.pem())));
            ReceivedMessage applied = awaitStatus(mutual, "s", Reported.APPLIED);
            assertThat(applied.request().clientCertificate()).contains("agent");
            assertThat(stage.server.messages().get(0).request().clientCertificate())
                    .isEmpty();

            stage.digest();
            stage.client().close();
            Path file = state.resolve("client.state");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            int known = mutual.messages().size();
            stage.start(client -> client.acceptConnectionSettings(true)
                    .clock(InstantSource.system())
                    .stateStore(StateStore.file(state))
                    .tls(TlsSettings.builder()
                            .trustedCertificates(authority.pem())
                            .build()));
            assertThat(mutual.awaitMessages(known + 1, Stage.LIMIT)
                            .get(known)
                            .request()
                            .clientCertificate())
                    .as("after a restart")
                    .contains("agent");
            stage.answered();

            ServerReply next = offer(
                    "t",
                    settings -> settings.endpoint(endpoint(other, transport).toString())
                            .trust(second.pem(), false));
            if (transport == Transport.HTTP) {
                mutual.nextMessages(Answer.reply(next));
                stage.advance(Stage.INTERVAL);
            } else {
                mutual.send(stage.uid(), next);
            }
            assertThat(awaitStatus(other, "t", Reported.APPLIED).request().clientCertificate())
                    .isEmpty();
            stage.client().close();
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .as("old keys are forgotten")
                    .doesNotContain("PRIVATE KEY");
        }
    }

    /** What the program says when it starts again after it accepted settings that lead to another server. */
    private enum Afterwards {
        TAKES_NO_SETTINGS(false, true),
        ALLOWS_NO_PLAINTEXT(true, false),
        ALLOWS_ALL(true, true);

        private final boolean accepts;
        private final boolean allowsPlaintext;

        Afterwards(boolean accepts, boolean allowsPlaintext) {
            this.accepts = accepts;
            this.allowsPlaintext = allowsPlaintext;
        }
    }

    @ParameterizedTest
    @EnumSource
    void usesStoredSettingsOnlyIfTheProgramStillAllowsThem(Afterwards afterwards) {
        Transport transport = Transport.WEBSOCKET;
        StateStore state = StateStore.inMemory();
        try (FakeOpampServer plain = FakeOpampServer.start();
                Stage stage = stage(
                        transport, FakeOpampServer.builder().tls(authority).start(), state)) {
            stage.client().close();
            UnaryOperator<OpampClientBuilder> usual = client -> client.clock(InstantSource.system())
                    .stateStore(state)
                    .tls(TlsSettings.builder()
                            .trustedCertificates(authority.pem())
                            .build());
            stage.start(
                    client -> usual.apply(client).acceptConnectionSettings(true).allowPlaintextSettings(true));
            stage.answered();
            stage.push(offer(
                    "s",
                    settings -> settings.endpoint(endpoint(plain, transport).toString())));
            awaitStatus(plain, "s", Reported.APPLIED);
            stage.digest();
            stage.client().close();

            int before = stage.server.messages().size();
            int beforePlain = plain.messages().size();
            stage.start(client -> usual.apply(client)
                    .acceptConnectionSettings(afterwards.accepts)
                    .allowPlaintextSettings(afterwards.allowsPlaintext));
            if (afterwards == Afterwards.ALLOWS_ALL) {
                plain.awaitMessages(beforePlain + 1, Stage.LIMIT);
                assertThat(stage.server.messages()).hasSize(before);
            } else {
                stage.server.awaitMessages(before + 1, Stage.LIMIT);
                assertThat(plain.messages()).hasSize(beforePlain);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-262", "R-265", "R-295"})
    void goesBackIfTheOfferedServerCannotBeTrusted(Transport transport) {
        try (FakeOpampServer other = FakeOpampServer.builder()
                        .tls(TestCertificateAuthority.create("second"))
                        .start();
                Stage stage = stage(
                        transport, FakeOpampServer.builder().tls(authority).start(), StateStore.inMemory())) {
            stage.push(offer(
                    "s",
                    settings -> settings.endpoint(endpoint(other, transport).toString())));
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(stage.failed().kind()).isEqualTo(ConnectionFailure.Kind.TLS);
                stage.advanceSeconds(attempt < 2 ? 10 : 0);
            }
            awaitStatus(stage.server, "s", Reported.FAILED);
            assertThat(other.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-275", "R-304", "R-305", "R-308", "R-310"})
    void goesThroughTheOfferedProxyFromThenOn(Transport transport) {
        try (FakeProxy proxy = FakeProxy.start();
                Stage stage = stage(
                        transport, FakeOpampServer.builder().tls(authority).start(), StateStore.inMemory())) {
            proxy.requireCredentials("user", "password");
            stage.push(offer(
                    "s",
                    settings -> settings.proxy("user:password@127.0.0.1:" + proxy.port())
                            .proxyHeader("X-Route", "blue")));
            awaitStatus(stage.server, "s", Reported.APPLIED);
            assertThat(proxy.requests())
                    .isNotEmpty()
                    .allMatch(request -> request.method().equals("CONNECT"))
                    .last()
                    .matches(request -> request.header("X-Route").equals(Optional.of("blue")));
            assertThat(stage.server.messages())
                    .allMatch(message -> !message.headers().containsKey("x-route"));
            int before = proxy.requests().size();
            stage.push(offer("t", settings -> settings.header("X-Key", "1")));
            awaitStatus(stage.server, "t", Reported.APPLIED);
            if (transport == Transport.WEBSOCKET) {
                assertThat(proxy.requests()).hasSizeGreaterThan(before);
            }
        }
    }
}
