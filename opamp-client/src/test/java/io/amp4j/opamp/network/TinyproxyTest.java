package io.amp4j.opamp.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Through the forward proxy of Debian's package {@code tinyproxy-bin}, which wants a user and a password. */
class TinyproxyTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Failures failures = new Failures();
    private Daemon proxy;
    private int port;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        Daemon.require(Tinyproxy.PROGRAM, "tinyproxy-bin");
        port = Daemon.freePort();
        proxy = Tinyproxy.start(directory, port);
    }

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
    }

    private OpampClientBuilder client(URI endpoint, String credentials) {
        return OpampClient.builder(endpoint)
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .initialBackoff(Duration.ofMillis(20))
                .proxy(ProxySettings.of("http://" + credentials + "@127.0.0.1:" + port))
                .callbacks(failures);
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void reportsThroughTheProxy(boolean tls, boolean webSocket) {
        try (FakeOpampServer server = tls ? FakeOpampServer.builder().tls().start() : FakeOpampServer.start()) {
            try (OpampClient client = client(
                            webSocket ? server.webSocketEndpoint() : server.httpEndpoint(), "agent:open-sesame")
                    .tls(tls ? trusting(server.certificateAuthority().pem()) : TlsSettings.DEFAULT)
                    .build()) {
                client.start();
                server.awaitMessage(message -> message.has(MessagePart.DESCRIPTION), LIMIT);
            }
            server.awaitMessage(message -> message.isDisconnect(), LIMIT);
            assertThat(server.violations()).isEmpty();
            assertThat(server.requests())
                    .allSatisfy(request ->
                            assertThat(request.header("Proxy-Authorization")).isEmpty());
        }
    }

    private static TlsSettings trusting(String authority) {
        return TlsSettings.builder().trustedCertificates(authority).build();
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void saysThatTheProxyRefusesThePassword(boolean webSocket) throws Exception {
        try (FakeOpampServer server = FakeOpampServer.start();
                OpampClient client = client(
                                webSocket ? server.webSocketEndpoint() : server.httpEndpoint(), "agent:wrong-word")
                        .build()) {
            client.start();
            ConnectionFailure failure = failures.next();
            // This proxy answers 401, like a server, where the standard has 407.
            assertThat(failure.message()).contains("401").doesNotContain("wrong-word");
            assertThat(failure.kind())
                    .isEqualTo(webSocket ? ConnectionFailure.Kind.PROXY : ConnectionFailure.Kind.HTTP_STATUS);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void tellsThatTheProxyIsDown() throws Exception {
        proxy.close();
        try (FakeOpampServer server = FakeOpampServer.start();
                OpampClient client =
                        client(server.webSocketEndpoint(), "agent:open-sesame").build()) {
            client.start();
            assertThat(failures.next().kind()).isEqualTo(ConnectionFailure.Kind.PROXY);
            assertThat(server.requests()).isEmpty();
        }
    }
}
