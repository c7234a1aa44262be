package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever switches verification off talks to anybody, and is told so. */
class UnverifiedServerTest {
    private static final Logger LOGGER = Logger.getLogger("io.amp4j.opamp");

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().equals(Level.WARNING)) {
                warnings.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        // The lines of the test before are still being written.
        assertThat(SafeLogger.awaitWritten(Duration.ofSeconds(20).toNanos())).isTrue();
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.removeHandler(handler);
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
            assertThat(SafeLogger.awaitWritten(Duration.ofSeconds(20).toNanos()))
                    .isTrue();
            assertThat(List.copyOf(warnings)).singleElement().asString().contains("are NOT verified");
        }
    }
}
