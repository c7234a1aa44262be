package io.amp4j.opamp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.TlsSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The reference server refuses, asks for patience, breaks connections and restarts agents. */
@Interop
class ConnectionInteropTest {
    /** The server tells the time after the network: a wait may look this much shorter to it than it was. */
    private static final long SLACK_MILLIS = 500;

    @ParameterizedTest
    @CsvSource({"HTTP,503", "HTTPS_GZIP,429", "WEBSOCKET,429", "SECURE_WEBSOCKET_DEFLATE,503"})
    void staysAwayForAsLongAsAThrottlingStatusSays(Endpoint endpoint, int status, ReferenceServer server)
            throws Exception {
        server.refuse(1, status, Map.of("Retry-After", "3"));
        try (InteropAgent agent = InteropAgent.start(
                InteropAgent.options(server, endpoint).health(ComponentHealth.healthy(Instant.EPOCH)))) {
            Seen refused = server.awaitEvent("refused");
            // A change, like a heartbeat, is no reason to come back early.
            agent.client().updateHealth(ComponentHealth.unhealthy("changed meanwhile"));
            Seen accepted = server.awaitMessage();

            assertThat(accepted.at() - refused.at()).isGreaterThanOrEqualTo(3_000 - SLACK_MILLIS);
            assertThat(accepted.has("agentDescription")).isTrue();
            assertThat(accepted.text("/health/lastError")).isEqualTo("changed meanwhile");
            ConnectionFailure failure = InteropAgent.next("the refusal", agent.failures);
            assertThat(failure.kind()).isEqualTo(Kind.THROTTLED);
            assertThat(failure.httpStatus()).isEqualTo(status);
        }
        StatusInteropTest.assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "HTTPS_GZIP", "WEBSOCKET", "SECURE_WEBSOCKET_DEFLATE"})
    void staysAwayForAsLongAsAnUnavailableServerSays(Endpoint endpoint, ReferenceServer server) throws Exception {
        server.answerNextWith(Offers.unavailable("busy", Duration.ofSeconds(3)));
        try (InteropAgent agent = InteropAgent.start(
                InteropAgent.options(server, endpoint).health(ComponentHealth.healthy(Instant.EPOCH)))) {
            Seen refused = server.awaitMessage();
            ServerError error = InteropAgent.next("the error", agent.errors);
            assertThat(error.message()).isEqualTo("busy");
            agent.client().updateHealth(ComponentHealth.unhealthy("changed meanwhile"));
            // Over WebSocket it says goodbye and leaves.
            Seen again = server.awaitMessage("a report", seen -> !seen.has("agentDisconnect"));

            assertThat(again.at() - refused.at()).isGreaterThanOrEqualTo(3_000 - SLACK_MILLIS);
            assertThat(again.has("agentDescription"))
                    .as("what was refused comes again")
                    .isTrue();
            assertThat(again.text("/health/lastError")).isEqualTo("changed meanwhile");
        }
        assertNoNumberTwice(server);
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfARefusalAndTriesAgain(Endpoint endpoint, ReferenceServer server) throws Exception {
        server.refuse(2, 401, Map.of());
        try (InteropAgent agent = InteropAgent.start(server, endpoint)) {
            for (int i = 0; i < 2; i++) {
                ConnectionFailure failure = InteropAgent.next("the refusal", agent.failures);
                assertThat(failure.httpStatus()).isEqualTo(401);
                assertThat(failure.isAuthentication()).isTrue();
            }
            assertThat(server.awaitMessage().has("agentDescription")).isTrue();
            assertThat(agent.failures).isEmpty();
        }
        StatusInteropTest.assertOrderly(server);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = ".*WEBSOCKET.*")
    void comesBackAtOnceAfterADrop(Endpoint endpoint, ReferenceServer server) throws Exception {
        try (InteropAgent agent = InteropAgent.start(
                InteropAgent.options(server, endpoint).health(ComponentHealth.healthy(Instant.EPOCH)))) {
            Seen before = server.awaitMessage();
            server.drop(agent.uid());
            Seen after = server.awaitMessage();

            assertThat(after.connection()).isNotEqualTo(before.connection());
            assertThat(after.uid()).isEqualTo(before.uid());
            assertThat(after.sequence()).isGreaterThan(before.sequence());
            assertThat(after.isGap()).isFalse();
            assertThat(InteropAgent.next("the loss", agent.losses).kind()).isEqualTo(Kind.LOST);

            agent.client().updateHealth(ComponentHealth.unhealthy("still heard"));
            assertThat(server.awaitMessageWith("health").connection()).isEqualTo(after.connection());
        }
        assertNoNumberTwice(server);
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "SECURE_WEBSOCKET_DEFLATE"})
    void comesBackAfterAResetAndAfterEveryCloseCode(Endpoint endpoint, ReferenceServer server) throws Exception {
        try (InteropAgent agent = InteropAgent.start(server, endpoint)) {
            Seen last = server.awaitMessage();
            server.reset(agent.uid());
            assertThat(InteropAgent.next("the reset", agent.losses).closeCode()).isZero();
            for (int code : new int[] {1001, 1011, 1013, 4000}) {
                Seen again = server.awaitMessage();
                assertThat(again.connection()).isNotEqualTo(last.connection());
                assertThat(again.isGap()).isFalse();
                last = again;
                server.closeFrame(agent.uid(), code, "code " + code);
                ConnectionFailure loss = InteropAgent.next("the Close frame", agent.losses);
                assertThat(loss.closeCode()).isEqualTo(code);
            }
            assertThat(server.awaitMessage().connection()).isNotEqualTo(last.connection());
        }
        assertNoNumberTwice(server);
    }

    @ParameterizedTest
    @EnumSource
    void saysAgainWhatWasNotAnswered(Endpoint endpoint, ReferenceServer server) throws Exception {
        try (InteropAgent agent = InteropAgent.start(InteropAgent.options(server, endpoint)
                .heartbeat(Duration.ofHours(1))
                .health(ComponentHealth.healthy(Instant.EPOCH)))) {
            server.awaitMessage();
            InteropAgent.next("the first answer", agent.messages);
            server.cutNext();
            agent.client().updateHealth(ComponentHealth.unhealthy("said twice"));
            Seen unanswered = awaitHealth(server, "said twice");
            Seen again = awaitHealth(server, "said twice");
            assertThat(again.connection()).isNotEqualTo(unanswered.connection());
            assertThat(again.isGap()).isFalse();
        }
        assertNoNumberTwice(server);
    }

    private static Seen awaitHealth(ReferenceServer server, String error) {
        return server.awaitMessage(
                "the health " + error, seen -> seen.text("/health/lastError").equals(error));
    }

    @ParameterizedTest
    @EnumSource
    void restartsOnCommand(Endpoint endpoint, ReferenceServer server) throws Exception {
        try (InteropAgent agent = InteropAgent.start(server, endpoint)) {
            server.awaitMessage();
            server.push(agent.uid(), Offers.restart());

            InteropAgent.next("the command", agent.restarts);
            Seen goodbye = server.awaitMessageWith("agentDisconnect");
            Seen first = server.awaitMessage();
            assertThat(first.has("agentDescription")).isTrue();
            assertThat(first.uid()).isEqualTo(goodbye.uid());
            assertThat(agent.restarts).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTPS", "SECURE_WEBSOCKET"})
    void refusesAServerItHasNoReasonToTrust(Endpoint endpoint, ReferenceServer server) throws Exception {
        try (InteropAgent agent =
                InteropAgent.start(InteropAgent.options(server, endpoint).tls(TlsSettings.DEFAULT))) {
            assertThat(InteropAgent.next("the failure", agent.failures).kind()).isEqualTo(Kind.TLS);
        }
        assertThat(server.received()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTPS", "SECURE_WEBSOCKET"})
    void showsItsCertificate(Endpoint endpoint, @MutualTls ReferenceServer server) {
        TlsSettings mutual = TlsSettings.builder()
                .trustedCertificatesFile(server.certificate("ca.pem"))
                .clientCertificateFiles(server.certificate("client.pem"), server.certificate("client-key.pem"))
                .build();
        try (InteropAgent agent =
                InteropAgent.start(InteropAgent.options(server, endpoint).tls(mutual))) {
            Seen first = server.awaitMessage();
            assertThat(first.uid()).isEqualTo(agent.uid());
            assertThat(first.json().path("clientCertificate").asText()).isEqualTo("interop agent");
        }
    }

    @Test
    void speaksHttp2WhereTheServerDoes(ReferenceServer server) {
        try (InteropAgent agent = InteropAgent.start(server, Endpoint.HTTPS)) {
            Seen first = server.awaitMessage();
            assertThat(first.uid()).isEqualTo(agent.uid());
            assertThat(first.json().path("protocol").asText()).isEqualTo("HTTP/2.0");
        }
    }

    /** After trouble numbers may be skipped, but never go back. */
    static void assertNoNumberTwice(ReferenceServer server) {
        List<Seen> all = server.received();
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).sequence()).isGreaterThan(all.get(i - 1).sequence());
        }
    }
}
