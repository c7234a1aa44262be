package io.amp4j.opamp.testing;

import static io.amp4j.opamp.testing.Messages.bytes;
import static io.amp4j.opamp.testing.Messages.first;
import static io.amp4j.opamp.testing.Messages.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeProxyTest {
    private final FakeOpampServer server = FakeOpampServer.start();
    private final FakeProxy proxy = FakeProxy.start();

    @AfterEach
    void close() {
        proxy.close();
        server.close();
    }

    @Test
    void opensATunnelForWhoHasCredentials() throws IOException {
        proxy.requireCredentials("u", "p");
        try (RawWebSocketClient client = new RawWebSocketClient(proxy.port())) {
            client.http.request("CONNECT", "127.0.0.1:" + server.port(), Map.of(), new byte[0]);
            RawHttpClient.Response refused = client.http.response();
            assertThat(refused.status()).isEqualTo(407);
            assertThat(refused.headers()).containsEntry("Proxy-Authenticate", "Basic realm=\"fake\"");

            client.http.request(
                    "CONNECT",
                    "127.0.0.1:" + server.port(),
                    Map.of("Proxy-Authorization", "Basic dTpw", "X-Trace", "1"),
                    new byte[0]);
            assertThat(client.http.response().status()).isEqualTo(200);
            assertThat(client.upgrade(Map.of()).status()).isEqualTo(101);
            assertThat(client.exchange(first()).getCapabilities()).isEqualTo(0x7F);
        }
        assertThat(proxy.requests()).hasSize(2).last().satisfies(request -> {
            assertThat(request.method()).isEqualTo("CONNECT");
            assertThat(request.header("x-trace")).contains("1");
        });
        assertThat(server.requests())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.headers()).doesNotContainKeys("X-Trace", "Proxy-Authorization"));
    }

    @Test
    void passesRequestsWithAWholeUrlOn() throws IOException {
        proxy.requireCredentials("u", "p");
        try (RawHttpClient client = new RawHttpClient(proxy.port())) {
            for (int i = 1; i <= 3; i++) {
                byte[] body = bytes(i == 1 ? first() : heartbeat(i));
                Map<String, String> headers = Map.of(
                        "Content-Type",
                        "application/x-protobuf",
                        "Content-Length",
                        Integer.toString(body.length),
                        "Proxy-Authorization",
                        i == 1 ? "none" : "Basic dTpw");
                client.request("POST", server.httpEndpoint().toString(), headers, body);
                assertThat(client.response().status()).isEqualTo(i == 1 ? 407 : 200);
            }
        }
        assertThat(server.messages())
                .hasSize(2)
                .allMatch(message -> message.path().equals("/v1/opamp"));
        assertThat(server.requests().get(0).headers()).doesNotContainKey("Proxy-Authorization");
    }
}
