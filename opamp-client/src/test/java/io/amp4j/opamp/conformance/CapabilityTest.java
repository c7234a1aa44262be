package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerCapability;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.Transport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Area 11: capabilities of the agent and of the server. */
class CapabilityTest {

    private static final List<AgentCapability> LEAST = List.of(AgentCapability.REPORTS_STATUS);

    private static OpampClientBuilder able(OpampClientBuilder client) {
        return client.health(Stage.UP)
                .effectiveConfig(Stage.yaml("a: 1"))
                .availableComponents(AvailableComponents.of(Map.of()));
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-145", "R-146", "R-147"})
    @Defect({"J26", "S18"})
    void setsExactlyTheBitsOfWhatIsConfigured(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.callbacks(new OpampCallbacks() {
                @Override
                public void onMessage(OpampClient client, MessageData message) {
                    stage.told.onMessage(client, message);
                }
            }));
            assertThat(stage.last().capabilities()).isEqualTo(0x2001);
            stage.connect(CapabilityTest::able);
            assertThat(stage.last().capabilities()).isEqualTo(0x7C07);
            stage.connect(client -> client.capabilities(List.of()));
            assertThat(stage.last().capabilities()).isEqualTo(0x1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-148")
    void tellsOfOtherCapabilitiesAtOnce(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect(CapabilityTest::able);
            client.updateCapabilities(List.of(AgentCapability.REPORTS_HEALTH));
            stage.answered();

            assertThat(stage.message(2).capabilities()).isEqualTo(0x801);
            assertThat(stage.time.elapsed()).isZero();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.updateCapabilities(List.of(AgentCapability.ACCEPTS_PACKAGES)));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-149", "R-150", "R-159", "R-395"})
    void processesTheRestOfAMessageWhosePartItDoesNotAccept(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect(builder -> able(builder)
                    .capabilities(List.of(AgentCapability.REPORTS_HEALTH))
                    .customCapabilities(CustomCapabilities.of(List.of("com.example.pause"))));
            stage.say(ServerReply.builder()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .restart()
                    .offeredPackage("p", 0, "1", Stage.hash("p"), "http://127.0.0.1:9/p", Stage.hash("c"), Bytes.EMPTY)
                    .customMessage("com.example.pause", "now", Bytes.EMPTY)
                    .newInstanceUid(LifecycleTest.newUid(2))
                    .build());
            stage.answered();

            assertThat(stage.told.all(RemoteConfig.class)).isEmpty();
            assertThat(stage.told.all()).doesNotContain(Told.Word.RESTART);
            assertThat(stage.told.all(io.amp4j.opamp.CustomMessage.class)).hasSize(1);
            assertThat(stage.uid()).isEqualTo(LifecycleTest.newUid(2));
            assertThat(stage.messages()).noneMatch(message -> message.has(MessagePart.REMOTE_CONFIG_STATUS));
            client.updateCapabilities(
                    List.of(AgentCapability.ACCEPTS_REMOTE_CONFIG, AgentCapability.REPORTS_REMOTE_CONFIG));
            stage.answered();
            stage.say(ServerReply.builder()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .build());
            assertThat(stage.told.next(RemoteConfig.class).files()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-151", "R-160", "R-161", "R-163", "R-371"})
    @Defect({"J27", "S18"})
    void neverReportsWithoutTheCapabilityNotEvenWhenEverythingIsAsked(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect(builder ->
                    able(builder).callbacks(stage.told).capabilities(List.of(AgentCapability.ACCEPTS_REMOTE_CONFIG)));
            stage.say(ServerReply.builder()
                    .reportFullState()
                    .reportAvailableComponents()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .build());
            stage.told.next(RemoteConfig.class);
            stage.answered();
            stage.advance(Stage.INTERVAL);
            client.updateDescription(io.amp4j.opamp.AgentDescription.of("checkout", "2"));
            stage.server.awaitMessage(
                    message -> message.description()
                            .filter(is -> is.identifying().containsValue("2"))
                            .isPresent(),
                    Stage.LIMIT);

            assertThat(stage.messages())
                    .allSatisfy(message ->
                            assertThat(message.parts()).isSubsetOf(MessagePart.DESCRIPTION, MessagePart.DISCONNECT));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-166")
    void keepsItsEffectiveConfigFromAServerThatDoesNotTakeIt(Transport transport) {
        try (Stage stage =
                Stage.on(transport, FakeOpampServer.builder().capabilities(0x1).start())) {
            OpampClient client = stage.connect(CapabilityTest::able);
            assertThat(stage.message(1).effectiveConfig()).as("not known yet").isPresent();
            client.updateEffectiveConfig(Stage.yaml("b: 2"));
            stage.say(ServerReply.builder().capabilities(0).reportFullState().build());
            stage.answered();
            client.updateHealth(Stage.DOWN);
            stage.answered();

            List<ReceivedMessage> all = stage.messages();
            assertThat(all.subList(1, all.size())).noneMatch(message -> message.has(MessagePart.EFFECTIVE_CONFIG));
            assertThat(stage.last().health()).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-169", "R-170"})
    @Defect({"J29", "S15"})
    void showsWhatTheServerCanDoAndTakesZeroForNoChange(Transport transport) {
        try (Stage stage =
                Stage.on(transport, FakeOpampServer.builder().capabilities(0x7).start())) {
            OpampClient client = stage.connect();
            stage.say(ServerReply.builder().capabilities(0).build());
            assertThat(client.status().serverCapabilities())
                    .containsExactlyInAnyOrder(
                            ServerCapability.ACCEPTS_STATUS,
                            ServerCapability.OFFERS_REMOTE_CONFIG,
                            ServerCapability.ACCEPTS_EFFECTIVE_CONFIG);
            stage.say(ServerReply.builder().capabilities(0x21).build());
            assertThat(client.status().serverCapabilities())
                    .containsExactlyInAnyOrder(
                            ServerCapability.ACCEPTS_STATUS, ServerCapability.OFFERS_CONNECTION_SETTINGS);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-171")
    void forgetsWhatAFormerServerCouldDo(Transport transport) {
        try (Stage stage =
                Stage.on(transport, FakeOpampServer.builder().capabilities(0x7F).start())) {
            OpampClient client = stage.connect(CapabilityTest::able);
            stage.server.capabilities(0x1);
            if (stage.isHttp()) {
                stage.server.nextMessages(Answer.cut());
                stage.advance(Stage.INTERVAL);
            } else {
                stage.cutWebSocket();
            }
            stage.advance(stage.failed().retryIn());
            stage.answered();
            client.updateEffectiveConfig(Stage.yaml("b: 2"));
            client.updateHealth(Stage.DOWN);
            stage.answered();

            assertThat(client.status().serverCapabilities()).containsExactly(ServerCapability.ACCEPTS_STATUS);
            assertThat(stage.last().parts()).containsExactly(MessagePart.HEALTH);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-174")
    void getsAlongWithAPeerThatCanDoLittle(Transport transport) {
        try (Stage stage =
                Stage.on(transport, FakeOpampServer.builder().capabilities(0x1).start())) {
            stage.server.onMessage(message -> true, Answer.reply(ServerReply.acknowledgement()));
            stage.connect(CapabilityTest::able);
            stage.advance(Stage.INTERVAL);
            stage.answered();
            assertThat(stage.message(2).isHeartbeat()).isTrue();
        }
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.capabilities(LEAST));
            stage.say(ServerReply.builder()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .connectionSettings(SettingsOffer.builder(Stage.hash("s"))
                            .opamp(SettingsOffer.destination()
                                    .heartbeatSeconds(1)
                                    .build())
                            .build())
                    .reportFullState()
                    .build());
            stage.answered();
            assertThat(stage.last().parts()).containsExactly(MessagePart.DESCRIPTION);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-239")
    void acceptsNoRemoteConfigUnlessTheUserWritesWhatToDoWithIt(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.start(client -> client.callbacks(new OpampCallbacks() {}));
            assertThat(stage.message(1).capabilities() & 0x2).isZero();
            stage.start(client -> client.callbacks(new OpampCallbacks() {
                @Override
                public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                    return ConfigOutcome.applied();
                }
            }));
            stage.server.awaitMessage(message -> (message.capabilities() & 0x1002) == 0x1002, Stage.LIMIT);
        }
    }
}
