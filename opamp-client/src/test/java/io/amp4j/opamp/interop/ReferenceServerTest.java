package io.amp4j.opamp.interop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.amp4j.opamp.internal.wire.AgentDescription;
import io.amp4j.opamp.internal.wire.AgentToServer;
import io.amp4j.opamp.internal.wire.AnyValue;
import io.amp4j.opamp.internal.wire.CommandType;
import io.amp4j.opamp.internal.wire.KeyValue;
import io.amp4j.opamp.internal.wire.RemoteConfigStatus;
import io.amp4j.opamp.internal.wire.RemoteConfigStatuses;
import io.amp4j.opamp.internal.wire.ServerToAgent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The harness itself, spoken to by the JDK's own HTTP client: what later tests rely on, without the code they test. */
@Interop
class ReferenceServerTest {
    private static final String UID = "30313233343536373839616263646566";

    @Test
    void tellsWhatAnHttpMessageHolds(ReferenceServer server) throws Exception {
        ServerToAgent answer = post(server, full(0), "X-Test", "yes");

        Seen seen = server.awaitMessage();
        assertThat(seen.uid()).isEqualTo(UID);
        assertThat(seen.transport()).isEqualTo("http");
        assertThat(seen.endpoint()).isEqualTo("plain");
        assertThat(seen.header("X-Test")).isEqualTo("yes");
        assertThat(seen.attribute("service.name")).isEqualTo("probe");
        assertThat(seen.has("health")).isFalse();
        assertThat(seen.isGap()).isFalse();
        assertThat(answer.getInstanceUid().toStringUtf8()).isEqualTo("0123456789abcdef");
        assertThat(answer.getFlags()).isZero();
    }

    @Test
    void asksForFullStateAfterAGap(ReferenceServer server) throws Exception {
        post(server, full(4));
        assertThat(post(server, bare(5)).getFlags()).isZero();
        assertThat(post(server, bare(7)).getFlags()).isEqualTo(1);
        assertThat(server.received()).extracting(Seen::isGap).containsExactly(false, false, true);
        assertThat(server.received()).extracting(Seen::sequence).containsExactly(4L, 5L, 7L);
    }

    @Test
    void answersTheNextHttpMessageWithWhatWasPushed(ReferenceServer server) throws Exception {
        post(server, full(0));
        server.push(UID, Offers.restart());
        assertThat(post(server, bare(1)).getCommand().getType()).isEqualTo(CommandType.CommandType_Restart);

        server.push(UID, Offers.remoteConfig("0a0b", Map.of("a.yaml", "a: 1")));
        ServerToAgent offer = post(server, bare(2));
        assertThat(offer.getRemoteConfig().getConfigHash()).isEqualTo(ByteString.copyFrom(new byte[] {10, 11}));
        assertThat(offer.getRemoteConfig()
                        .getConfig()
                        .getConfigMapOrThrow("a.yaml")
                        .getBody()
                        .toStringUtf8())
                .isEqualTo("a: 1");

        server.answerNextWith(Offers.unavailable("busy", Duration.ofSeconds(3)));
        assertThat(post(server, bare(3)).getErrorResponse().getRetryInfo().getRetryAfterNanoseconds())
                .isEqualTo(3_000_000_000L);
        server.push(UID, Offers.heartbeat("01", Duration.ofSeconds(9)));
        assertThat(post(server, bare(4)).getConnectionSettings().getOpamp().getHeartbeatIntervalSeconds())
                .isEqualTo(9);
    }

