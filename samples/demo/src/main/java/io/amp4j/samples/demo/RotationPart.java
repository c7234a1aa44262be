package io.amp4j.samples.demo;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;

/** An agent enrols with a token, and its server gives it a certificate and another token; then both are rotated. */
final class RotationPart {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Timeline timeline;
    private final TestCertificateAuthority authority = TestCertificateAuthority.create("demo authority");

    RotationPart(Timeline timeline) {
        this.timeline = timeline;
    }

    void run() throws IOException {
        timeline.chapter(
                "Token and certificate are rotated",
                "The agent makes its keys itself and keeps a pair only after it has worked; no restart.");
        try (Folder folder = new Folder();
                FakeOpampServer server = FakeOpampServer.builder()
                        .tls(authority)
                        .requestClientCertificate()
                        .start();
                OpampClient client = OpampClient.builder(server.httpEndpoint())
                        .agent(AgentDescription.of("demo-agent", "1.0.0"))
                        .header("Authorization", "Bearer enrolment")
                        .tls(TlsSettings.builder()
                                .trustedCertificates(authority.pem())
                                .build())
                        .stateStore(StateStore.file(folder.resolve("state")))
                        .certificateRequests(CertificateRequestPolicy.DEFAULT)
                        .heartbeat(Duration.ofMillis(200))
                        .build()) {
            client.start();
            ReceivedMessage enrolment = request(server, 0);
            timeline.check(
                    enrolment.request().clientCertificate().isEmpty()
                            && token(enrolment).equals("Bearer enrolment"),
                    "the agent came over TLS with the enrolment token and without a certificate");
            PublicKey first = sign(server, enrolment, "first");

            client.requestCertificate();
            timeline.event("agent", "is asked to rotate, and makes another key");
            PublicKey second = sign(server, request(server, enrolment.index() + 1), "second");

            timeline.check(!first.equals(second), "the second certificate is for another key");
            timeline.check(
                    server.messages().stream()
                            .noneMatch(message ->
                                    new String(message.raw(), StandardCharsets.ISO_8859_1).contains("PRIVATE KEY")),
                    "no private key went over the wire, in " + server.messages().size() + " messages");
        }
    }

    private static ReceivedMessage request(FakeOpampServer server, long from) {
        return server.awaitMessage(
                message -> message.index() >= from && message.has(MessagePart.CONNECTION_SETTINGS_REQUEST), LIMIT);
    }

    /** Signs what is asked for, offers it with a new token, and waits until the agent uses both; returns the signed key. */
    private PublicKey sign(FakeOpampServer server, ReceivedMessage request, String name) {
        String certificate = authority.sign(request.connectionSettingsRequest()
                .orElseThrow()
                .certificateRequest()
                .orElseThrow()
                .toText());
        Bytes hash = Bytes.utf8(name);
        timeline.event("server", "signs the agent's request; offers the certificate with the " + name + " token");
        server.offerConnectionSettings(SettingsOffer.builder(hash)
                .opamp(SettingsOffer.destination()
                        .endpoint(server.httpEndpoint().toString())
                        .header("Authorization", "Bearer " + name)
                        .certificate(certificate, "", authority.pem())
                        .build())
                .build());
        ReceivedMessage applied = server.awaitMessage(
                message -> message.connectionSettingsStatus()
                        .filter(status -> status.status() == Reported.APPLIED
                                && status.hash().equals(hash))
                        .isPresent(),
                LIMIT);
        timeline.check(
                applied.request().clientCertificate().contains("demo-agent")
                        && token(applied).equals("Bearer " + name),
                "APPLIED came with the certificate of " + applied.request().clientCertificate() + " and the " + name
                        + " token");
        return key(certificate);
    }

    private static String token(ReceivedMessage message) {
        return String.join(", ", message.headers().getOrDefault("authorization", List.of()));
    }

    private static PublicKey key(String pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .getPublicKey();
        } catch (CertificateException e) {
            throw new DemoFailure("the authority signed no certificate: " + e.getMessage());
        }
    }
}
