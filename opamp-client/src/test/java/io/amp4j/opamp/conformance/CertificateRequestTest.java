package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.CertificateRequestPolicy.KeyAlgorithm;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Area 21: certificates that the agent asks its server for, on real connections with TLS. */
class CertificateRequestTest {

    private static final class Listener extends Told {
        private record Refused(String reason) {}

        @Override
        public void onCertificateRefused(OpampClient client, String reason) {
            tell(new Refused(reason));
        }
    }

    private final TestCertificateAuthority authority = TestCertificateAuthority.create("authority");
    private final Listener listener = new Listener();

    /** A little later than now, so that what others issue meanwhile is valid already. */
    private final Instant begin = InstantSource.system().instant().plusSeconds(600);

    private CertificateRequestPolicy policy = CertificateRequestPolicy.DEFAULT;

    @TempDir
    private Path directory;

    private FakeOpampServer plain() {
        return FakeOpampServer.builder().tls(authority).start();
    }

    private FakeOpampServer mutual() {
        return FakeOpampServer.builder()
                .tls(authority)
                .requireClientCertificate()
                .start();
    }

    private static URI endpoint(FakeOpampServer server, Transport transport) {
        return transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint();
    }

    private TlsSettings trusting() {
        return TlsSettings.builder().trustedCertificates(authority.pem()).build();
    }

    /** The wall clock goes on from now with the time of the stage. */
    private OpampClientBuilder asking(OpampClientBuilder client, Stage stage) {
        long beginTicks = stage.time.ticker().getAsLong();
        return client.certificateRequests(policy)
                .clock(() -> begin.plusNanos(stage.time.ticker().getAsLong() - beginTicks))
                .stateStore(StateStore.file(directory.resolve("state")))
                .tls(trusting());
    }

    private Stage stage(Transport transport, FakeOpampServer server) {
        Stage stage = Stage.on(transport, server, listener);
        stage.connect(client -> asking(client, stage));
        return stage;
    }

    private static ReceivedMessage awaitRequest(FakeOpampServer server, int after) {
        return server.awaitMessage(
                message -> message.index() >= after && message.has(MessagePart.CONNECTION_SETTINGS_REQUEST),
                Stage.LIMIT);
    }

    private static String csr(ReceivedMessage message) {
        return message.connectionSettingsRequest()
                .orElseThrow()
                .certificateRequest()
                .orElseThrow()
                .toText();
    }

    private static List<ReceivedMessage> requests(FakeOpampServer server) {
        return server.messages().stream()
                .filter(message -> message.has(MessagePart.CONNECTION_SETTINGS_REQUEST))
                .toList();
    }

    private ServerReply offer(String hash, String certificate, FakeOpampServer server, Transport transport) {
        return offer(
                hash,
                certificate,
                settings -> settings.endpoint(endpoint(server, transport).toString()));
    }

    private ServerReply offer(
            String hash, String certificate, UnaryOperator<SettingsOffer.DestinationBuilder> settings) {
        SettingsOffer.DestinationBuilder destination =
                SettingsOffer.destination().heartbeatSeconds(30).certificate(certificate, "", authority.pem());
        return ServerReply.builder()
                .connectionSettings(SettingsOffer.builder(Bytes.utf8(hash))
                        .opamp(settings.apply(destination).build())
                        .build())
                .build();
    }

    private static void push(Stage stage, FakeOpampServer server, ServerReply reply) {
        if (stage.isHttp()) {
            server.nextMessages(Answer.reply(reply));
            server.advance(stage.time, stage.client().status().heartbeatInterval(), stage.client()::awaitIdle);
        } else {
            server.send(stage.uid(), reply);
        }
    }

    private static ReceivedMessage awaitStatus(FakeOpampServer server, String hash, int status) {
        return server.awaitMessage(
                message -> message.connectionSettingsStatus()
                        .filter(said -> said.hash().equals(Bytes.utf8(hash)) && said.status() == status)
                        .isPresent(),
                Stage.LIMIT);
    }