    @Test
    void refusesWithStatusAndHeader(ReferenceServer server) throws Exception {
        server.refuse(1, 429, Map.of("Retry-After", "5"));
        HttpResponse<byte[]> refused = exchange(HttpClient.newHttpClient(), server, Endpoint.HTTP, full(0));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("5");
        assertThat(server.awaitEvent("refused").json().path("status").asInt()).isEqualTo(429);
        post(server, full(0));
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void cutsAnHttpExchangeAfterReceivingIt(ReferenceServer server) {
        server.cutNext();
        assertThatThrownBy(() -> post(server, full(0))).isInstanceOf(IOException.class);
        assertThat(server.awaitMessage().sequence()).isZero();
    }

    @Test
    void countsWhoApplied(ReferenceServer server) throws Exception {
        post(
                server,
                full(0).toBuilder()
                        .setRemoteConfigStatus(RemoteConfigStatus.newBuilder()
                                .setLastRemoteConfigHash(ByteString.copyFrom(new byte[] {1, 2}))
                                .setStatus(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED))
                        .build());
        server.awaitApplied(1, "0102");
        assertThat(server.stats("0102").path("applied").asInt()).isEqualTo(1);
        assertThat(server.stats("03").path("applied").asInt()).isZero();
        assertThat(server.stats("03").path("agents").asInt()).isEqualTo(1);
    }

    @Test
    void servesTlsWithItsOwnAuthority(ReferenceServer server) throws Exception {
        HttpClient trusting =
                HttpClient.newBuilder().sslContext(trusting(server)).build();
        assertThat(exchange(trusting, server, Endpoint.HTTPS, full(0)).statusCode())
                .isEqualTo(200);
        assertThat(server.awaitMessage().endpoint()).isEqualTo("tls");
    }

    @Test
    void refusesTlsWithoutAClientCertificateWhereItIsRequired(@MutualTls ReferenceServer server) throws Exception {
        HttpClient trusting =
                HttpClient.newBuilder().sslContext(trusting(server)).build();
        assertThatThrownBy(() -> exchange(trusting, server, Endpoint.HTTPS, full(0)))
                .isInstanceOf(IOException.class);
        assertThat(server.received()).isEmpty();
    }

    @Test
    void pushesFragmentsAndClosesOverWebSocket(ReferenceServer server) throws Exception {
        Frames frames = new Frames();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(server.url(Endpoint.WEBSOCKET), frames)
                .get(30, SECONDS);
        server.awaitEvent("connected");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(0);
        full(0).writeTo(bytes);
        socket.sendBinary(ByteBuffer.wrap(bytes.toByteArray()), true).get(30, SECONDS);
        assertThat(server.awaitMessage().transport()).isEqualTo("ws");
        assertThat(frames.take()).startsWith("message");

        server.pushFragmented(UID, Offers.remoteConfig("01", Map.of("a", "b")), 5_000, 4);
        assertThat(frames.take()).isEqualTo("ping ping 0");
        assertThat(frames.take()).isEqualTo("ping ping 1");
        assertThat(frames.take()).isEqualTo("ping ping 2");
        assertThat(frames.take()).startsWith("message of ").endsWith(" in 4 frames");

        server.writeRaw(UID, "8900");
        assertThat(frames.take()).isEqualTo("ping ");
        server.closeFrame(UID, 1013, "busy");
        assertThat(frames.take()).isEqualTo("close 1013 busy");
        assertThat(server.awaitEvent("closed").json().path("bytesOut").asInt()).isGreaterThan(5_000);
    }

    @Test
    void saysWhatItDidNotSee(ReferenceServer server) {
        assertThatThrownBy(() -> server.push("ff", Offers.restart()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no agent has the instance uid \"ff\"");
    }

    @Test
    void isGoneAfterClose(ReferenceServer server) {
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        server.close();
        assertThat(process.isAlive()).isFalse();
        assertThatThrownBy(() -> server.awaitMessage()).hasMessageContaining("it has ended");
    }

    @Test
    @EnabledIfSystemProperty(named = "interop", matches = "required")
    void passesItsOwnTests() throws Exception {
        ReferenceProgram.built().test();
    }

    /** Tells each frame that arrives as one line. */
    private static final class Frames implements WebSocket.Listener {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private int size;
        private int count;

        String take() throws InterruptedException {
            String line = lines.poll(30, SECONDS);
            return line == null ? "nothing" : line;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            size += data.remaining();
            count++;
            if (last) {
                lines.add("message of " + size + " bytes in " + count + " frames");
                size = 0;
                count = 0;
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer data) {
            lines.add("ping " + StandardCharsets.UTF_8.decode(data));
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            lines.add("close " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            lines.add("error " + error);
        }
    }

    private static AgentToServer full(long sequence) {
        return bare(sequence).toBuilder()
                .setAgentDescription(AgentDescription.newBuilder()
                        .addIdentifyingAttributes(KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue("probe"))))
                .build();
    }

    private static AgentToServer bare(long sequence) {
        return AgentToServer.newBuilder()
                .setInstanceUid(ByteString.copyFromUtf8("0123456789abcdef"))
                .setSequenceNum(sequence)
                .build();
    }

    private static ServerToAgent post(ReferenceServer server, AgentToServer message, String... headers)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response = exchange(HttpClient.newHttpClient(), server, Endpoint.HTTP, message, headers);
        assertThat(response.statusCode()).isEqualTo(200);
        return ServerToAgent.parseFrom(response.body());
    }

    private static HttpResponse<byte[]> exchange(
            HttpClient client, ReferenceServer server, Endpoint endpoint, AgentToServer message, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url(endpoint))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(message.toByteArray()));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static SSLContext trusting(ReferenceServer server) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(Files.readAllBytes(server.certificate("ca.pem")))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
