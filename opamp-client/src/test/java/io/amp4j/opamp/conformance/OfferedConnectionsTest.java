package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TelemetryDestination;
import io.amp4j.opamp.TelemetryDestination.Signal;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.Transport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Areas 17 and 19, as far as the client has a part in them: destinations of own telemetry, and connections that the agent alone knows. */
class OfferedConnectionsTest {

    private record Other(String name, ConnectionSettings settings) {}

    private static final class Taker extends Told {
        private volatile String refused = "";

        @Override
        public ConnectionSettingsOutcome onOwnTelemetry(OpampClient client, TelemetryDestination destination) {
            tell(destination);
            return destination.signal().name().equals(refused)
                    ? ConnectionSettingsOutcome.refuse("no exporter")
                    : ConnectionSettingsOutcome.accept();
        }

        @Override
        public ConnectionSettingsOutcome onOtherConnection(
                OpampClient client, String name, ConnectionSettings settings) {
            tell(new Other(name, settings));
            return ConnectionSettingsOutcome.accept();
        }
    }

    private final Taker taker = new Taker();

    private Stage stage(Transport transport) {
        return Stage.on(transport, FakeOpampServer.start(), taker);
    }

    private static ServerReply offer(String hash, UnaryOperator<SettingsOffer.Builder> settings) {
        return ServerReply.builder()
                .connectionSettings(
                        settings.apply(SettingsOffer.builder(Bytes.utf8(hash))).build())
                .build();
    }

    private static SettingsOffer.Destination at(String path) {
        return SettingsOffer.destination()
                .endpoint("http://127.0.0.1:4318" + path)
                .build();
    }

