package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.opamp.testing.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Area 12: heartbeats and polls. */
class HeartbeatConformanceTest {

    private static final Duration MOMENT = Duration.ofNanos(1);

    private static void assertNextBeatAfter(Stage stage, Duration interval) {
        long before = stage.sent();
        stage.advance(interval.minus(MOMENT));
        assertThat(stage.sent()).isEqualTo(before);
        stage.advance(MOMENT);
        stage.awaitSent(before + 1);
        stage.answered();
        assertThat(stage.last().isHeartbeat()).isTrue();
    }

    private static ServerReply interval(long unsignedSeconds) {
        return ServerReply.builder()
                .heartbeat(Stage.hash("interval " + unsignedSeconds), unsignedSeconds)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-175", "R-176", "R-177", "R-180"})
    @Defect("J3")
    void beatsOncePerHalfMinuteWithNothingButItsIdentity(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.health(Stage.UP).effectiveConfig(Stage.yaml("a: 1")));
            for (int beat = 0; beat < 5; beat++) {
                assertNextBeatAfter(stage, Duration.ofSeconds(30));
                assertThat(stage.last().instanceUid()).isEqualTo(stage.uid());
                assertThat(stage.last().flags()).isZero();
            }
            assertThat(stage.messages()).hasSize(6).allMatch(message -> (message.capabilities() & 0x2000) != 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-178", "R-183", "R-188"})
    @Defect({"J30", "S10"})
    void beatsAtTheIntervalThatTheServerOffersWithoutGoingWhereItSays(Transport transport) {
        try (Stage stage = Stage.on(transport);
                Stage elsewhere = Stage.on(transport)) {
            stage.connect();
            stage.say(ServerReply.builder()
                    .connectionSettings(SettingsOffer.builder(Stage.hash("s"))
                            .opamp(SettingsOffer.destination()
                                    .endpoint(elsewhere.endpoint().toString())
                                    .heartbeatSeconds(12)
                                    .build())
                            .build())
                    .build());
            if (!stage.isHttp()) {
                stage.advance(Duration.ofSeconds(12));
                stage.answered();
            }
            assertNextBeatAfter(stage, Duration.ofSeconds(12));
            assertNextBeatAfter(stage, Duration.ofSeconds(12));
            assertThat(elsewhere.server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-049")
    void beatsAtTheIntervalThatTheServerOfferedBeforeARestart(Transport transport, @TempDir Path directory) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(client -> client.stateStore(StateStore.file(directory)));
            stage.say(interval(7));
            stage.until(
                    "the offer",
                    () -> stage.client().status().heartbeatInterval().equals(Duration.ofSeconds(7)));

            stage.connect(client -> client.stateStore(StateStore.file(directory)));
            assertNextBeatAfter(stage, Duration.ofSeconds(7));
            assertNextBeatAfter(stage, Duration.ofSeconds(7));
            stage.client().updateHeartbeat(Duration.ofSeconds(50));

            stage.connect(client -> client.stateStore(StateStore.file(directory)));
            assertThat(stage.client().status().heartbeatInterval())
                    .as("the user has had another word since")
                    .isEqualTo(Duration.ofSeconds(30));
        }
    }

    @Test
    @Requirement("R-179")
    @Defect("S10")
    void isSilentOnAWebSocketAfterAnOfferOfZeroUntilAnotherOffer() {
        try (Stage stage = Stage.on(Transport.WEBSOCKET)) {
            stage.connect();
            stage.say(interval(0));
            stage.rest();
            stage.advance(Duration.ofMinutes(10));
            assertThat(stage.sent()).isEqualTo(1);
            stage.say(interval(5));
            stage.answered();
            assertNextBeatAfter(stage, Duration.ofSeconds(5));
        }
    }

    @Test
    @Requirement("R-184")
    void goesOnPollingOverHttpAfterAnOfferOfZero() {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            stage.connect();
            stage.say(interval(0));
            for (int poll = 0; poll < 3; poll++) {
                assertNextBeatAfter(stage, Duration.ofSeconds(30));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-187")
    void clampsAnIntervalOfHundredsOfBillionsOfYears(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect();
            stage.say(interval(-1));
            stage.rest();
            assertThat(client.status().heartbeatInterval()).isBetween(Duration.ofHours(1), Duration.ofDays(1));
            long before = stage.sent();
            stage.advance(client.status().heartbeatInterval());
            stage.awaitSent(before + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-181", "R-182"})
    void countsFromTheLastMessageOfAnyKind(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            OpampClient client = stage.connect(builder -> builder.health(Stage.UP));
            for (int i = 0; i < 10; i++) {
                stage.advance(Duration.ofSeconds(20));
                client.updateHealth(ComponentHealth.unhealthy("change " + i));
                stage.answered();
            }
            assertThat(stage.messages()).hasSize(11).noneMatch(ReceivedMessage::isHeartbeat);
            assertNextBeatAfter(stage, Duration.ofSeconds(30));
        }
    }

    @Test
    @Requirement({"R-162", "R-185"})
    @Defect("S10")
    void isSilentOnAWebSocketWithoutTheCapability() {
        try (Stage stage = Stage.on(Transport.WEBSOCKET)) {
            OpampClient client = stage.connect(builder -> builder.withoutHeartbeat());
            assertThat(stage.last().capabilities() & 0x2000).isZero();
            stage.say(interval(5));
            stage.advance(Duration.ofHours(1));
            assertThat(stage.sent()).isEqualTo(1);
            client.updateCapabilities(List.of(AgentCapability.REPORTS_HEARTBEAT));
            stage.answered();
            assertNextBeatAfter(stage, Duration.ofSeconds(30));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-093", "R-186"})
    @Defect("P5")
    void pausesWhileItWaitsAndBeginsAnewWithTheNextReport(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            Answer throttle = Answer.throttle(503, "100");
            if (stage.isHttp()) {
                stage.server.nextMessages(throttle);
            } else {
                stage.server.nextUpgrades(throttle);
            }
            OpampClient client = stage.start();
            stage.failed();
            stage.advance(Duration.ofSeconds(99));
            assertThat(client.status().attempts()).isEqualTo(1);
            stage.advanceSeconds(1);
            stage.answered();
            assertThat(stage.last().description()).isPresent();
            assertNextBeatAfter(stage, Duration.ofSeconds(30));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Defect("P6")
    void doesNotBeatBeforeTheFirstReportWasDelivered(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.server.stopListening();
            stage.start(client -> client.maxRetries(1));
            for (int attempt = 1; attempt <= 8; attempt++) {
                Duration wait = stage.failed().retryIn();
                if (attempt == 8) {
                    stage.server.resumeListening();
                }
                stage.advance(wait);
            }
            stage.answered();

            assertThat(stage.message(1).description()).isPresent();
        }
    }
}
