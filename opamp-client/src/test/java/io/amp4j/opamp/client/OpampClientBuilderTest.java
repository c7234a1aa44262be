package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.testing.ManualTime;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpampClientBuilderTest {

    private static final EffectiveConfig CONFIG = EffectiveConfig.of(ConfigFile.yaml("a"));

    private final OpampClientBuilder builder = OpampClient.builder(URI.create("http://127.0.0.1:1"));

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://x", "opamp.example", "//opamp.example", "http:///v1/opamp", "https://u:p@opamp.example/"})
    void refusesWhatIsNoEndpoint(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpampClient.builder(URI.create(endpoint)))
                .withMessageNotContaining("u:p");
    }

    @Test
    @Requirement("R-003")
    void completesAHostToAnEndpoint() {
        assertThat(OpampClient.endpointOn("opamp.example"))
                .isEqualTo(URI.create("https://opamp.example:4320/v1/opamp"));
        assertThatIllegalArgumentException().isThrownBy(() -> OpampClient.endpointOn(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://opamp_server:99999/", "http://opamp_server:x/", "http://u:p@opamp_server/"})
    void refusesWhatOnlyLooksLikeAHostWithAnUnderscore(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpampClient.builder(URI.create(endpoint)))
                .withMessageNotContaining("u:p");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://opamp.example", "ws://opamp_server:4320/v1/opamp"})
    void refusesTlsSettingsThatNothingWouldUse(String endpoint) {
        TlsSettings tls = TlsSettings.builder().minVersion("1.3").build();
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> OpampClient.builder(URI.create(endpoint))
                        .agent(AgentDescription.of("a", "1"))
                        .tls(tls)
                        .build())
                .withMessageContainingAll("TLS settings", "leave out tls(…)");
    }

    @Test
    void namesAllThatDoesNotFitTogether() {
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> builder.capabilities(
                                List.of(AgentCapability.ACCEPTS_REMOTE_CONFIG, AgentCapability.ACCEPTS_RESTART_COMMAND))
                        .effectiveConfig(CONFIG)
                        .effectiveConfigSupplier(() -> CONFIG)
                        .build())
                .withMessageContainingAll("identifying attribute", "onRemoteConfig", "onRestart", "choose one");
    }

    @Test
    void refusesValuesOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder.heartbeat(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.heartbeat(Duration.ofDays(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.initialBackoff(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxRetries(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.customMessageQueue(0));
    }

    @Test
    void refusesASchedulerOfWhoseTimeItKnowsNothing() {
        ManualTime time = new ManualTime();
        String remedy = "scheduler(…) needs ticker(…), which says what time it is where the delays come from: that of"
                + " ManualTime in a test, System::nanoTime for a scheduler in real time";
        OpampClientBuilder client = OpampClient.builder(URI.create("http://127.0.0.1:1"))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .clock(time.clock())
                .scheduler(time.scheduler());
        OpampFleet.Builder fleet = OpampFleet.builder().clock(time.clock()).scheduler(time.scheduler());

        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(client::build)
                .withMessage("the client cannot be built: " + remedy);
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(fleet::build)
                .withMessage("the fleet cannot be built: " + remedy);
        client.ticker(time.ticker()).build().close();
        fleet.ticker(time.ticker()).build().close();
    }

    @Test
    void neverShowsTheValueOfAHeader() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.header("Authorization", "s3cr3t\n"))
                .withMessageContaining("Authorization")
                .withMessageNotContaining("s3cr3t");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.header("a b", "x"));
    }

    @Test
    void takesAttributesAsPlainObjects() {
        OpampClient client = builder.identifyingAttributes(Map.of("service.name", "checkout"))
                .nonIdentifyingAttributes(Map.of("os.type", "linux", "cpus", 4))
                .build();
        client.close();
        assertThat(client.status().instanceUid()).isEmpty();
    }

    @Test
    void buildsMoreThanOneClient() {
        builder.agent(AgentDescription.of("checkout", "1"));
        try (OpampClient one = builder.build();
                OpampClient two = builder.build()) {
            assertThat(one).isNotSameAs(two);
        }
    }
}
