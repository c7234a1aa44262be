package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Area 7: throttling, retries and error responses. */
class ThrottlingTest {

    private static final Duration MOMENT = Duration.ofMillis(1);

    private static void throttle(Stage stage, int status, String retryAfter) {
        Answer answer = retryAfter.isEmpty() ? Answer.status(status) : Answer.throttle(status, retryAfter);
        if (stage.isHttp()) {
            stage.server.nextMessages(answer);
        } else {
            stage.server.nextUpgrades(answer);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-066", "R-090", "R-092", "R-093"})
    @Defect({"J14", "J16", "P7"})
    void honoursRetryAfterAndNothingGetsPastIt(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            throttle(stage, 503, "40");
            throttle(stage, 429, "70");
            OpampClient client = stage.start(builder -> builder.health(Stage.UP));
            for (int seconds : new int[] {40, 70}) {
                ConnectionFailure failure = stage.failed();
                assertThat(failure.kind()).isEqualTo(Kind.THROTTLED);
                long attempts = client.status().attempts();
                for (int i = 0; i < 20; i++) {
                    client.updateHealth(ComponentHealth.unhealthy("change " + i));
                }
                stage.advance(Duration.ofSeconds(seconds).minus(MOMENT));
                assertThat(client.status().attempts()).isEqualTo(attempts);
                assertThat(client.status().isThrottled()).isTrue();
                stage.advance(MOMENT);
                assertThat(client.status().attempts()).isEqualTo(attempts + 1);
            }
            stage.answered();
            assertThat(stage.last().health().orElseThrow().lastError()).isEqualTo("change 19");
            long sent = stage.sent();
            // The normal interval again.
            stage.advance(Stage.INTERVAL);
            stage.awaitSent(sent + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-091", "R-094"})
    @Defect({"J12", "J14"})
    void staysAwayForHalfAMinuteAndLongerWhenThrottledWithoutAUsableHint(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            for (String hint : List.of("", "0", "-1", "abc", "Thu, 01 Jan 1970 00:00:00 GMT", "0")) {
                throttle(stage, 503, hint);
            }
            stage.start();
            Duration last = Duration.ZERO;
            for (int i = 0; i < 6; i++) {
                last = stage.failed().retryIn();
                assertThat(last).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
                stage.advance(last);
            }
            stage.answered();
            assertThat(last).as("it grows").isGreaterThan(Duration.ofSeconds(30));
        }
    }

    @Test
    @Requirement("R-088")
    @Defect({"J12", "J13"})
    void clampsRetryInfoBeyondAnyLong() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            stage.server.nextMessages(Answer.reply(ServerReply.builder()
                    .error(ServerReply.UNAVAILABLE, "later")
                    .retryAfterNanos(-1)
                    .build()));
            OpampClient client = stage.start();
            stage.told.next(ServerError.class);
            stage.digest();
            stage.advance(Duration.ofHours(1).minus(MOMENT));
            assertThat(client.status().sentMessages()).isEqualTo(1);
            stage.advance(MOMENT);
            stage.answered();
            assertThat(stage.last().description()).isPresent();
        }
    }

    @Test
    @Requirement({"R-085", "R-086", "R-098"})
    @Defect({"J9", "P7", "S3"})
    void leavesAnUnavailableServerForAsLongAsItAsks() {
        try (Stage stage = Stage.on(Transport.WEBSOCKET)) {
            stage.server.nextMessages(Answer.reply(ServerReply.unavailable(Duration.ofSeconds(45))));
            OpampClient client = stage.start(builder -> builder.health(Stage.UP));
            waitsOnTheWebSocket(stage);
            client.updateHealth(Stage.DOWN);
            stage.advance(Duration.ofSeconds(45).minus(MOMENT));
            assertThat(client.status().attempts()).isEqualTo(1);
            stage.advance(MOMENT);
            stage.answered();

            assertThat(stage.last().description()).isPresent();
            assertThat(stage.last().health().orElseThrow().healthy()).isFalse();
        }
    }

    private static void waitsOnTheWebSocket(Stage stage) {
        stage.told.next(ServerError.class);
        stage.server.awaitMessage(ReceivedMessage::isDisconnect, Stage.LIMIT);
        stage.until("the client to wait", () -> stage.client().status().state() == OpampStatus.State.WAITING);
    }

    @Test
    @Requirement({"R-095", "R-098", "R-102", "R-103"})
    @Defect({"J15", "P7", "S3"})
    void takesUnavailableInA200ForAThrottleThatGrows() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            Answer plain = Answer.reply(ServerReply.error(ServerReply.UNAVAILABLE, "overload"));
            stage.server.nextMessages(
                    Answer.reply(ServerReply.builder()
                            .error(ServerReply.UNAVAILABLE, "maintenance")
                            .retryAfterNanos(Duration.ofSeconds(60).toNanos())
                            .build()),
                    plain,
                    plain,
                    plain);
            OpampClient client = stage.start(builder -> builder.health(Stage.UP)
                    .backoff(BackoffPolicy.builder().jitter(0.2).build()));
            ServerError first = stage.told.next(ServerError.class);
            assertThat(first.type()).isEqualTo(ServerError.Type.UNAVAILABLE);
            assertThat(first.message()).isEqualTo("maintenance");
            assertThat(first.retryHint()).contains(Duration.ofSeconds(60));
            stage.digest();
            stage.advance(Duration.ofSeconds(60).minus(MOMENT));
            assertThat(client.status().sentMessages()).isEqualTo(1);
            stage.advance(MOMENT);
            Duration before = Duration.ZERO;
            for (int i = 0; i < 3; i++) {
                stage.told.next(ServerError.class);
                stage.digest();
                Duration wait = client.status().nextAttemptIn();
                assertThat(wait)
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(30))
                        .isGreaterThan(before.multipliedBy(9).dividedBy(10));
                before = wait;
                stage.advance(wait);
            }
            assertThat(before).isGreaterThan(Duration.ofSeconds(30));
            stage.answered();
            for (ReceivedMessage message : stage.messages()) {
                assertThat(message.parts()).contains(MessagePart.DESCRIPTION, MessagePart.HEALTH);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-089", "R-096", "R-102", "R-103"})
    @Defect({"P8", "J17"})
    void doesNotRepeatWhatWasABadRequestNorWait(Transport transport) {
        assertNotRepeated(transport, ServerReply.BAD_REQUEST, ServerError.Type.BAD_REQUEST);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-097")
    void doesNotRepeatWhatFailedForAnUnknownReason(Transport transport) {
        assertNotRepeated(transport, ServerReply.UNKNOWN, ServerError.Type.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-104", "R-408"})
    void takesErrorsOfTheFutureForUnknownOnes(Transport transport) {
        assertNotRepeated(transport, 99, ServerError.Type.UNKNOWN);
    }

    private static void assertNotRepeated(Transport transport, int type, ServerError.Type expected) {
        try (Stage stage = Stage.on(transport)) {
            stage.server.nextMessages(Answer.reply(ServerReply.builder()
                    .error(type, "no")
                    .retryAfterNanos(Duration.ofHours(1).toNanos())
                    .build()));
            OpampClient client = stage.start(builder -> builder.health(Stage.UP));
            ServerError error = stage.told.next(ServerError.class);
            assertThat(error.type()).isEqualTo(expected);
            assertThat(error.message()).isEqualTo("no");
            stage.digest();
            stage.advance(Stage.INTERVAL);
            stage.answered();
            client.updateHealth(Stage.DOWN);
            stage.answered();

            assertThat(stage.messages()).hasSize(3);
            assertThat(stage.message(2).isHeartbeat()).isTrue();
            assertThat(stage.message(3).parts()).containsExactly(MessagePart.HEALTH);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-101")
    void ignoresEverythingBesideAnError(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.server.nextMessages(Answer.reply(ServerReply.builder()
                    .error(ServerReply.BAD_REQUEST, "no")
                    .capabilities(0x3)
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .newInstanceUid(LifecycleTest.newUid(9))
                    .reportFullState()
                    .build()));
            OpampClient client = stage.start();
            stage.told.next(ServerError.class);
            stage.advance(Duration.ofSeconds(29));

            assertThat(stage.told.all(RemoteConfig.class)).isEmpty();
            assertThat(stage.told.all(MessageData.class)).isEmpty();
            assertThat(stage.uid()).isEqualTo(stage.message(1).instanceUid());
            assertThat(client.status().serverCapabilities()).isEmpty();
            assertThat(stage.sent()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-100", "R-106"})
    @Defect({"J1", "S4"})
    void reportsAgainWhatMayHaveBeenLostWithTheConnection(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client =
                    stage.connect(builder -> builder.health(Stage.UP).effectiveConfig(Stage.yaml("a: 1")));
            stage.server.nextMessages(Answer.cut(), Answer.cut());
            client.updateHealth(Stage.DOWN);
            ConnectionFailure first = stage.failed();
            client.updateEffectiveConfig(Stage.yaml("b: 2"));
            stage.advance(first.retryIn());
            ConnectionFailure second = stage.failed();
            stage.advance(second.retryIn());
            stage.answered();

            ReceivedMessage recovered = stage.last();
            assertThat(recovered.health().orElseThrow().healthy()).isFalse();
            assertThat(recovered.effectiveConfig().orElseThrow().get("").text()).isEqualTo("b: 2");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-065", "R-076", "R-105"})
    @Defect({"J10", "J18", "P5", "P6", "P9"})
    void mergesWhatChangesWhileTheServerIsAwayIntoOneReport(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.server.stopListening();
            OpampClient client = stage.start(builder -> builder.health(Stage.UP));
            Duration cap = Duration.ofMinutes(5);
            double expected = 1;
            for (int attempt = 0; attempt < 10; attempt++) {
                ConnectionFailure failure = stage.failed();
                assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
                double seconds = failure.retryIn().toNanos() / 1e9;
                assertThat(seconds).isBetween(expected * 0.5, expected);
                expected = Math.min((double) cap.toSeconds(), expected * 2);
                for (int i = 0; i < 100; i++) {
                    client.updateHealth(ComponentHealth.unhealthy("change " + (attempt * 100 + i)));
                }
                if (attempt == 9) {
                    stage.server.resumeListening();
                }
                stage.advance(failure.retryIn());
            }
            stage.answered();

            assertThat(stage.messages()).hasSize(1);
            assertThat(stage.message(1).description()).isPresent();
            assertThat(stage.message(1).health().orElseThrow().lastError()).isEqualTo("change 999");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-107", "R-226"})
    void handlesADuplicateAnswerOnce(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect();
            ServerReply offer = ServerReply.builder()
                    .remoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"))
                    .newInstanceUid(LifecycleTest.newUid(4))
                    .customMessage("com.example.unknown", "t", io.amp4j.opamp.testing.Bytes.EMPTY)
                    .build();
            stage.push(offer);
            stage.answered();
            stage.server.awaitMessage(message -> message.has(MessagePart.REMOTE_CONFIG_STATUS), Stage.LIMIT);
            stage.answered();
            long sent = stage.sent();
            stage.push(offer);
            stage.answered();

            assertThat(stage.told.all(RemoteConfig.class)).hasSize(1);
            assertThat(stage.told.all(io.amp4j.opamp.InstanceUid.class)).hasSize(1);
            assertThat(stage.sent()).isEqualTo(sent + (stage.isHttp() ? 1 : 0));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @Requirement("R-108")
    @Defect({"P14", "J32"})
    void discardsGarbageAsAWholeAndGoesOn(long seed) {
        for (Transport transport : Transport.values()) {
            try (Stage stage = Stage.on(transport)) {
                OpampClient client = stage.connect(builder -> builder.health(Stage.UP));
                stage.server.nextMessages(Answer.garbage(seed, 200));
                client.updateHealth(Stage.DOWN);
                stage.message(2);
                stage.until("the garbage to be noticed", () -> client.status().malformedMessages() == 1);
                if (stage.isHttp()) {
                    stage.advance(Stage.INTERVAL);
                }

                assertThat(stage.message(3).sequenceNumber()).isEqualTo(3);
                assertThat(stage.message(3).description())
                        .as("the garbage may have asked for it")
                        .isPresent();
                stage.until("contact", () -> client.status().isConnected());
                assertThat(stage.told.all(RemoteConfig.class)).isEmpty();
            }
        }
    }
}
