package io.amp4j.opamp.internal.session;

import static io.amp4j.opamp.internal.session.Rig.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.ServerCommand;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.ConnectionOffer;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.codec.SettingsOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebSocketSessionTest {

    private static final ComponentHealth UP = ComponentHealth.healthy(Instant.EPOCH);
    private static final String PAUSE = "com.example.pause";

    @Test
    @Requirement({"R-077", "R-125"})
    @Defect("J3")
    void sendsTheFirstReportRightAfterEachConnect() {
        Rig rig = Rig.webSocket().connected();
        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);

        rig.advanceSeconds(40).written().reply().close(1001).open();

        assertThat(rig.lastSent().agentDescription()).as("the server knows it").isNull();
        assertThat(rig.lastSent().sequenceNumber()).isEqualTo(3);
    }

    @Test
    @Requirement({"R-078", "R-100", "R-106"})
    @Defect({"J2", "S4"})
    void repeatsWhatMayNotHaveArrived() {
        Rig rig = Rig.webSocket().started().fail(Kind.LOST).advanceSeconds(1).open();
        assertThat(rig.lastSent().agentDescription()).as("never written").isEqualTo(Rig.DESCRIPTION);

        rig.written()
                .reply()
                .on(new Event.HealthChanged(UP))
                .written()
                .fail(Kind.LOST)
                .advanceSeconds(1)
                .open();
        assertThat(rig.lastSent().health()).as("written, but perhaps lost").isEqualTo(UP);
    }

    @Test
    @Requirement({"R-075", "R-076"})
    void reconnectsAtOnceAfterALossOfAWorkingConnection() {
        Rig rig = Rig.webSocket().connected();

        rig.fail(Kind.LOST);

        assertThat(rig.connects).hasSize(2);
        assertThat(rig.last(Notice.Disconnected.class).failure().retryIn()).isZero();
        rig.fail(Kind.CONNECT);
        assertThat(rig.connects).hasSize(2);
        rig.advanceSeconds(1);
        assertThat(rig.connects).hasSize(3);
    }

    @Test
    @Defect("S1")
    void doesNotStormAServerThatAcceptsAnswersAndCloses() {
        Rig rig = Rig.webSocket().connected();

        for (int i = 0; i < 10_000 && rig.now < 600e9; i++) {
            rig.fail(Kind.LOST);
            rig.advance(rig.last(Notice.Disconnected.class).failure().retryIn());
            rig.open().written().reply();
        }
        assertThat(rig.connects.size()).isLessThan(40);
    }

    @Test
    void waitsWhenTheServerClosesForAReason() {
        Rig busy = Rig.webSocket().connected().close(1013);
        assertThat(busy.last(Notice.Disconnected.class).failure().kind()).isEqualTo(Kind.THROTTLED);
        assertThat(busy.last(Notice.Disconnected.class).failure().retryIn())
                .isGreaterThanOrEqualTo(Duration.ofSeconds(30));

        Rig policy = Rig.webSocket().connected().close(1008);
        assertThat(policy.connects).hasSize(1);
        assertThat(policy.last(Notice.Disconnected.class).failure().closeCode()).isEqualTo(1008);

        Rig away = Rig.webSocket().connected().close(1001);
        assertThat(away.connects).hasSize(2);
    }

    @Test
    @Requirement("R-066")
    void honoursAThrottleOnTheUpgrade() {
        Rig rig = Rig.webSocket().on(new Event.Started(Rig.WALL, null)).failWithStatus(503, "90");

        rig.advanceSeconds(89);
        assertThat(rig.connects).hasSize(1);
        rig.advanceSeconds(1);
        assertThat(rig.connects).hasSize(2);
    }

    @Test
    @Requirement({"R-085", "R-086"})
    @Defect({"P7", "S3"})
    void leavesAnUnavailableServerAndComesBackWithItsState() {
        Rig rig = Rig.webSocket().started().written();

        rig.replyError(ServerError.of(ServerError.Type.UNAVAILABLE, "").withRetryAfter(Duration.ofSeconds(45)));
        assertThat(rig.lastSent().isDisconnect()).isTrue();
        rig.written();
        assertThat(rig.done(Effect.Close.class)).hasSize(1);
        rig.close(1000).on(new Event.HealthChanged(UP));
        rig.advance(Duration.ofMillis(44_999));
        assertThat(rig.connects).hasSize(1);
        rig.advance(Duration.ofMillis(1)).open();

        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
        assertThat(rig.lastSent().health()).isEqualTo(UP);
    }

    @Test
    @Requirement({"R-064", "R-099"})
    void givesUpAServerThatNeverAnswersTheFirstReport() {
        Rig rig = Rig.webSocket().started().written().advanceSeconds(29);
        assertThat(rig.told(Notice.Disconnected.class)).isEmpty();

        rig.advanceSeconds(1);
        assertThat(rig.last(Notice.Disconnected.class).failure().kind()).isEqualTo(Kind.NO_REPLY);
        rig.advanceSeconds(1).open();
        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
    }

    @Test
    void givesTheServerItsTimeOnceALargeReportIsWritten() {
        EffectiveConfig large = yaml("x".repeat(8 << 20));
        Rig rig = Rig.webSocket(config -> config.effectiveConfig(large)).holdWork();
        rig.on(new Event.Started(Rig.WALL, null)).begin().open();

        rig.advanceSeconds(600);
        assertThat(rig.told(Notice.Disconnected.class)).as("it waits").isEmpty();
        rig.begin().advanceSeconds(500);
        assertThat(rig.told(Notice.Disconnected.class)).as("a slow line").isEmpty();
        rig.written().advanceSeconds(29 + 256);
        assertThat(rig.told(Notice.Disconnected.class)).as("full buffers").isEmpty();

        rig.advanceSeconds(1);
        assertThat(rig.last(Notice.Disconnected.class).failure().kind()).isEqualTo(Kind.NO_REPLY);
    }

    @Test
    void doesNotWaitForAnAnswerThatCameBeforeTheWordThatItWasWritten() {
        Rig rig = Rig.webSocket().started().reply().written();

        rig.advanceSeconds(30).written().advanceSeconds(29);

        assertThat(rig.told(Notice.Disconnected.class)).isEmpty();
    }

    @Test
    void givesUpATransportThatNeverSaysThatALargeReportIsWritten() {
        Rig rig = Rig.webSocket(config -> config.effectiveConfig(yaml("x".repeat(1 << 20))))
                .started();

        rig.advanceSeconds(75 + 63);
        assertThat(rig.told(Notice.Disconnected.class)).isEmpty();
        rig.advanceSeconds(1);
        assertThat(rig.last(Notice.Disconnected.class).failure().kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void waitsForItsTurnToConnectWithoutAnEnd() {
        Rig rig = Rig.webSocket().holdWork().on(new Event.Started(Rig.WALL, null));

        rig.advanceSeconds(1_000);
        assertThat(rig.told(Notice.ConnectFailed.class)).isEmpty();
        rig.begin().advanceSeconds(75);

        assertThat(rig.last(Notice.ConnectFailed.class).failure().kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void neverNeedsAnAnswerIfToldSo() {
        Rig rig = Rig.webSocket(config -> config.replyTimeout(Duration.ZERO))
                .started()
                .written();

        for (int i = 0; i < 10; i++) {
            rig.advanceSeconds(30).written();
        }
        assertThat(rig.sent).hasSize(11);
        assertThat(rig.connects).hasSize(1);
    }

    @Test
    @Requirement({"R-178", "R-179"})
    @Defect("J30")
    void stopsHeartbeatsWhenTheServerOffersZeroAndStartsThemAgain() {
        Rig rig = Rig.webSocket().connected().reply(message -> message.connectionSettings(heartbeat(0)));
        rig.advanceSeconds(600);
        assertThat(rig.sent).hasSize(1);

        rig.reply(message -> message.connectionSettings(heartbeat(5)));
        for (int i = 0; i < 3; i++) {
            rig.advanceSeconds(5).written();
        }
        assertThat(rig.sent).hasSizeBetween(3, 5);
        assertThat(rig.lastSent().isHeartbeat()).isTrue();
    }

    @Test
    void takesZeroForNoChangeIfToldSo() {
        Rig rig = Rig.webSocket(config -> config.zeroHeartbeatDisables(false))
                .connected()
                .reply(message -> message.connectionSettings(heartbeat(0)));

        rig.advanceSeconds(30);

        assertThat(rig.sent).hasSize(2);
    }

    @Test
    @Requirement({"R-162", "R-185"})
    void isSilentWithoutTheHeartbeatCapability() {
        Rig rig = Rig.webSocket(config -> config.capabilities(0)).connected();

        rig.reply(message -> message.connectionSettings(heartbeat(5))).advanceSeconds(3_600);

        assertThat(rig.sent).hasSize(1);
        assertThat(rig.lastSent().capabilities()).isEqualTo(1);
    }

    @Test
    @Requirement("R-390")
    @Defect("J29")
    void sendsCustomMessagesOneByOneInOrder() {
        Rig rig = Rig.webSocket(config -> config.customCapabilities(CustomCapabilities.of(List.of(PAUSE))))
                .connected()
                .reply(message -> message.customCapabilities(CustomCapabilities.announced(Set.of(PAUSE))));
        for (int i = 1; i <= 3; i++) {
            rig.on(new Event.CustomMessageSubmitted(i, custom(PAUSE, "t" + i)));
        }
        rig.written().written().written();

        assertThat(rig.sent.stream()
                        .map(AgentMessage::customMessage)
                        .filter(message -> message != null)
                        .map(CustomMessage::type))
                .containsExactly("t1", "t2", "t3");
        assertThat(rig.told(Notice.CustomMessageDelivered.class)).hasSize(3);
    }

    @Test
    @Requirement({"R-384", "R-386", "R-390"})
    void refusesCustomMessagesThatCannotBeSent() {
        Rig rig = Rig.webSocket(
                        config -> config.customQueue(2).customCapabilities(CustomCapabilities.of(List.of(PAUSE))))
                .connected();
        rig.on(new Event.CustomMessageSubmitted(1, custom("com.example.other", "t")));
        rig.on(new Event.CustomMessageSubmitted(2, custom(PAUSE, "t")));
        rig.reply(message -> message.customCapabilities(CustomCapabilities.announced(Set.of(PAUSE))));
        for (int i = 3; i <= 6; i++) {
            rig.on(new Event.CustomMessageSubmitted(i, custom(PAUSE, "t")));
        }

        assertThat(rig.told(Notice.CustomMessageFailed.class).stream().map(Notice.CustomMessageFailed::ticket))
                .as("not announced; server has not; 3 in flight, 4 and 5 wait, full")
                .containsExactly(1L, 2L, 6L);
    }

    @Test
    void keepsCustomMessagesUntilTheServerSaysWhatItSupports() {
        Rig rig = Rig.webSocket(config -> config.customCapabilities(CustomCapabilities.of(List.of(PAUSE))))
                .started();
        rig.on(new Event.CustomMessageSubmitted(1, custom(PAUSE, "t"))).written();
        assertThat(rig.lastSent().customMessage()).isNull();
        assertThat(rig.told(Notice.CustomMessageFailed.class)).isEmpty();

        rig.reply(message -> message.customCapabilities(CustomCapabilities.announced(Set.of(PAUSE))));

        assertThat(rig.lastSent().customMessage()).isEqualTo(custom(PAUSE, "t"));
    }

    @Test
    void failsCustomMessagesThatTheServerTurnsOutNotToSupport() {
        Rig rig = Rig.webSocket(config -> config.customCapabilities(CustomCapabilities.of(List.of(PAUSE))))
                .started();
        rig.on(new Event.CustomMessageSubmitted(1, custom(PAUSE, "t"))).written();

        rig.reply();

        assertThat(rig.last(Notice.CustomMessageFailed.class).ticket()).isEqualTo(1);
        assertThat(rig.lastSent().customMessage()).isNull();
    }

    @Test
    @Requirement("R-391")
    void tellsThatACustomMessageIsPerhapsLost() {
        Rig rig = Rig.webSocket(config ->
                        config.customNeedsServer(false).customCapabilities(CustomCapabilities.of(List.of(PAUSE))))
                .connected();

        rig.on(new Event.CustomMessageSubmitted(1, custom(PAUSE, "t1")))
                .fail(Kind.LOST)
                .open()
                .written();

        assertThat(rig.last(Notice.CustomMessageFailed.class).ticket()).isEqualTo(1);
        assertThat(rig.lastSent().customMessage()).isNull();
    }

    @Test
    @Requirement("R-387")
    void passesOnOnlyMessagesOfItsOwnCapabilities() {
        Rig rig = Rig.webSocket(config -> config.customCapabilities(CustomCapabilities.of(List.of(PAUSE))))
                .connected();

        rig.reply(message -> message.customMessage(custom("com.example.other", "t")));
        rig.reply(message -> message.customMessage(custom(PAUSE, "t")));

        assertThat(rig.told(Notice.CustomMessageReceived.class)).hasSize(1);
    }

    @Test
    @Requirement({"R-139", "R-374", "R-375"})
    void announcesComponentsByHashAndListsThemOnRequest() {
        AvailableComponents components = AvailableComponents.of(Map.of());
        Rig rig = Rig.webSocket(config -> config.components(components)).connected();
        assertThat(rig.lastSent().availableComponents()).isEqualTo(components);
        assertThat(rig.lastSent().areComponentsListed()).isFalse();

        rig.reply(message -> message.flags(ServerMessage.REPORT_AVAILABLE_COMPONENTS));
        assertThat(rig.lastSent().areComponentsListed()).isTrue();
        assertThat(rig.lastSent().agentDescription()).isNull();

        rig.written().reply(message -> message.flags(ServerMessage.REPORT_FULL_STATE));
        assertThat(rig.lastSent().availableComponents()).isEqualTo(components);
        assertThat(rig.lastSent().areComponentsListed()).isFalse();
    }

    @Test
    @Requirement("R-393")
    void restartsBySayingGoodbyeAndComingBackAsNew() {
        Rig rig = Rig.webSocket().connected();

        rig.reply(message -> message.command(ServerCommand.RESTART).remoteConfig(Rig.config("h", "x")));
        assertThat(rig.lastSent().isDisconnect()).isTrue();
        assertThat(rig.told(Notice.RestartRequested.class)).isEmpty();
        rig.written().close(1000);
        assertThat(rig.told(Notice.RestartRequested.class)).hasSize(1);
        assertThat(rig.told(Notice.RemoteConfigOffered.class)).isEmpty();
        rig.advanceSeconds(100).on(new Event.HealthChanged(UP));
        assertThat(rig.connects).hasSize(1);

        rig.on(new Event.Restarted()).open();
        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
        assertThat(rig.lastSent().health()).isEqualTo(UP);
        assertThat(rig.lastSent().sequenceNumber()).isEqualTo(3);
    }

    @Test
    void doesNotRestartOverAndOverForAServerThatAlwaysAsks() {
        Rig rig = Rig.webSocket().connected();
        for (int i = 0; i < 2; i++) {
            rig.reply(message -> message.command(ServerCommand.RESTART))
                    .written()
                    .close(1000)
                    .on(new Event.Restarted());
            if (i == 0) {
                rig.open().written();
            }
        }
        assertThat(rig.connects).as("the second restart has to wait").hasSize(2);

        rig.advanceSeconds(29);
        assertThat(rig.connects).hasSize(2);
        rig.advanceSeconds(2);
        assertThat(rig.connects).hasSize(3);
    }

    @Test
    void boundsTheReportsToAServerThatAssignsAUidInEveryAnswer() {
        Rig rig = Rig.webSocket().connected();
        int before = rig.sent.size();

        for (byte i = 1; i <= 50; i++) {
            byte[] uid = new byte[16];
            Arrays.fill(uid, i);
            rig.reply(message -> message.newInstanceUid(Bytes.of(uid))).written();
        }

        assertThat(rig.sent.size() - before).isLessThanOrEqualTo(FullState.BURST);
        assertThat(rig.told(Notice.Warning.class)).hasSize(1);
        rig.advanceSeconds(31);
        assertThat(rig.lastSent().instanceUid()).isEqualTo(rig.uid());
        assertThat(rig.lastSent().agentDescription()).isNotNull();
    }

    @Test
    @Requirement({"R-159", "R-395", "R-396"})
    void ignoresACommandThatItDoesNotKnowOrAccept() {
        Rig rig = Rig.webSocket().connected();
        rig.reply(message -> message.command(ServerCommand.UNKNOWN).remoteConfig(Rig.config("h", "x")));
        assertThat(rig.told(Notice.RemoteConfigOffered.class)).hasSize(1);

        Rig without = Rig.webSocket(config -> config.capabilities(0x3003)).connected();
        without.reply(message -> message.command(ServerCommand.RESTART).remoteConfig(Rig.config("h", "x")));
        assertThat(without.told(Notice.RestartRequested.class)).isEmpty();
        assertThat(without.told(Notice.RemoteConfigOffered.class)).hasSize(1);
    }

    @Test
    void survivesMalformedMessagesAndGivesUpWhenThereIsNothingElse() {
        Rig rig = Rig.webSocket().connected();
        for (int i = 0; i < 100; i++) {
            rig.on(new Event.Malformed(rig.connection, "garbage", 3));
            rig.reply();
        }
        assertThat(rig.connects).hasSize(1);
        assertThat(rig.session.status().traffic().malformedMessages()).isEqualTo(100);

        for (int i = 0; i < 8; i++) {
            rig.on(new Event.Malformed(rig.connection, "garbage", 3));
        }
        assertThat(rig.last(Notice.Disconnected.class).failure().kind()).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    @Requirement("R-171")
    void forgetsTheCapabilitiesOfTheServerWithTheConnection() {
        Rig rig = Rig.webSocket(config -> config.effectiveConfig(yaml("a")))
                .started()
                .written()
                .reply(message -> message.capabilities(0x1));
        rig.on(new Event.EffectiveConfigChanged(yaml("b")));
        assertThat(rig.sent).hasSize(1);

        rig.fail(Kind.LOST).open();
        assertThat(rig.lastSent().effectiveConfig()).isEqualTo(yaml("b"));
    }

    @Test
    void reportsEverythingUnderANewIdentityThoughTheAnswerOvertookTheWriting() {
        Bytes newUid = Bytes.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        Rig rig = Rig.webSocket().started().reply(message -> message.newInstanceUid(newUid));
        assertThat(rig.sent).hasSize(1);

        rig.written();

        assertThat(rig.lastSent().instanceUid().toBytes()).isEqualTo(newUid);
        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
    }

    @Test
    void ignoresEventsOfAFormerConnection() {
        Rig rig = Rig.webSocket().connected();
        int former = rig.connection;
        rig.fail(Kind.LOST).open();
        int effects = rig.effects.size();

        rig.on(new Event.Written(former));
        rig.on(new Event.Closed(former, 1000, ""));
        rig.on(new Event.Failed(former, ConnectionFailure.of(Kind.LOST, "", null), null, Rig.WALL));
        rig.on(new Event.Opened(former));

        assertThat(rig.effects).hasSize(effects);
    }

    @Test
    @Requirement("R-074")
    void closesInOrderAndInTime() {
        Rig rig = Rig.webSocket().connected();
        rig.on(new Event.StopRequested(Duration.ofSeconds(5)));
        assertThat(rig.lastSent().isDisconnect()).isTrue();
        rig.written();
        assertThat(rig.done(Effect.Close.class)).hasSize(1);
        assertThat(rig.done(Effect.Close.class).get(0).code()).isEqualTo(1000);
        assertThat(rig.terminated).isFalse();
        rig.close(1000);
        assertThat(rig.terminated).isTrue();

        Rig mute = Rig.webSocket().connected();
        mute.on(new Event.StopRequested(Duration.ofSeconds(5))).advanceSeconds(5);
        assertThat(mute.terminated).isTrue();
        assertThat(mute.done(Effect.Abort.class)).hasSize(1);
    }

    @Test
    void saysNoGoodbyeWithoutTime() {
        Rig rig = Rig.webSocket().connected();
        int messages = rig.sent.size();
        rig.on(new Event.StopRequested(Duration.ZERO)).advanceSeconds(1);

        assertThat(rig.sent).hasSize(messages);
        assertThat(rig.terminated).isTrue();
    }

    @Test
    void givesUpAConnectionAttemptThatComesToNoEnd() {
        Rig rig = Rig.webSocket().on(new Event.Started(Rig.WALL, null)).advanceSeconds(75);

        assertThat(rig.done(Effect.Abort.class)).hasSize(1);
        assertThat(rig.last(Notice.ConnectFailed.class).failure().kind()).isEqualTo(Kind.TIMEOUT);
        rig.advanceSeconds(1);
        assertThat(rig.connects).hasSize(2);
    }

    @Test
    void staysAwayFromWhatClosedTheConnectionAsTooLarge() {
        Rig rig = Rig.webSocket(config -> config.effectiveConfig(yaml("x".repeat(2_000))))
                .started()
                .written();

        rig.close(1009).advanceSeconds(1).open();

        assertThat(rig.lastSent().effectiveConfig()).isNull();
        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
    }

    @Test
    void waitsForTheEffectiveConfigThatIsBeingRead() {
        Rig rig = Rig.webSocket(config -> config.effectiveConfigSupplied(true)).started();
        assertThat(rig.done(Effect.ReadEffectiveConfig.class)).hasSize(1);
        assertThat(rig.sent).isEmpty();

        rig.on(new Event.EffectiveConfigChanged(yaml("a")));
        assertThat(rig.lastSent().effectiveConfig()).isEqualTo(yaml("a"));
    }

    @Test
    void goesWithoutAnEffectiveConfigThatCannotBeReadAndTriesAgain() {
        Rig rig = Rig.webSocket(config -> config.effectiveConfigSupplied(true)).started();
        rig.on(new Event.EffectiveConfigChanged(null));
        assertThat(rig.lastSent().agentDescription()).isNotNull();

        rig.written().reply().advanceSeconds(30);
        rig.on(new Event.EffectiveConfigChanged(yaml("a"))).written();
        assertThat(rig.lastSent().effectiveConfig()).isEqualTo(yaml("a"));

        Rig slow = Rig.webSocket(config -> config.effectiveConfigSupplied(true))
                .started()
                .advanceSeconds(2);
        assertThat(slow.lastSent().agentDescription()).isNotNull();
    }

    @Test
    void appliesAPushedConfigAndReportsAgainAfterTheLossOfTheReport() {
        Rig rig = Rig.webSocket().connected().offer("h1", "a").answer(Event.Answer.APPLIED);
        rig.fail(Kind.LOST).open();

        assertThat(rig.lastSent().remoteConfigStatus())
                .isEqualTo(io.amp4j.opamp.RemoteConfigStatus.applied(hash("h1")));
    }

    private static SettingsOffer heartbeat(long seconds) {
        ConnectionOffer same = new ConnectionOffer("", null, null, null, null);
        return new SettingsOffer(
                hash("s" + seconds),
                new SettingsOffer.Opamp(same, Duration.ofSeconds(seconds)),
                null,
                null,
                null,
                Map.of());
    }

    private static CustomMessage custom(String capability, String type) {
        return CustomMessage.of(capability, type, Bytes.EMPTY);
    }

    private static EffectiveConfig yaml(String text) {
        return EffectiveConfig.of(ConfigFile.yaml(text));
    }
}
