package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.Transport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program whose log throws. */
class ThrowingLogTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Logger LOGGER = Logger.getLogger("io.amp4j.opamp");

    private final Handler broken = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                throw new IllegalStateException("a test throws this");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void breakTheLog() {
        LOGGER.addHandler(broken);
    }

    @AfterEach
    void mendTheLog() {
        LOGGER.removeHandler(broken);
    }

    @ParameterizedTest
    @EnumSource
    void hasItsCallbacksCalledAfterOneThatThrew(Transport transport) {
        AtomicInteger messages = new AtomicInteger();
        OpampCallbacks callbacks = new OpampCallbacks() {
            @Override
            public void onMessage(OpampClient client, MessageData message) {
                if (messages.incrementAndGet() == 1) {
                    throw new IllegalStateException("a test throws this");
                }
            }

            @Override
            public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                return ConfigOutcome.applied();
            }
        };
        try (FakeOpampServer server = FakeOpampServer.start()) {
            server.offerRemoteConfig(OfferedFile.yaml("", "a: 1"));
            try (OpampClient client = OpampClient.builder(
                            transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint())
                    .agent(AgentDescription.of("checkout", "1"))
                    .heartbeat(Duration.ofMillis(500))
                    .callbacks(callbacks)
                    .build()) {
                client.start();
                server.await(
                        "the configuration to be applied",
                        () -> server.messages().stream()
                                .anyMatch(message -> message.remoteConfigStatus()
                                        .filter(status -> status.status() == Reported.APPLIED)
                                        .isPresent()),
                        LIMIT);
                server.await("another message to be told", () -> messages.get() > 1, LIMIT);
            }
        }
        assertThat(messages).hasValueGreaterThan(1);
    }
}