    private String stored() throws IOException {
        return new String(
                Files.readAllBytes(directory.resolve("state").resolve("client.state")), StandardCharsets.ISO_8859_1);
    }

    private static void assertNoKeyIn(FakeOpampServer server) {
        assertThat(server.messages())
                .allSatisfy(message -> assertThat(new String(message.raw(), StandardCharsets.ISO_8859_1))
                        .doesNotContain("PRIVATE"));
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-284", "R-285", "R-302", "R-311", "R-314", "R-315", "R-316", "R-317", "R-319", "R-321"})
    void getsItsCertificateOnFirstUseAndKeepsIt(Transport transport) throws IOException {
        try (FakeOpampServer mutual = mutual();
                Stage stage = stage(transport, plain())) {
            ReceivedMessage request = awaitRequest(stage.server, 0);
            assertThat(request.parts()).containsExactly(MessagePart.CONNECTION_SETTINGS_REQUEST);
            assertThat(request.request().clientCertificate()).isEmpty();
            stage.push(offer(
                    "s",
                    authority.sign(csr(request)),
                    settings -> settings.endpoint(endpoint(mutual, transport).toString())
                            .header("Authorization", "own")));

            ReceivedMessage applied = awaitStatus(mutual, "s", Reported.APPLIED);
            assertThat(applied.request().clientCertificate()).contains("checkout");
            assertThat(applied.headers().get("authorization")).containsExactly("own");
            stage.digest();
            stage.client().close();
            int known = mutual.messages().size();
            stage.start(client -> asking(client, stage));
            ReceivedMessage first = mutual.awaitMessages(known + 1, Stage.LIMIT).get(known);
            assertThat(first.request().clientCertificate())
                    .as("after a restart")
                    .contains("checkout");
            assertThat(first.headers().get("authorization")).containsExactly("own");
            stage.answered();
            stage.advance(Stage.INTERVAL.multipliedBy(3));

            assertThat(requests(stage.server)).hasSize(1);
            assertThat(requests(mutual)).isEmpty();
            assertNoKeyIn(stage.server);
            assertNoKeyIn(mutual);
            assertThat(mutual.violations()).isEmpty();
            stage.client().close();
            assertThat(stored()).containsOnlyOnce("BEGIN PRIVATE KEY");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-313", "R-322"})
    void takesThePlaceOfTheCertificateThatTheProgramHas(Transport transport) throws IOException {
        TestCertificate bootstrap = authority.client("bootstrap");
        TlsSettings tls = TlsSettings.builder()
                .trustedCertificates(authority.pem())
                .clientCertificate(bootstrap.certificatePem(), bootstrap.privateKeyPem())
                .build();
        try (Stage stage = Stage.on(transport, mutual(), listener)) {
            stage.connect(client -> asking(client, stage).tls(tls));
            ReceivedMessage request = awaitRequest(stage.server, 0);
            assertThat(request.request().clientCertificate()).contains("bootstrap");
            stage.push(offer("s", authority.sign(csr(request)), stage.server, transport));
            assertThat(awaitStatus(stage.server, "s", Reported.APPLIED)
                            .request()
                            .clientCertificate())
                    .contains("checkout");
            stage.digest();
            stage.client().close();
            int known = stage.server.messages().size();
            stage.start(client -> asking(client, stage).tls(tls));
            assertThat(stage.server
                            .awaitMessages(known + 1, Stage.LIMIT)
                            .get(known)
                            .request()
                            .clientCertificate())
                    .contains("checkout");
            stage.answered();
            assertThat(stored()).doesNotContain(bootstrap.certificatePem());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-312")
    void asksNoServerThatItDoesNotTrust(Transport transport) {
        try (Stage stage = Stage.on(
                transport,
                FakeOpampServer.builder()
                        .tls(TestCertificateAuthority.create("another"))
                        .start(),
                listener)) {
            stage.start(client -> asking(client, stage));
            assertThat(stage.failed().kind()).isEqualTo(ConnectionFailure.Kind.TLS);
            stage.advanceSeconds(120);
            assertThat(stage.server.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-318")
    void waitsForDaysAndOverARestartForTheAnswer(Transport transport) {
        try (FakeOpampServer mutual = mutual();
                Stage stage = stage(transport, plain())) {
            String csr = csr(awaitRequest(stage.server, 0));
            stage.rest();
            stage.client().close();
            int known = stage.server.messages().size();
            stage.start(client -> asking(client, stage));
            stage.answered();
            assertThat(csr(awaitRequest(stage.server, known))).isEqualTo(csr);
            stage.rest();
            stage.push(offer("s", authority.sign(csr), mutual, transport));
            assertThat(awaitStatus(mutual, "s", Reported.APPLIED).request().clientCertificate())
                    .contains("checkout");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-320")
    void refusesACertificateOfAnotherKey(Transport transport) {
        try (FakeOpampServer mutual = mutual();
                Stage stage = stage(transport, plain())) {
            String csr = csr(awaitRequest(stage.server, 0));
            stage.rest();
            stage.push(offer("s", authority.client("checkout").certificatePem(), mutual, transport));
            assertThat(awaitStatus(stage.server, "s", Reported.FAILED)
                            .connectionSettingsStatus()
                            .orElseThrow()
                            .errorMessage())
                    .contains("does not belong to");
            stage.rest();
            assertThat(mutual.messages()).isEmpty();

            stage.push(offer("t", authority.sign(csr), mutual, transport));
            awaitStatus(mutual, "t", Reported.APPLIED);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-324")
    void tellsThatItIsRefusedAndDoesNotSendTheSameAgain(Transport transport) {
        FakeOpampServer server = plain();
        server.onMessage(
                message -> message.has(MessagePart.CONNECTION_SETTINGS_REQUEST),
                Answer.reply(ServerReply.error(ServerReply.BAD_REQUEST, "not this agent")));
        try (Stage stage = stage(transport, server)) {
            assertThat(listener.next(ServerError.class).message()).isEqualTo("not this agent");
            assertThat(listener.next(Listener.Refused.class).reason()).isEqualTo("not this agent");
            for (int minute = 0; minute < 7; minute++) {
                stage.advanceSeconds(60);
                stage.rest();
            }
            assertThat(requests(server)).hasSize(1);

            server.behave();
            stage.client().requestCertificate();
            ReceivedMessage another =
                    awaitRequest(server, (int) requests(server).get(0).index() + 1);
            assertThat(csr(another)).isNotEqualTo(csr(requests(server).get(0)));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-323")
    void renewsItOverTheConnectionWithTheOldOne(Transport transport) {
        try (FakeOpampServer mutual = mutual();
                Stage stage = stage(transport, plain())) {
            // Of 30 days, 19 are over: the next day it is time to renew it, and by chance up to three days later.
            Instant from = begin.minus(Duration.ofDays(19));
            String first = authority.sign(csr(awaitRequest(stage.server, 0)), from, from.plus(Duration.ofDays(30)));
            stage.push(offer(
                    "s",
                    first,
                    settings -> settings.endpoint(endpoint(mutual, transport).toString())
                            .heartbeatSeconds(6 * 3600)));
            awaitStatus(mutual, "s", Reported.APPLIED);
            stage.digest();
            assertThat(requests(mutual)).isEmpty();

            long applied = stage.time.ticker().getAsLong();
            for (int hour = 0; hour < 4 * 24 && requests(mutual).isEmpty(); hour++) {
                mutual.advance(stage.time, Duration.ofHours(1), stage.client()::awaitIdle);
            }
            ReceivedMessage renewal = awaitRequest(mutual, 0);
            assertThat(Duration.ofNanos(stage.time.ticker().getAsLong() - applied))
                    .isBetween(Duration.ofHours(23), Duration.ofDays(4));
            assertThat(renewal.request().clientCertificate()).contains("checkout");
            String second = authority.sign(csr(renewal));
            assertThat(second).isNotEqualTo(first);
            mutual.advance(stage.time, Duration.ZERO, stage.client()::awaitIdle);
            push(stage, mutual, offer("t", second, mutual, transport));
            awaitStatus(mutual, "t", Reported.APPLIED);
            mutual.advance(stage.time, Duration.ofMinutes(10), stage.client()::awaitIdle);
            assertThat(requests(mutual)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-325", "R-326"})
    void goesByItsInstanceUidIfItIsToldTo(Transport transport) {
        policy = CertificateRequestPolicy.builder().instanceUidAsCommonName().build();
        try (FakeOpampServer mutual = mutual();
                Stage stage = stage(transport, plain())) {
            String before = stage.client().status().instanceUid().orElseThrow().toString();
            String certificate = authority.sign(csr(awaitRequest(stage.server, 0)));
            stage.push(offer("s", certificate, mutual, transport));
            assertThat(awaitStatus(mutual, "s", Reported.APPLIED).request().clientCertificate())
                    .contains(before);
            stage.digest();
            mutual.advance(stage.time, Duration.ofMinutes(2), stage.client()::awaitIdle);
            push(
                    stage,
                    mutual,
                    ServerReply.builder()
                            .newInstanceUid(Bytes.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7}))
                            .build());
            ReceivedMessage again = awaitRequest(mutual, 0);
            assertThat(again.instanceUidText()).isNotEqualTo(before);
            assertThat(again.request().clientCertificate()).contains(before);
            mutual.advance(stage.time, Duration.ZERO, stage.client()::awaitIdle);
            push(stage, mutual, offer("t", authority.sign(csr(again)), mutual, transport));
            assertThat(awaitStatus(mutual, "t", Reported.APPLIED).request().clientCertificate())
                    .contains(again.instanceUidText());
        }
    }

    @ParameterizedTest
    @EnumSource
    void provesItselfWithEveryKindOfKey(KeyAlgorithm algorithm) {
        policy = CertificateRequestPolicy.builder()
                .keyAlgorithm(algorithm)
                .commonName("a name")
                .build();
        try (FakeOpampServer mutual = mutual();
                Stage stage = stage(Transport.WEBSOCKET, plain())) {
            String csr = csr(awaitRequest(stage.server, 0));
            stage.push(offer("s", authority.sign(csr), mutual, Transport.WEBSOCKET));
            assertThat(awaitStatus(mutual, "s", Reported.APPLIED).request().clientCertificate())
                    .contains("a name");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-315", "R-319"})
    void usesWhatOpensslHasIssued(Transport transport) throws Exception {
        try (FakeOpampServer mutual = mutual();
                Stage stage = stage(transport, plain())) {
            String certificate = issued(csr(awaitRequest(stage.server, 0)));
            stage.push(offer("s", certificate, mutual, transport));
            assertThat(awaitStatus(mutual, "s", Reported.APPLIED).request().clientCertificate())
                    .contains("checkout");
        }
    }

    /** A small authority by the command line. */
    private String issued(String csr) throws IOException, InterruptedException {
        Path ca = Files.writeString(directory.resolve("ca.pem"), authority.pem());
        Path key = Files.writeString(directory.resolve("ca.key"), authority.privateKeyPem());
        Path request = Files.writeString(directory.resolve("agent.csr"), csr);
        Path certificate = directory.resolve("agent.pem");
        Process process;
        try {
            process = new ProcessBuilder(
                            "openssl",
                            "x509",
                            "-req",
                            "-in",
                            request.toString(),
                            "-CA",
                            ca.toString(),
                            "-CAkey",
                            key.toString(),
                            "-set_serial",
                            "1",
                            "-days",
                            "30",
                            "-out",
                            certificate.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "there is no openssl here");
            throw e;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return Files.readString(certificate);
    }
}
