package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ManualTime;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server hears of the outcomes that callbacks return. */
class ConfigOutcomeTest {

    private static final Duration LIMIT = Duration.ofSeconds(RecordingCallbacks.LIMIT_SECONDS);

    private final FakeOpampServer server = FakeOpampServer.start();
    private final ManualTime time = new ManualTime();

    @AfterEach
    void stopServer() {
        server.close();
        assertThat(server.violations()).isEmpty();
    }

    private OpampClientBuilder client(Function<RemoteConfig, ConfigOutcome> onOffer) {
        return OpampClient.builder(server.httpEndpoint())
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler())
                .callbacks(new RecordingCallbacks(onOffer));
    }

    /** Waits for the first report of a configuration that is no longer being applied. */
    private ReceivedMessage awaitOutcome() {
        return server.awaitMessage(
                message -> message.remoteConfigStatus()
                        .filter(status -> status.status() != Reported.APPLYING)
                        .isPresent(),
                LIMIT);
    }

    private static Reported.ConfigStatus status(ReceivedMessage message) {
        return message.remoteConfigStatus().orElseThrow();
    }

    @Test
    void reportsWhatIsNotForThisAgentAsNotApplied() {
        server.offerRemoteConfig(OfferedFile.yaml("other-agent.yaml", "x"));
        AtomicInteger offers = new AtomicInteger();
        try (OpampClient client = client(config -> {
                    offers.incrementAndGet();
                    return ConfigOutcome.ignored();
                })
                .build()) {
            client.start();

            Reported.ConfigStatus reported = status(awaitOutcome());
            assertThat(reported.status()).isEqualTo(Reported.FAILED);
            assertThat(reported.errorMessage()).isEqualTo("ignored: this configuration is not for this agent");
            assertThat(reported.hash()).isNotEqualTo(io.amp4j.opamp.testing.Bytes.of(new byte[0]));
        }
        assertThat(offers).hasValue(1);
    }

    @Test
    @SuppressWarnings("NullAway") // the message of an exception, as it comes
    void saysWhatKindOfExceptionOneWordComesFrom() {
        server.offerRemoteConfig(OfferedFile.yaml("", "x"));
        try (OpampClient client = client(config -> ConfigOutcome.failed(new IllegalStateException().getMessage()))
                .build()) {
            client.start();

            assertThat(status(awaitOutcome()).status()).isEqualTo(Reported.FAILED);
            assertThat(status(awaitOutcome()).errorMessage()).isEqualTo("NullPointerException: reason");
        }
    }
}
