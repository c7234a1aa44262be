package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.ProxySettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Docker Compose makes such names. A proxy sees what is asked for, so that none has to be resolved. */
class UnderscoreHostTest {

    @ParameterizedTest
    @CsvSource({
        "http://opamp_server:4320,     POST http://opamp_server:4320/v1/opamp HTTP/1.1",
        "http://opamp_server/,         POST http://opamp_server/v1/opamp HTTP/1.1",
        "http://opamp_server/?a=b,     POST http://opamp_server/v1/opamp?a=b HTTP/1.1",
        "http://opamp_server:4320/x,   POST http://opamp_server:4320/x HTTP/1.1",
        "ws://opamp_server:4320,       CONNECT opamp_server:4320 HTTP/1.1",
        "wss://_opamp_.a_b/v1/opamp,   CONNECT _opamp_.a_b:443 HTTP/1.1"
    })
    void asksForTheServer(String endpoint, String requestLine) throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> tellFirstLine(proxy, asked), "test-proxy");
            thread.setDaemon(true);
            thread.start();
            try (OpampClient client = OpampClient.builder(URI.create(endpoint))
                    .agent(AgentDescription.of("checkout", "1.4.0"))
                    .header("Authorization", "Bearer x")
                    .proxy(ProxySettings.of("http://127.0.0.1:" + proxy.getLocalPort()))
                    .build()) {
                client.start();
                assertThat(asked.get(20, TimeUnit.SECONDS)).isEqualTo(requestLine);
                client.close(Duration.ZERO);
            }
        }
    }

    @org.junit.jupiter.api.Test
    void takesAProxyOfSuchAName() {
        ProxySettings proxy = ProxySettings.of("http://user:secret@squid_proxy:3128");
        assertThat(proxy.host()).isEqualTo("squid_proxy");
        assertThat(proxy.port()).isEqualTo(3128);
        assertThat(proxy.credentials().orElseThrow().getUserName()).isEqualTo("user");
        assertThat(proxy.toString()).doesNotContain("secret");
    }

    private static void tellFirstLine(ServerSocket proxy, CompletableFuture<String> asked) {
        try (Socket socket = proxy.accept();
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            asked.complete(reader.readLine());
        } catch (IOException e) {
            asked.completeExceptionally(e);
        }
    }
}
