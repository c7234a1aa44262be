package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.Transport;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever switches verification off talks to anybody, and is told so. */
class UnverifiedServerTest {
    private final WarningLog log = new WarningLog();

    @AfterEach
    void closeLog() {
        log.close();
    }

    @ParameterizedTest
    @EnumSource
    void hearsTheHeadersAndIsWarnedOfOnce(Transport transport) {
        try (FakeOpampServer server = FakeOpampServer.builder().tls().start();
                OpampClient client = OpampClient.builder(
                                transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint())
                        .agent(AgentDescription.of("checkout", "1.4.0"))
                        .header("Authorization", "Bearer hunter2")
                        .tls(TlsSettings.builder().insecureSkipVerify().build())
                        .build()) {
            client.start();

            assertThat(server.awaitMessages(1, Duration.ofSeconds(30))
                            .get(0)
                            .request()
                            .header("Authorization"))
                    .contains("Bearer hunter2");
            assertThat(log.all()).singleElement().asString().contains("are NOT verified");
        }
    }
}
