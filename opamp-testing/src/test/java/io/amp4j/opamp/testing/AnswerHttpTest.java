package io.amp4j.opamp.testing;

import static io.amp4j.opamp.testing.Messages.OTHER_UID;
import static io.amp4j.opamp.testing.Messages.SOON;
import static io.amp4j.opamp.testing.Messages.UID;
import static io.amp4j.opamp.testing.Messages.bytes;
import static io.amp4j.opamp.testing.Messages.described;
import static io.amp4j.opamp.testing.Messages.first;
import static io.amp4j.opamp.testing.Messages.heartbeat;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.testing.internal.wire.ServerToAgent;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerHttpTest {
    private final FakeOpampServer server = FakeOpampServer.start();
    private RawHttpClient client;

    @BeforeEach
    void connect() throws IOException {
        client = new RawHttpClient(server.port());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void usesQueuedAnswersFirstThenTheNewestRuleThenBehaves() throws IOException {
        AnswerRule old = server.onMessage(message -> true, Answer.status(500));
        AnswerRule rule = server.onMessage(message -> message.sequenceNumber() == 2, Answer.status(501));
        server.nextMessages(Answer.status(502));

        assertThat(client.post(bytes(first())).status()).isEqualTo(502);
        assertThat(client.post(bytes(heartbeat(2))).status()).isEqualTo(501);
        assertThat(client.post(bytes(heartbeat(3))).status()).isEqualTo(500);
        rule.close();
        assertThat(client.post(bytes(heartbeat(2))).status()).isEqualTo(500);
        old.close();
        server.nextMessages(Answer.status(502));
        assertThat(server.unusedAnswers()).isEqualTo(1);
        server.behave();
        assertThat(client.post(bytes(heartbeat(4))).status()).isEqualTo(200);
    }

    @Test
    void buildsEveryFieldOfAReply() throws IOException {
        server.nextMessages(Answer.reply(ServerReply.builder()
                .instanceUid(OTHER_UID)
                .capabilities(3)
                .reportFullState()
                .reportAvailableComponents()
                .remoteConfig(Bytes.utf8("h"))
                .connectionSettings(SettingsOffer.builder(Bytes.utf8("s"))
                        .opamp(SettingsOffer.destination()
                                .endpoint("wss://x/v1/opamp")
                                .header("a", "1")
                                .header("a", "2")
                                .heartbeatSeconds(-1)
                                .certificate("cert", "key", "")
                                .trust("ca", true)
                                .tlsVersions("1.2", "")
                                .proxy("http://p")
                                .proxyHeader("b", "3")
                                .build())
                        .ownMetrics(SettingsOffer.destination().endpoint("m").build())
                        .ownTraces(SettingsOffer.destination().noHeaders().build())
                        .ownLogs(
                                SettingsOffer.destination().insecureSkipVerify().build())
                        .other(
                                "kafka",
                                SettingsOffer.destination()
                                        .otherSetting("k", "v")
                                        .cipherSuites("X")
                                        .build())
                        .build())
                .newInstanceUid(UID)
                .command(7)
                .customCapabilities()
                .customMessage("c", "t", Bytes.utf8("d"))
                .offeredPackage("p", 1, "2.0", Bytes.utf8("ph"), "http://dl", Bytes.utf8("ch"), Bytes.EMPTY)
                .allPackagesHash(Bytes.utf8("all"))
                .field(100, new byte[] {1})
                .build()));

        ServerToAgent reply = client.post(bytes(first())).message();

        assertThat(reply.getInstanceUid().toByteArray()).isEqualTo(OTHER_UID.toByteArray());
        assertThat(reply.getCapabilities()).isEqualTo(3);
        assertThat(reply.getFlags()).isEqualTo(3);
        assertThat(reply.getRemoteConfig().hasConfig()).isTrue();
        assertThat(reply.getRemoteConfig().getConfig().getConfigMapCount()).isZero();
        var opamp = reply.getConnectionSettings().getOpamp();
        assertThat(opamp.getHeaders().getHeadersList()).hasSize(2);
        assertThat(opamp.getHeartbeatIntervalSeconds()).isEqualTo(-1);
        assertThat(opamp.getTls().getMinVersion()).isEqualTo("1.2");
        assertThat(opamp.getProxy().getConnectHeaders().getHeaders(0).getKey()).isEqualTo("b");
        assertThat(reply.getConnectionSettings().getOwnTraces().hasHeaders()).isTrue();
        assertThat(reply.getConnectionSettings().getOwnLogs().getTls().getInsecureSkipVerify())
                .isTrue();
        assertThat(reply.getConnectionSettings()
                        .getOtherConnectionsOrThrow("kafka")
                        .getOtherSettingsMap())
                .containsEntry("k", "v");
        assertThat(reply.getAgentIdentification().getNewInstanceUid().toByteArray())
                .isEqualTo(UID.toByteArray());
        assertThat(reply.getCommand().getTypeValue()).isEqualTo(7);
        assertThat(reply.hasCustomCapabilities()).isTrue();
        assertThat(reply.getCustomMessage().getData().toStringUtf8()).isEqualTo("d");
        assertThat(reply.getPackagesAvailable().getPackagesOrThrow("p").getTypeValue())
                .isEqualTo(1);
        assertThat(reply.getUnknownFields().hasField(100)).isTrue();
    }

    @Test
    void leavesEverythingElseOutOfAnError() throws IOException {
        server.nextMessages(Answer.reply(ServerReply.unavailable(Duration.ofSeconds(45))));

        ServerToAgent reply = client.post(bytes(first())).message();

        assertThat(reply.getCapabilities()).isZero();
        assertThat(reply.getInstanceUid().size()).isEqualTo(16);
        assertThat(reply.getErrorResponse().getTypeValue()).isEqualTo(ServerReply.UNAVAILABLE);
        assertThat(reply.getErrorResponse().getRetryInfo().getRetryAfterNanoseconds())
                .isEqualTo(45_000_000_000L);
    }

    @Test
    void throttlesAndRedirects() throws IOException {
        server.nextMessages(
                Answer.throttle(Duration.ofSeconds(90)),
                Answer.throttle(429, "Fri, 20 Nov 2026 22:00:00 GMT"),
                Answer.redirect(307, URI.create("http://127.0.0.1:1/x")));

        RawHttpClient.Response throttled = client.post(bytes(first()));
        assertThat(throttled.status()).isEqualTo(503);
        assertThat(throttled.headers()).containsEntry("Retry-After", "90");
        RawHttpClient.Response dated = client.post(bytes(first()));
        assertThat(dated.status()).isEqualTo(429);
        assertThat(dated.headers()).containsEntry("Retry-After", "Fri, 20 Nov 2026 22:00:00 GMT");
        RawHttpClient.Response moved = client.post(bytes(first()));
        assertThat(moved.status()).isEqualTo(307);
        assertThat(moved.headers()).containsEntry("Location", "http://127.0.0.1:1/x");
    }

    @Test
    void stallsUntilReleasedAndCountsWhatIsInFlight() throws IOException {
        CompletableFuture<String> gate = new CompletableFuture<>();
        server.nextMessages(Answer.normally().after(gate), Answer.normally().after(gate));
        try (RawHttpClient second = new RawHttpClient(server.port())) {
            client.send(bytes(first()), Map.of());
            second.send(bytes(heartbeat(2)), Map.of());
            server.awaitMessages(2, SOON);
            server.await("two in flight", () -> server.maxRequestsInFlight(UID) == 2, SOON);
            assertThat(client.in.available()).isZero();

            gate.complete("go");
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(second.response().status()).isEqualTo(200);
        }
        assertThat(server.violations()).anyMatch(text -> text.contains("another request in flight"));
        assertThat(server.maxRequestsInFlight()).isEqualTo(2);
    }

    @Test
    void noticesThatTheClientLeftASilentServer() throws IOException {
        server.nextMessages(Answer.silence());
        client.send(bytes(first()), Map.of());
        server.awaitMessages(1, SOON);
        client.close();

        server.awaitEvent(event -> event.kind() == ConnectionEvent.Kind.CLOSED, SOON);
    }

    @Test
    void cutsBeforeInTheMiddleAndAfter() throws IOException {
        server.nextMessages(Answer.cut());
        assertThatThrownBy(() -> client.post(bytes(first()))).isInstanceOf(EOFException.class);

        server.nextMessages(Answer.normally().withoutLastBytes(5).then(Answer.cut()));
        try (RawHttpClient next = new RawHttpClient(server.port())) {
            assertThatThrownBy(() -> next.post(bytes(heartbeat(2))))
                    .isInstanceOf(EOFException.class)
                    .hasMessage("ended early");
        }
        server.nextMessages(Answer.normally().then(Answer.cut()));
        try (RawHttpClient next = new RawHttpClient(server.port())) {
            assertThat(next.post(bytes(heartbeat(3))).status()).isEqualTo(200);
            assertThat(next.in.hasMore()).isFalse();
        }
        server.nextMessages(Answer.reset());
        try (RawHttpClient next = new RawHttpClient(server.port())) {
            assertThatThrownBy(() -> next.post(bytes(heartbeat(4)))).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void sendsExactlyAsManyBytesAsAsked() throws IOException {
        ServerReply reply = ServerReply.builder().reportFullState().build();
        server.nextMessages(Answer.sized(reply, 1024), Answer.sized(reply, 70_000), Answer.bomb(reply, 5_000_000));

        RawHttpClient.Response small = client.post(bytes(first()));
        assertThat(small.body()).hasSize(1024);
        assertThat(small.message().getFlags()).isEqualTo(1);
        assertThat(client.post(bytes(heartbeat(2))).body()).hasSize(70_000);
        RawHttpClient.Response bomb = client.post(bytes(heartbeat(3)));
        assertThat(bomb.headers()).containsEntry("Content-Encoding", "gzip");
        assertThat(bomb.body().length).isLessThan(10_000);
        assertThat(bomb.inflated()).hasSize(5_000_000);
    }

    @Test
    void refusesASizeThatLeavesNoRoom() throws IOException {
        server.nextMessages(Answer.sized(ServerReply.acknowledgement(), 21));

        assertThatThrownBy(() -> client.post(bytes(first()))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> server.awaitMessages(1, SOON))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("can be filled up to");
    }

    @Test
    void failsWaitsWhenAScriptCannotBeFollowed() throws IOException {
        server.nextMessages(Answer.close(1001, "bye"));

        assertThatThrownBy(() -> client.post(bytes(first()))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> server.awaitMessages(1, SOON))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("there are no frames on HTTP");
    }

    @Test
    void sendsGarbageThatIsTheSameForTheSameSeed() throws IOException {
        server.nextMessages(
                Answer.garbage(1, 100), Answer.garbage(1, 100), Answer.garbage(2, 100), Answer.body(new byte[] {5}));

        byte[] garbage = client.post(bytes(first())).body();
        assertThat(garbage).hasSize(100);
        assertThat(client.post(bytes(first())).body()).isEqualTo(garbage);
        assertThat(client.post(bytes(first())).body()).isNotEqualTo(garbage);
        assertThat(client.post(bytes(first())).body()).containsExactly(5);
    }

    @Test
    void liesAboutTheEncoding() throws IOException {
        server.nextMessages(Answer.encodedAs("gzip", new byte[] {1, 2}));

        RawHttpClient.Response response = client.post(bytes(first()));
        assertThat(response.headers()).containsEntry("Content-Encoding", "gzip");
        assertThat(response.body()).containsExactly(1, 2);
    }

    @Test
    void sendsAsSlowlyAsPermitsCome() throws IOException {
        Semaphore permits = new Semaphore(3);
        server.nextMessages(Answer.normally().paced(4, permits));
        client.send(bytes(first()), Map.of());

        assertThat(new String(client.in.require(12), US_ASCII)).isEqualTo("HTTP/1.1 200");
        permits.release(1000);
        assertThat(client.in.line()).isEqualTo(" OK");
    }

    @Test
    void refusesToShortenAGatedAnswer() {
        Answer gated = Answer.normally().after(new CompletableFuture<>());

        assertThatThrownBy(() -> gated.firstBytes(3)).isInstanceOf(IllegalArgumentException.class);
        assertThat(described(UID, 1)).isNotNull();
    }

    @Test
    void answersWithRawBytes() throws IOException {
        server.nextMessages(Answer.rawBytes("HTTP/1.1 204 No\r\n\r\n".getBytes(US_ASCII)));

        assertThat(client.post(bytes(first())).status()).isEqualTo(204);
    }
}
