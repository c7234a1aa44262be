package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Areas 24 and 25: custom messages and commands. */
class CustomAndCommandTest {

    private static final String PAUSE = "com.example.pause";
    private static final String DUMP = "com.example.dump/v2";

    private static OpampClientBuilder pausing(OpampClientBuilder client) {
        return client.customCapabilities(CustomCapabilities.of(List.of(PAUSE, DUMP)));
    }

    private static CustomMessage message(String capability, String type) {
        return CustomMessage.of(capability, type, Bytes.utf8(type));
    }

    private static void assertRefused(CompletableFuture<?> sent, String because) {
        assertThat(sent)
                .failsWithin(Stage.LIMIT)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(OpampException.class)
                .withMessageContaining(because);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-381", "R-382"})
    void announcesItsListFirstAndOnChangeAlone(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect(CustomAndCommandTest::pausing);
            stage.advance(Stage.INTERVAL);
            stage.answered();
            client.updateCustomCapabilities(CustomCapabilities.of(List.of(DUMP)));
            stage.answered();

            assertThat(stage.message(1).customCapabilities().orElseThrow().names())
                    .containsExactly(PAUSE, DUMP);
            assertThat(stage.message(2).has(MessagePart.CUSTOM_CAPABILITIES)).isFalse();
            assertThat(stage.message(3).customCapabilities().orElseThrow().names())
                    .containsExactly(DUMP);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-383", "R-384", "R-386"})
    @Defect("S5")
    void sendsOnlyWhatBothSidesAnnouncedLast(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect(CustomAndCommandTest::pausing);
            assertRefused(client.sendCustomMessage(message(PAUSE, "early")), PAUSE);
            stage.say(ServerReply.builder().customCapabilities(PAUSE).build());
            assertThat(client.sendCustomMessage(message(PAUSE, "a"))).succeedsWithin(Stage.LIMIT);
            stage.answered();
            assertRefused(client.sendCustomMessage(message(DUMP, "b")), DUMP);
            assertRefused(client.sendCustomMessage(message("com.example.other", "c")), "com.example.other");
            stage.say(ServerReply.builder().customCapabilities(DUMP).build());
            assertRefused(client.sendCustomMessage(message(PAUSE, "d")), PAUSE);
            assertThat(client.sendCustomMessage(message(DUMP, "e"))).succeedsWithin(Stage.LIMIT);
            stage.answered();
            client.updateCustomCapabilities(CustomCapabilities.of(List.of(PAUSE)));
            assertRefused(client.sendCustomMessage(message(DUMP, "f")), DUMP);
            stage.answered();
            stage.say(ServerReply.builder().customCapabilities().build());
            assertRefused(client.sendCustomMessage(message(PAUSE, "g")), PAUSE);

            assertThat(types(stage)).containsExactly("a", "e");
        }
    }

    private static List<String> types(Stage stage) {
        return stage.messages().stream()
                .flatMap(received -> received.customMessage().stream())
                .map(custom -> custom.type())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-390", "R-389"})
    @Defect({"J29", "S5"})
    void sendsEachOnceInOrderUpToABound(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.server.announceCustomCapabilities(PAUSE);
            OpampClient client = stage.connect(
                    builder -> pausing(builder).customMessageQueue(10).health(Stage.UP));
            CompletableFuture<Boolean> gate = new CompletableFuture<>();
            if (stage.isHttp()) {
                stage.server.nextMessages(Answer.normally().after(gate));
                client.updateHealth(Stage.DOWN);
                stage.message(2);
                List<CompletableFuture<?>> sent = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    sent.add(client.sendCustomMessage(message(PAUSE, "t" + i)));
                }
                assertRefused(client.sendCustomMessage(message(PAUSE, "one too many")), "");
                gate.complete(true);
                sent.forEach(each -> assertThat(each).succeedsWithin(Stage.LIMIT));
            } else {
                for (int i = 0; i < 10; i++) {
                    assertThat(client.sendCustomMessage(message(PAUSE, "t" + i)))
                            .succeedsWithin(Stage.LIMIT);
                }
            }
            assertThat(client.sendCustomMessage(CustomMessage.of(PAUSE, "empty", Bytes.EMPTY)))
                    .succeedsWithin(Stage.LIMIT);
            stage.server.awaitMessage(
                    received -> received.customMessage()
                            .filter(custom -> custom.type().equals("empty")
                                    && custom.data().size() == 0)
                            .isPresent(),
                    Stage.LIMIT);
            assertThat(types(stage))
                    .containsExactly("t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "empty");
        }
    }

    @Test
    @Requirement("R-391")
    @Defect("S5")
    void tellsTheSenderOfALossAndRepeatsNothing() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            stage.server.announceCustomCapabilities(PAUSE);
            OpampClient client = stage.connect(CustomAndCommandTest::pausing);
            stage.server.nextMessages(Answer.cut());
            assertRefused(client.sendCustomMessage(message(PAUSE, "lost")), "");
            stage.advance(stage.failed().retryIn());
            stage.answered();
            stage.advance(Stage.INTERVAL);
            stage.answered();

            assertThat(types(stage)).containsExactly("lost");
            assertThat(stage.messages()).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-387", "R-388", "R-389"})
    void passesOnMessagesOfItsOwnCapabilitiesWithCapabilityTypeAndBytes(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(CustomAndCommandTest::pausing);
            io.amp4j.opamp.testing.Bytes data = io.amp4j.opamp.testing.Bytes.fromHex("00ff");
            stage.say(ServerReply.builder()
                    .customMessage("com.example.other", "now", data)
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .build());
            stage.answered();
            stage.say(ServerReply.builder().customMessage(PAUSE, "now", data).build());
            stage.say(ServerReply.builder()
                    .customMessage(DUMP, "now", io.amp4j.opamp.testing.Bytes.EMPTY)
                    .build());

            assertThat(stage.told.next(CustomMessage.class)).isEqualTo(CustomMessage.of(DUMP, "now", Bytes.EMPTY));
            assertThat(stage.told.all(CustomMessage.class))
                    .containsExactly(
                            CustomMessage.of(PAUSE, "now", Bytes.of((byte) 0, (byte) 0xff)),
                            CustomMessage.of(DUMP, "now", Bytes.EMPTY));
            assertThat(stage.told.all(RemoteConfig.class)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-393", "R-394", "R-397"})
    void restartsByAGoodbyeAndANewBeginningAndHeedsNothingElse(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client =
                    stage.connect(builder -> builder.health(ComponentHealth.healthy(Instant.ofEpochSecond(100))));
            stage.push(ServerReply.builder()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .newInstanceUid(LifecycleTest.newUid(8))
                    .append(new byte[] {0x4a, 0x00})
                    .build());
            ReceivedMessage goodbye = stage.server.awaitMessage(ReceivedMessage::isDisconnect, Stage.LIMIT);
            assertThat(stage.told.next(Told.Word.class)).isNotNull();
            stage.until("the restart", () -> stage.told.all().contains(Told.Word.RESTART));
            client.updateHealth(ComponentHealth.healthy(Instant.ofEpochSecond(200)));
            ReceivedMessage again = stage.server.awaitMessageAfter(
                    goodbye,
                    message -> message.health()
                            .filter(health -> health.startTimeUnixNano() == 200_000_000_000L)
                            .isPresent(),
                    Stage.LIMIT);

            assertThat(stage.told.all(RemoteConfig.class)).isEmpty();
            assertThat(again.instanceUid()).isEqualTo(goodbye.instanceUid());
            assertThat(stage.messages().get((int) goodbye.index() + 1).description())
                    .isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-396")
    void ignoresACommandOfTheFutureAndHeedsTheRest(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect();
            stage.say(ServerReply.builder()
                    .command(7)
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .build());
            stage.answered();

            assertThat(stage.told.all()).doesNotContain(Told.Word.RESTART);
            assertThat(stage.told.all(RemoteConfig.class)).hasSize(1);
        }
    }

    /** Over HTTP no client can notice that another server answers. */
    @Test
    @Requirement("R-392")
    void forgetsTheListOfAFormerServer() {
        try (Stage stage = Stage.on(Transport.WEBSOCKET)) {
            stage.server.announceCustomCapabilities(PAUSE);
            OpampClient client = stage.connect(CustomAndCommandTest::pausing);
            stage.server.onMessage(message -> true, Answer.reply(ServerReply.acknowledgement()));
            stage.cutWebSocket();
            stage.failed();
            stage.answered();
            assertRefused(client.sendCustomMessage(message(PAUSE, "b")), PAUSE);
        }
    }

    /** The client starts once its store has been read. */
    @ParameterizedTest
    @EnumSource
    void sendsACustomMessageThatComesRightAfterTheStart(Transport transport) {
        CountDownLatch submitted = new CountDownLatch(1);
        StateStore store = new StateStore() {
            @Override
            public Optional<ClientState> load() {
                try {
                    submitted.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Optional.empty();
            }

            @Override
            public void save(ClientState state) {}
        };
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.start(
                    builder -> builder.customCapabilities(CustomCapabilities.of(List.of("com.example.early")))
                            .customMessagesNeedServer(false)
                            .stateStore(store));
            CompletableFuture<?> sent =
                    client.sendCustomMessage(CustomMessage.of("com.example.early", "", io.amp4j.opamp.Bytes.EMPTY));
            submitted.countDown();
            assertThat(sent).succeedsWithin(Stage.LIMIT);
            assertThat(stage.messages())
                    .anyMatch(message -> message.customMessage().isPresent());
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesACustomMessageBeforeTheStart(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.build(
                    builder -> builder.customCapabilities(CustomCapabilities.of(List.of("com.example.early"))));
            CustomMessage early = CustomMessage.of("com.example.early", "", io.amp4j.opamp.Bytes.EMPTY);
            assertThat(client.sendCustomMessage(early))
                    .isCompletedExceptionally()
                    .failsWithin(Stage.LIMIT)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(OpampException.class)
                    .withMessageContaining("the client is not running");

            client.start();
            stage.message(1);
            assertThat(stage.messages())
                    .noneMatch(message -> message.customMessage().isPresent());
        }
    }
}