    private static ReceivedMessage awaitStatus(Stage stage, String hash, int status) {
        return stage.server.awaitMessage(
                message -> message.connectionSettingsStatus()
                        .filter(said -> said.hash().equals(Bytes.utf8(hash)) && said.status() == status)
                        .isPresent(),
                Stage.LIMIT);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-247", "R-248", "R-249", "R-252", "R-254", "R-256"})
    void tellsOfEachDestinationThatIsOfferedAndAgainAfterARestart(Transport transport) {
        StateStore store = StateStore.inMemory();
        try (Stage stage = stage(transport)) {
            stage.connect(client -> client.stateStore(store));
            stage.say(offer(
                    "s",
                    settings -> settings.ownMetrics(SettingsOffer.destination()
                                    .endpoint("http://127.0.0.1:4318/custom/metrics")
                                    .header("X-Key", "1")
                                    .trust("", true)
                                    .build())
                            .ownTraces(at("/v1/traces"))));
            awaitStatus(stage, "s", Reported.APPLIED);
            assertThat(taker.all(TelemetryDestination.class))
                    .extracting(TelemetryDestination::signal, TelemetryDestination::endpoint)
                    .containsExactly(
                            tuple(Signal.METRICS, "http://127.0.0.1:4318/custom/metrics"),
                            tuple(Signal.TRACES, "http://127.0.0.1:4318/v1/traces"));
            stage.say(ServerReply.builder().build());
            assertThat(taker.all(TelemetryDestination.class)).hasSize(2);

            stage.say(offer("t", settings -> settings.ownMetrics(at("/v1/metrics"))));
            awaitStatus(stage, "t", Reported.APPLIED);
            List<TelemetryDestination> told = taker.all(TelemetryDestination.class);
            assertThat(told).hasSize(3);
            assertThat(told.get(2).settings().headers()).as("left out").contains(Map.of("X-Key", List.of("1")));
            assertThat(told.get(2).settings().hasTls()).isTrue();

            assertThat(stage.messages()).noneMatch(ReceivedMessage::isDisconnect);
            stage.connect(client -> client.stateStore(store));
            stage.until(
                    "the old ones", () -> taker.all(TelemetryDestination.class).size() >= 5);
            assertThat(taker.all(TelemetryDestination.class).subList(3, 5))
                    .extracting(TelemetryDestination::signal, TelemetryDestination::endpoint)
                    .containsExactly(
                            tuple(Signal.METRICS, "http://127.0.0.1:4318/v1/metrics"),
                            tuple(Signal.TRACES, "http://127.0.0.1:4318/v1/traces"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-281")
    void onePartThatIsRefusedMakesTheOneStatusSay(Transport transport) {
        taker.refused = "LOGS";
        try (Stage stage = stage(transport)) {
            stage.connect();
            stage.say(offer("s", settings -> settings.ownLogs(at("/v1/logs")).ownTraces(at("/v1/traces"))));
            assertThat(awaitStatus(stage, "s", Reported.FAILED)
                            .connectionSettingsStatus()
                            .orElseThrow()
                            .errorMessage())
                    .isEqualTo("own_logs: no exporter");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-281", "R-309"})
    void onePartThatCannotBeUsedKeepsAllOthersFromBeingUsed(Transport transport) {
        try (Stage stage = stage(transport)) {
            stage.connect(client -> client.acceptConnectionSettings(true));
            stage.say(offer(
                    "s",
                    settings -> settings.ownLogs(SettingsOffer.destination()
                                    .endpoint("http://127.0.0.1:4318/v1/logs")
                                    .trust("nonsense", false)
                                    .build())
                            .ownTraces(at("/v1/traces"))
                            .opamp(SettingsOffer.destination()
                                    .endpoint("ftp://x")
                                    .build())));
            assertThat(awaitStatus(stage, "s", Reported.FAILED)
                            .connectionSettingsStatus()
                            .orElseThrow()
                            .errorMessage())
                    .contains("opamp: ", "own_logs: ")
                    .doesNotContain("nonsense");
            assertThat(taker.all(TelemetryDestination.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-255")
    void leavesAloneWhatItHasNoCapabilityFor(Transport transport) {
        try (Stage stage = stage(transport)) {
            stage.connect(client -> client.ownTelemetry(Set.of(Signal.LOGS))
                    .acceptOtherConnections(false)
                    .acceptConnectionSettings(false));
            assertThat(AgentCapability.fromMask(stage.messages().get(0).capabilities()))
                    .contains(AgentCapability.REPORTS_OWN_LOGS, AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS)
                    .doesNotContain(
                            AgentCapability.REPORTS_OWN_METRICS,
                            AgentCapability.REPORTS_OWN_TRACES,
                            AgentCapability.ACCEPTS_OTHER_CONNECTION_SETTINGS,
                            AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS);
            stage.say(offer(
                    "s",
                    settings -> settings.ownMetrics(at("/v1/metrics"))
                            .ownTraces(at("/v1/traces"))
                            .ownLogs(at("/v1/logs"))
                            .other("kafka", at("/"))
                            .opamp(at("/"))));
            awaitStatus(stage, "s", Reported.APPLIED);
            assertThat(taker.all(TelemetryDestination.class))
                    .extracting(TelemetryDestination::signal)
                    .containsExactly(Signal.LOGS);
            assertThat(taker.all(Other.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-288", "R-289", "R-290", "R-291", "R-292", "R-294"})
    void handsOverOtherConnectionsByName(Transport transport) {
        try (Stage stage = stage(transport)) {
            stage.connect();
            stage.say(offer(
                    "s",
                    settings -> settings.other(
                                    "kafka",
                                    SettingsOffer.destination()
                                            .endpoint("kafka:9092")
                                            .header("X-Key", "1")
                                            .otherSetting("topic", "events")
                                            .build())
                            .other(
                                    "redis",
                                    SettingsOffer.destination()
                                            .endpoint("redis:1")
                                            .build())));
            awaitStatus(stage, "s", Reported.APPLIED);
            assertThat(taker.all(Other.class)).extracting(Other::name).containsExactlyInAnyOrder("kafka", "redis");
            stage.say(offer(
                    "t",
                    settings -> settings.other(
                            "kafka",
                            SettingsOffer.destination()
                                    .otherSetting("topic", "more")
                                    .build())));
            awaitStatus(stage, "t", Reported.APPLIED);
            List<Other> told = taker.all(Other.class);
            assertThat(told).hasSize(3);
            ConnectionSettings kafka = told.get(2).settings();
            assertThat(kafka.endpoint()).isEqualTo("kafka:9092");
            assertThat(kafka.headers()).contains(Map.of("X-Key", List.of("1")));
            assertThat(kafka.otherSettings()).isEqualTo(Map.of("topic", "more"));
            stage.say(offer("u", settings -> settings.ownLogs(at("/v1/logs"))));
            awaitStatus(stage, "u", Reported.APPLIED);
            assertThat(taker.all(Other.class)).hasSize(3);
        }
    }
}
