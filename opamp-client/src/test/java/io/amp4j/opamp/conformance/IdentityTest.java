package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Areas 8 and 9: the instance uid and the sequence number. */
class IdentityTest {

    private static final String PAUSE = "com.example.pause";

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-004", "R-116", "R-124", "R-136", "R-144"})
    @Defect({"P1", "J26"})
    void numbersAndNamesMessagesOfEveryKind(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.server.announceCustomCapabilities(PAUSE);
            OpampClient client = stage.connect(builder -> builder.health(Stage.UP)
                    .requestInstanceUid(false)
                    .customCapabilities(CustomCapabilities.of(List.of(PAUSE))));
            for (int i = 0; i < 15; i++) {
                client.updateHealth(ComponentHealth.unhealthy("change " + i));
                stage.answered();
                assertThat(client.sendCustomMessage(CustomMessage.of(PAUSE, "t" + i, io.amp4j.opamp.Bytes.EMPTY)))
                        .succeedsWithin(Stage.LIMIT);
                stage.answered();
                stage.advance(Stage.INTERVAL);
                stage.answered();
            }
            Bytes uid = stage.uid();
            client.close();

            List<ReceivedMessage> all = stage.messages();
            assertThat(all).hasSize(47);
            assertThat(all.get(46).isDisconnect()).isTrue();
            for (int i = 0; i < all.size(); i++) {
                ReceivedMessage message = all.get(i);
                assertThat(message.sequenceNumber()).isEqualTo(i + 1);
                assertThat(message.instanceUid()).isEqualTo(uid);
                assertThat(message.instanceUid().size()).isEqualTo(16);
                assertThat(message.capabilities()).isEqualTo(all.get(0).capabilities());
                assertThat(message.capabilities() & 1).isEqualTo(1);
                assertThat(message.flags()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-126")
    @Defect({"J8", "P1"})
    void numbersInTheOrderOfTheWireHoweverManyThreadsChangeThings(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client =
                    stage.connect(builder -> builder.health(Stage.UP).effectiveConfig(Stage.yaml("")));
            IntStream.range(0, 16).parallel().forEach(thread -> {
                for (int i = 0; i < 25; i++) {
                    client.updateHealth(ComponentHealth.unhealthy(thread + "/" + i));
                    client.updateEffectiveConfig(Stage.yaml(thread + "/" + i));
                }
            });
            client.updateHealth(ComponentHealth.unhealthy("last"));
            client.updateEffectiveConfig(Stage.yaml("last"));
            stage.server.awaitAgent(
                    stage.uid(),
                    agent -> agent.health().orElseThrow().lastError().equals("last")
                            && agent.effectiveConfig()
                                    .orElseThrow()
                                    .get("")
                                    .text()
                                    .equals("last"),
                    Stage.LIMIT);

            List<ReceivedMessage> all = stage.messages();
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).sequenceNumber()).isEqualTo(i + 1);
            }
            assertThat(stage.server.maxRequestsInFlight()).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-112", "R-125"})
    void keepsUidAndCountAcrossReconnects(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect();
            Bytes uid = stage.uid();
            for (int i = 0; i < 3; i++) {
                stage.server.nextMessages(Answer.cut());
                stage.advance(Stage.INTERVAL);
                stage.advance(stage.failed().retryIn());
                stage.answered();
            }
            List<ReceivedMessage> all = stage.messages();
            assertThat(all).extracting(ReceivedMessage::sequenceNumber).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
            assertThat(all).extracting(ReceivedMessage::instanceUid).containsOnly(uid);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-127", "R-137", "R-138"})
    @Defect("J4")
    void leavesAGapForWhatWasLostAndAnswersInFullOnce(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.health(Stage.UP)
                    .effectiveConfig(Stage.yaml("a: 1"))
                    .customCapabilities(CustomCapabilities.of(List.of(PAUSE))));
            stage.server.forgetAgents();
            stage.advance(Stage.INTERVAL);
            stage.answered();
            stage.answered();

            assertThat(stage.message(2).isHeartbeat()).isTrue();
            assertThat(stage.message(3).parts())
                    .containsExactlyInAnyOrder(
                            MessagePart.DESCRIPTION,
                            MessagePart.HEALTH,
                            MessagePart.EFFECTIVE_CONFIG,
                            MessagePart.CUSTOM_CAPABILITIES);
            assertThat(stage.time.elapsed()).as("at once").isEqualTo(Stage.INTERVAL);
            stage.advance(Stage.INTERVAL);
            stage.answered();
            assertThat(stage.message(4).isHeartbeat()).as("no loop").isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-113", "R-114", "R-115", "R-116", "R-123"})
    @Defect("J28")
    void asksForAnIdentityUnderAStandInUntilItHasOne(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            Answer nothing = Answer.reply(ServerReply.acknowledgement());
            stage.server.nextMessages(nothing, nothing);
            stage.connect(client -> client.requestInstanceUid(true).health(Stage.UP));
            stage.advance(Stage.INTERVAL);
            stage.answered();
            stage.advance(Stage.INTERVAL);
            InstanceUid given = stage.told.next(InstanceUid.class);
            stage.server.awaitMessage(message -> message.instanceUidText().equals(given.toString()), Stage.LIMIT);

            List<ReceivedMessage> all = stage.messages();
            assertThat(all).extracting(ReceivedMessage::flags).containsExactly(1L, 1L, 1L, 0L);
            assertThat(all.subList(0, 3))
                    .allMatch(message -> message.instanceUid().size() == 16);
            assertThat(all.subList(0, 3))
                    .extracting(ReceivedMessage::instanceUid)
                    .containsOnly(all.get(0).instanceUid());
            assertThat(all.get(3).parts()).contains(MessagePart.DESCRIPTION, MessagePart.HEALTH);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-117", "R-119", "R-122", "R-193"})
    @Defect({"J31", "S15"})
    void keepsAnAssignedIdentityForTheNextProcess(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            StateStore store = StateStore.inMemory();
            InstanceUid own = new InstanceUid(0x0199_0000_0000_7000L, 0x8000_0000_0000_0001L);
            AgentDescription mirrored = AgentDescription.of("checkout", "1").toBuilder()
                    .identifying("service.instance.id", AttributeValue.of(own.toString()))
                    .build();
            stage.server.nextMessages(Answer.reply(ServerReply.builder()
                    .newInstanceUid(LifecycleTest.newUid(5))
                    .build()));
            stage.connect(client -> client.agent(mirrored).instanceUid(own).stateStore(store));
            stage.answered();
            assertThat(stage.told.all(InstanceUid.class)).hasSize(1);
            ReceivedMessage under = stage.last();
            assertThat(under.instanceUid()).isEqualTo(LifecycleTest.newUid(5));
            assertThat(under.description().orElseThrow().identifying())
                    .containsEntry("service.instance.id", under.instanceUidText());

            stage.connect(client -> client.instanceUid(own).stateStore(store));
            assertThat(stage.last().instanceUid()).isEqualTo(LifecycleTest.newUid(5));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-190", "R-193"})
    void tellsInstancesApartByTheirUid(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            AgentDescription description = AgentDescription.of("checkout", "1");
            OpampClient client = stage.connect(each -> each.agent(description).instanceIdFromUid(true));
            assertThat(stage.last().description().orElseThrow().identifying())
                    .containsEntry("service.instance.id", stage.last().instanceUidText());

            stage.say(ServerReply.builder()
                    .newInstanceUid(LifecycleTest.newUid(5))
                    .build());
            stage.answered();
            assertThat(stage.last().instanceUid()).isEqualTo(LifecycleTest.newUid(5));
            assertThat(stage.last().description().orElseThrow().identifying())
                    .containsEntry("service.instance.id", stage.last().instanceUidText());

            client.updateDescription(AgentDescription.of("checkout", "2"));
            stage.answered();
            assertThat(stage.last().description().orElseThrow().identifying())
                    .containsEntry("service.version", "2")
                    .containsEntry("service.instance.id", stage.last().instanceUidText());

            client.updateDescription(description.toBuilder()
                    .identifying("service.instance.id", AttributeValue.of("checkout-0"))
                    .build());
            stage.answered();
            assertThat(stage.last().description().orElseThrow().identifying())
                    .containsEntry("service.instance.id", "checkout-0");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-118")
    @Defect("J31")
    void refusesAnIdentityOfAnotherSize(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect();
            Bytes uid = stage.uid();
            for (int size : new int[] {0, 4, 15, 17}) {
                stage.say(ServerReply.builder()
                        .newInstanceUid(Bytes.of(new byte[size]))
                        .build());
            }
            stage.advance(Stage.INTERVAL);
            stage.answered();

            assertThat(stage.messages())
                    .extracting(ReceivedMessage::instanceUid)
                    .containsOnly(uid);
            assertThat(stage.told.all(InstanceUid.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-120")
    @Defect("S15")
    void ignoresWhatIsMeantForAnotherAgent(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect();
            stage.push(ServerReply.builder()
                    .instanceUid(LifecycleTest.newUid(9))
                    .capabilities(0x1)
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .build());
            stage.until("the message", () -> client.status().discardedMessages() == 1);

            assertThat(stage.told.all(RemoteConfig.class)).isEmpty();
            assertThat(client.status().serverCapabilities()).hasSizeGreaterThan(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-121")
    void takesAnAnswerUnderTheFormerIdentity(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect();
            Bytes former = stage.uid();
            stage.server.onMessage(
                    message -> message.instanceUid().equals(LifecycleTest.newUid(6)),
                    Answer.reply(ServerReply.builder()
                            .instanceUid(former)
                            .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                            .build()));
            stage.say(ServerReply.builder()
                    .newInstanceUid(LifecycleTest.newUid(6))
                    .build());

            assertThat(stage.told.next(RemoteConfig.class).files()).containsOnlyKeys("");
            assertThat(stage.uid()).isEqualTo(LifecycleTest.newUid(6));
        }
    }
}
