package io.amp4j.opamp.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.testing.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Certificates of {@code openssl ca}: the agent comes to a server without one, gets one there, and uses it at another server, in front of which
 * OpenSSL ends TLS and refuses in the handshake what the authority has not signed, has revoked, or what has expired.
 */
class OpensslAuthorityTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration HEARTBEAT = Duration.ofMinutes(5);
    private static final int REFUSALS = 4;

    private final Instant begin = InstantSource.system().instant();
    private final ManualTime time = new ManualTime(begin);
    private final Failures failures = new Failures();
    private final TestCertificateAuthority first = TestCertificateAuthority.create("first");

    @TempDir
    private Path directory;

    private FakeOpampServer enrolment;
    private FakeOpampServer server;
    private OpensslAuthority authority;
    private OpensslTerminator terminator;

    @BeforeEach
    void start() throws Exception {
        Daemon.require(OpensslAuthority.PROGRAM, "openssl");
        authority = OpensslAuthority.root(directory.resolve("ca"), "authority");
        enrolment = FakeOpampServer.builder().tls(first).start();
        server = FakeOpampServer.start();
        terminator = OpensslTerminator.start(directory.resolve("tls"), authority, server.port());
    }

    @AfterEach
    void stop() throws IOException {
        if (terminator != null) {
            terminator.close();
            server.close();
            enrolment.close();
        }
    }

    private OpampClientBuilder client(Transport transport) throws IOException {
        return OpampClient.builder(
                        transport == Transport.HTTP ? enrolment.httpEndpoint() : enrolment.webSocketEndpoint())
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .tls(TlsSettings.builder()
                        .trustedCertificates(first.pem() + authority.pem())
                        .build())
                .stateStore(StateStore.file(directory.resolve("state")))
                .backoff(BackoffPolicy.builder().jitter(0).build())
                .heartbeat(HEARTBEAT)
                .firstHeartbeatSpread(0)
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .random(new SplittableRandom(1))
                .callbacks(failures);
    }

    private OpampClientBuilder asking(Transport transport) throws IOException {
        return client(transport).certificateRequests(CertificateRequestPolicy.DEFAULT);
    }

    /** A certificate, and its key if the agent does not have it already. */
    private SettingsOffer offer(String hash, Transport transport, OpensslAuthority.Issued certificate) {
        return SettingsOffer.builder(Bytes.utf8(hash))
                .opamp(SettingsOffer.destination()
                        .endpoint((transport == Transport.HTTP ? "https" : "wss") + "://127.0.0.1:" + terminator.port()
                                + "/v1/opamp")
                        .heartbeatSeconds(HEARTBEAT.toSeconds())
                        .certificate(certificate.certificate(), certificate.key(), "")
                        .build())
                .build();
    }

    private void push(FakeOpampServer by, OpampClient client, SettingsOffer offer) {
        rest(by, client);
        by.send(
                Bytes.of(client.status().instanceUid().orElseThrow().toBytes().toByteArray()),
                ServerReply.builder().connectionSettings(offer).build());
        if (by.webSockets().isEmpty()) {
            int known = by.messages().size();
            untilPolled(client, () -> by.messages().size() > known);
        }
    }

    /** Moves time to the next poll over HTTP and not beyond, so that no exchange takes any time. */
    private void untilPolled(OpampClient client, BooleanSupplier polled) {
        do {
            time.advanceToNextTask();
            client.awaitIdle(LIMIT);
        } while (!polled.getAsBoolean());
    }

    private void rest(FakeOpampServer with, OpampClient client) {
        with.advance(time, Duration.ZERO, client::awaitIdle);
    }

    private static ReceivedMessage awaitRequest(FakeOpampServer by, int after) {
        return by.awaitMessage(
                message -> message.index() >= after && message.has(MessagePart.CONNECTION_SETTINGS_REQUEST), LIMIT);
    }

    private static String csr(ReceivedMessage message) {
        return message.connectionSettingsRequest()
                .orElseThrow()
                .certificateRequest()
                .orElseThrow()
                .toText();
    }

    private static Reported.SettingsStatus awaitStatus(FakeOpampServer by, String hash, int status) {
        return by.awaitMessage(
                        message -> message.connectionSettingsStatus()
                                .filter(said -> said.hash().equals(Bytes.utf8(hash)) && said.status() == status)
                                .isPresent(),
                        LIMIT)
                .connectionSettingsStatus()
                .orElseThrow();
    }

    /** What ends a certificate, and the alert of OpenSSL to it. */
    private enum End {
        REVOKED("certificate_revoked"),
        EXPIRED("certificate_expired");

        private final String alert;

        End(String alert) {
            this.alert = alert;
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, true, REVOKED", "HTTP, false, EXPIRED", "WEBSOCKET, true, EXPIRED", "WEBSOCKET, false, REVOKED"})
    @Requirement({"R-284", "R-285", "R-286", "R-315", "R-319"})
    void isToldThatItsCertificateIsRefusedAndGetsAnotherByItsFirstSettings(
            Transport transport, boolean byRequest, End end) throws Exception {
        OpampClientBuilder builder =
                byRequest ? asking(transport) : client(transport).acceptConnectionSettings(true);
        try (OpampClient client = builder.bootstrapAfter(REFUSALS).build()) {
            client.start();
            OpensslAuthority.Issued certificate = certified(byRequest, 0, 30);
            push(enrolment, client, offer("s", transport, certificate));
            awaitStatus(server, "s", Reported.APPLIED);
            rest(server, client);
            int known = enrolment.messages().size();

            if (end == End.REVOKED) {
                authority.revoke(certificate.certificate());
            } else {
                terminator.time(begin.plus(Duration.ofDays(31)));
            }
            int connections = terminator.accepted();
            terminator.cut();
            if (transport == Transport.HTTP) {
                untilPolled(client, () -> terminator.accepted() > connections);
            }
            Duration wait = Duration.ZERO;
            for (int refusal = 1; refusal <= REFUSALS; refusal++) {
                ConnectionFailure failure = refused(client, refusal == 1);
                assertThat(failure.kind()).isEqualTo(ConnectionFailure.Kind.TLS);
                assertThat(failure.message()).endsWith("Received fatal alert: " + end.alert);
                if (refusal < REFUSALS) {
                    assertThat(failure.retryIn()).isGreaterThan(wait);
                    wait = failure.retryIn();
                    client.awaitIdle(LIMIT);
                    time.advance(wait);
                }
            }

            assertThat(awaitStatus(enrolment, "s", Reported.FAILED).errorMessage())
                    .contains("refused the credentials");
            rest(enrolment, client);
            if (byRequest) {
                enrolment.advance(time, Duration.ofMinutes(2), client::awaitIdle);
            }
            OpensslAuthority.Issued another = certified(byRequest, known, 60);
            assertThat(another.certificate()).isNotEqualTo(certificate.certificate());
            push(enrolment, client, offer("t", transport, another));
            awaitStatus(server, "t", Reported.APPLIED);
        }
        assertThat(server.violations()).isEmpty();
        assertThat(enrolment.violations()).isEmpty();
    }

    /** A certificate of the key of the agent, or with a key of the authority. */
    private OpensslAuthority.Issued certified(boolean byRequest, int after, int days) throws Exception {
        Instant to = begin.plus(Duration.ofDays(days));
        if (!byRequest) {
            enrolment.awaitMessages(after + 1, LIMIT);
            return authority.issue("checkout", to);
        }
        String csr = csr(awaitRequest(enrolment, after));
        return new OpensslAuthority.Issued(authority.sign(csr, begin.minus(Duration.ofDays(1)), to), "");
    }

    /** The first refusal comes after the word that the connection before is lost, or at once. */
    private ConnectionFailure refused(OpampClient client, boolean isFirst) throws InterruptedException {
        ConnectionFailure failure = failures.next();
        if (isFirst && failure.kind() == ConnectionFailure.Kind.LOST) {
            client.awaitIdle(LIMIT);
            time.advance(failure.retryIn());
            failure = failures.next();
        }
        assertThat(failure.isAuthentication()).as(failure.toString()).isTrue();
        return failure;
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-323")
    void renewsAShortLivedCertificateInTime(Transport transport) throws Exception {
        try (OpampClient client = asking(transport).build()) {
            client.start();
            String csr = csr(awaitRequest(enrolment, 0));
            Instant from = begin.minus(Duration.ofMinutes(10));
            Instant to = begin.plus(Duration.ofMinutes(170));
            String old = authority.sign(csr, from, to);
            push(enrolment, client, offer("s", transport, new OpensslAuthority.Issued(old, "")));
            awaitStatus(server, "s", Reported.APPLIED);
            rest(server, client);

            // Two thirds of three hours, of which ten minutes are over.
            server.advance(time, Duration.ofMinutes(105), client::awaitIdle);
            assertThat(server.messages()).noneMatch(message -> message.has(MessagePart.CONNECTION_SETTINGS_REQUEST));
            server.advance(time, Duration.ofMinutes(25), client::awaitIdle);
            ReceivedMessage renewal = awaitRequest(server, 0);
            assertThat(time.clock().instant()).isBefore(to);
            String renewed = authority.sign(csr(renewal), from, to.plus(Duration.ofHours(3)));
            int connections = terminator.accepted();
            push(server, client, offer("t", transport, new OpensslAuthority.Issued(renewed, "")));
            awaitStatus(server, "t", Reported.APPLIED);
            rest(server, client);

            // The old one would not do any more.
            assertThat(terminator.accepted()).isGreaterThan(connections);
            int renewedAt = terminator.accepted();
            authority.revoke(old);
            terminator.time(to.plus(Duration.ofMinutes(1)));
            terminator.cut();
            int known = server.messages().size();
            if (transport == Transport.HTTP) {
                untilPolled(client, () -> terminator.accepted() > renewedAt);
            } else {
                assertThat(failures.next().kind()).isEqualTo(ConnectionFailure.Kind.LOST);
            }
            server.awaitMessages(known + 1, LIMIT);
        }
        assertThat(server.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-320", "R-321"})
    void refusesACertificateThatHasExpiredBeforeItTouchesAnything(Transport transport) throws Exception {
        try (OpampClient client = asking(transport).build()) {
            client.start();
            String csr = csr(awaitRequest(enrolment, 0));
            Instant to = begin.minus(Duration.ofHours(1));
            String expired = authority.sign(csr, to.minus(Duration.ofDays(1)), to);
            push(enrolment, client, offer("s", transport, new OpensslAuthority.Issued(expired, "")));
            assertThat(awaitStatus(enrolment, "s", Reported.FAILED).errorMessage())
                    .contains("expired");
            rest(enrolment, client);
            assertThat(terminator.accepted()).isZero();
            assertThat(client.status().isConnected()).isTrue();

            push(enrolment, client, offer("t", transport, new OpensslAuthority.Issued(authority.sign(csr), "")));
            awaitStatus(server, "t", Reported.APPLIED);
        }
        assertThat(enrolment.violations()).isEmpty();
    }

    /** The server names the authorities that it knows, so that no certificate of another one is sent, unless that bears the same name. */
    @ParameterizedTest
    @CsvSource({
        "HTTP, stranger, certificate_required",
        "WEBSOCKET, stranger, certificate_required",
        "HTTP, authority, unknown_ca",
        "WEBSOCKET, authority, unknown_ca"
    })
    @Requirement({"R-258", "R-259", "R-265"})
    void goesBackFromACertificateOfAnAuthorityThatTheServerDoesNotKnow(Transport transport, String name, String alert)
            throws Exception {
        OpensslAuthority stranger = OpensslAuthority.root(directory.resolve("stranger"), name);
        try (OpampClient client = asking(transport).build()) {
            client.start();
            String csr = csr(awaitRequest(enrolment, 0));
            push(enrolment, client, offer("s", transport, new OpensslAuthority.Issued(stranger.sign(csr), "")));
            for (int attempt = 1; attempt <= 3; attempt++) {
                ConnectionFailure failure = refused(client, false);
                assertThat(failure.message()).endsWith("Received fatal alert: " + alert);
                if (attempt < 3) {
                    client.awaitIdle(LIMIT);
                    time.advance(failure.retryIn());
                }
            }
            assertThat(awaitStatus(enrolment, "s", Reported.FAILED).errorMessage())
                    .contains("uses those before again", alert);
            assertThat(server.messages()).isEmpty();

            push(enrolment, client, offer("t", transport, new OpensslAuthority.Issued(authority.sign(csr), "")));
            awaitStatus(server, "t", Reported.APPLIED);
        }
        assertThat(enrolment.violations()).isEmpty();
    }
}
