package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.ComponentDetails;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Area 10: what is in a report, and when there is one. */
class StatusReportTest {

    private static final String PAUSE = "com.example.pause";
    private static final AvailableComponents COMPONENTS = components("otlp");

    private static AvailableComponents components(String name) {
        return AvailableComponents.of(Map.of(name, ComponentDetails.of(Map.of())));
    }

    private static OpampClientBuilder everything(OpampClientBuilder client) {
        return client.health(Stage.UP)
                .effectiveConfig(Stage.yaml("a: 1"))
                .availableComponents(COMPONENTS)
                .customCapabilities(CustomCapabilities.of(List.of(PAUSE)));
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-129", "R-133", "R-134", "R-215", "R-377", "R-378", "R-382"})
    @Defect("P15")
    void reportsEachChangeOnceAndAlone(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect(StatusReportTest::everything);
            assertNextReport(stage, MessagePart.HEALTH, () -> client.updateHealth(Stage.DOWN));
            assertNextReport(
                    stage, MessagePart.EFFECTIVE_CONFIG, () -> client.updateEffectiveConfig(Stage.yaml("b: 2")));
            assertNextReport(
                    stage,
                    MessagePart.DESCRIPTION,
                    () -> client.updateDescription(AgentDescription.of("checkout", "2")));
            assertNextReport(
                    stage,
                    MessagePart.AVAILABLE_COMPONENTS,
                    () -> client.updateAvailableComponents(components("prometheus")));
            assertNextReport(
                    stage,
                    MessagePart.CUSTOM_CAPABILITIES,
                    () -> client.updateCustomCapabilities(CustomCapabilities.NONE));
            stage.say(ServerReply.builder()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "c: 3"))
                    .build());
            stage.answered();
            assertThat(stage.last().parts()).containsExactly(MessagePart.REMOTE_CONFIG_STATUS);
        }
    }

    private static void assertNextReport(Stage stage, MessagePart part, Runnable change) {
        int before = stage.messages().size();
        change.run();
        stage.answered();
        assertThat(stage.messages()).hasSize(before + 1);
        assertThat(stage.last().parts()).containsExactly(part);
        assertThat(stage.sent()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-131", "R-132", "R-203", "R-215", "R-382"})
    void doesNotReportWhatIsEqualToBefore(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect(StatusReportTest::everything);
            client.updateHealth(ComponentHealth.healthy(Instant.EPOCH.plusSeconds(1)));
            client.updateEffectiveConfig(Stage.yaml("a: 1"));
            client.updateDescription(AgentDescription.of("checkout", "1.4.0"));
            client.updateAvailableComponents(components("otlp"));
            client.updateCustomCapabilities(CustomCapabilities.of(List.of(PAUSE)));
            stage.advance(Duration.ofSeconds(29));

            assertThat(stage.sent()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-130", "R-131", "R-007"})
    void isNotMovedByAcknowledgementsAndKnownOffers(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect();
            stage.say(ServerReply.builder()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .build());
            stage.answered();
            long polls = stage.isHttp() ? 1 : 0;
            long before = stage.sent();
            for (int i = 0; i < 30; i++) {
                stage.say(ServerReply.acknowledgement());
                stage.say(ServerReply.builder()
                        .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                        .build());
            }
            assertThat(stage.sent()).isEqualTo(before + 60 * polls);
            assertThat(stage.messages().subList((int) before, stage.messages().size()))
                    .allMatch(ReceivedMessage::isHeartbeat);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-135", "R-201", "R-202", "R-204", "R-208", "R-209", "R-211", "R-212"})
    void sendsAChangedPartAsAWhole(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            ComponentHealth tree = ComponentHealth.builder(true)
                    .startTime(Instant.ofEpochSecond(5))
                    .status("StatusOK (mine)")
                    .statusTime(Instant.ofEpochSecond(6))
                    .attribute("zone", AttributeValue.of("a"))
                    .component(
                            "exporters",
                            ComponentHealth.builder(true)
                                    .component("otlp", ComponentHealth.healthy(Instant.ofEpochSecond(7)))
                                    .build())
                    .component("receivers", ComponentHealth.healthy(Instant.ofEpochSecond(8)))
                    .build();
            OpampClient client = stage.connect(builder -> builder.health(tree));
            client.updateHealth(tree.toBuilder()
                    .component(
                            "exporters",
                            ComponentHealth.builder(true)
                                    .component("otlp", ComponentHealth.unhealthy("refused"))
                                    .build())
                    .build());
            stage.answered();

            Reported.Health before = stage.message(1).health().orElseThrow();
            Reported.Health after = stage.message(2).health().orElseThrow();
            assertThat(after.healthy()).isTrue();
            assertThat(after.startTimeUnixNano()).isEqualTo(5_000_000_000L);
            assertThat(after.status()).isEqualTo("StatusOK (mine)");
            assertThat(after.statusTimeUnixNano()).isEqualTo(6_000_000_000L);
            assertThat(after.attributes()).isEqualTo(Map.of("zone", "a"));
            assertThat(after.components()).containsOnlyKeys("exporters", "receivers");
            assertThat(after.components().get("receivers"))
                    .isEqualTo(before.components().get("receivers"));
            Reported.Health leaf =
                    after.components().get("exporters").components().get("otlp");
            assertThat(leaf.healthy()).isFalse();
            assertThat(leaf.lastError()).isEqualTo("refused");

            client.updateDescription(AgentDescription.of("checkout", "1.4.0").toBuilder()
                    .nonIdentifying("os.type", AttributeValue.of("linux"))
                    .build());
            stage.answered();
            Reported.Description description = stage.message(3).description().orElseThrow();
            assertThat(description.identifying())
                    .containsEntry("service.name", "checkout")
                    .hasSize(2);
            assertThat(description.nonIdentifying()).isEqualTo(Map.of("os.type", "linux"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-137", "R-138", "R-139", "R-140", "R-371", "R-374", "R-375", "R-376"})
    @Defect({"J4", "P10"})
    void answersARequestForEverythingAtOnceAndWithoutWhatHappenedOnce(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.server.announceCustomCapabilities(PAUSE);
            OpampClient client = stage.connect(StatusReportTest::everything);
            assertThat(client.sendCustomMessage(CustomMessage.of(PAUSE, "t", io.amp4j.opamp.Bytes.EMPTY)))
                    .succeedsWithin(Stage.LIMIT);
            stage.answered();
            stage.say(ServerReply.builder().reportFullState().build());
            stage.answered();
            ReceivedMessage full = stage.last();
            assertThat(full.parts())
                    .containsExactlyInAnyOrder(
                            MessagePart.DESCRIPTION,
                            MessagePart.HEALTH,
                            MessagePart.EFFECTIVE_CONFIG,
                            MessagePart.AVAILABLE_COMPONENTS,
                            MessagePart.CUSTOM_CAPABILITIES);
            assertThat(full.availableComponents().orElseThrow().components()).isEmpty();

            stage.say(ServerReply.builder()
                    .reportFullState()
                    .reportAvailableComponents()
                    .build());
            stage.answered();
            assertThat(stage.last().availableComponents().orElseThrow().components())
                    .containsOnlyKeys("otlp");
            assertThat(stage.last().description()).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-141")
    @Defect("P10")
    void boundsTheRateOfFullReportsHoweverOftenTheyAreAsked(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.server.onMessage(
                    message -> !message.isDisconnect(),
                    Answer.reply(ServerReply.builder().reportFullState().build()));
            stage.start(builder -> builder.health(Stage.UP));
            for (int i = 1; i <= 4; i++) {
                stage.answered();
            }
            stage.digest();
            long burst = stage.sent();
            assertThat(burst).as("not one per answer without end").isEqualTo(4);
            for (int i = 0; i < 10; i++) {
                stage.advance(Stage.INTERVAL);
                stage.answered();
            }
            assertThat(stage.sent()).isLessThanOrEqualTo(burst + 20);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-142")
    @Defect("P10")
    void heedsFlagsTogetherWithTheRestOfTheMessage(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(builder -> builder.health(Stage.UP));
            stage.say(ServerReply.builder()
                    .reportFullState()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .build());
            stage.answered();

            assertThat(stage.last().parts()).contains(MessagePart.DESCRIPTION, MessagePart.HEALTH);
            Reported.ConfigStatus status = stage.last().remoteConfigStatus().orElseThrow();
            assertThat(status.status())
                    .as("what the same message brought about")
                    .isEqualTo(Reported.APPLIED);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-143", "R-173"})
    void ignoresFlagsAndCapabilitiesWithoutAMeaning(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect(builder -> builder.health(Stage.UP));
            long before = stage.sent();
            stage.say(ServerReply.builder().flags(0xF0).capabilities(0xFF05).build());

            assertThat(stage.sent()).isEqualTo(before + (stage.isHttp() ? 1 : 0));
            assertThat(client.status().serverCapabilities()).hasSize(2);
        }
    }
}
