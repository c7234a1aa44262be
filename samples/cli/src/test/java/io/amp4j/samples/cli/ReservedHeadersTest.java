package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedRequest;
import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.HeaderSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars share no code, but which headers are theirs and not the user's: those that belong to the connection or frame the body. */
class ReservedHeadersTest {
    private static final String VALUE = "from-the-user";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept-Encoding",
                "Connection",
                "Content-Encoding",
                "Content-Length",
                "Content-Type",
                "Expect",
                "Keep-Alive",
                "Proxy-Authorization",
                "Proxy-Connection",
                "Sec-WebSocket-Key",
                "Sec-WebSocket-Extensions",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "transfer-encoding"
            })
    void areSentByNeitherJarForTheUser(String name) throws Exception {
        assertThat(sentByOpampClient(name)).doesNotContain(VALUE);
        assertThat(sentByOtelInit(name, Duration.ofMillis(200))).doesNotContain(VALUE);
    }

    @Test
    void othersAreSentByBoth() throws Exception {
        assertThat(sentByOpampClient("X-Tenant")).containsExactly(VALUE, VALUE);
        assertThat(sentByOtelInit("X-Tenant", LIMIT)).containsExactly(VALUE);
    }

    /** Returns what a report and an upgrade carry under that name. */
    private static List<String> sentByOpampClient(String name) {
        try (FakeOpampServer server = FakeOpampServer.start()) {
            for (URI endpoint : List.of(server.httpEndpoint(), server.webSocketEndpoint())) {
                try (OpampClient client = OpampClient.builder(endpoint)
                        .agent(AgentDescription.of("checkout", "1"))
                        .header(name, VALUE)
                        .build()) {
                    client.start();
                    server.awaitRequest(
                            request ->
                                    request.isUpgrade() == endpoint.getScheme().equals("ws"),
                            LIMIT);
                    client.close(Duration.ZERO);
                }
            }
            List<ReceivedRequest> requests = server.requests();
            return List.of(requests.get(0), requests.get(requests.size() - 1)).stream()
                    .flatMap(request -> request.header(name).stream())
                    .toList();
        }
    }

    /** @param patience how long to wait for the export, which does not come if the header is refused */
    private static List<String> sentByOtelInit(String name, Duration patience) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Optional.ofNullable(exchange.getRequestHeaders().get(name)).ifPresent(seen::addAll);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try (AmpOtel amp = AmpOtel.builder()
                .endpoint("http://127.0.0.1:" + server.getAddress().getPort())
                .headers(HeaderSource.of(Map.of(HeaderSource.API_KEY_HEADER, "key", name, VALUE)))
                .serviceName("checkout")
                .environment(variable -> null)
                .closeTimeout(Duration.ofMillis(100))
                .standalone()) {
            amp.tracer("test").spanBuilder("span").startSpan().end();
            assertThat(amp.flush(patience)).isEqualTo(!seen.isEmpty());
        } finally {
            server.stop(0);
        }
        return seen;
    }
}
