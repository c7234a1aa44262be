package io.amp4j.opamp.internal.session;

import static io.amp4j.opamp.internal.session.Rig.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HttpSessionTest {

    private static final ComponentHealth UP = ComponentHealth.healthy(Instant.EPOCH);

    @Test
    @Requirement("R-145")
    @Defect("J26")
    void reportsEverythingFirst() {
        Rig rig = Rig.http(config -> config.health(UP).effectiveConfig(yaml("a: 1")))
                .started();

        AgentMessage first = rig.lastSent();
        assertThat(first.sequenceNumber()).isEqualTo(1);
        assertThat(first.agentDescription()).isEqualTo(Rig.DESCRIPTION);
        assertThat(first.health()).isEqualTo(UP);
        assertThat(first.effectiveConfig()).isEqualTo(yaml("a: 1"));
        assertThat(first.remoteConfigStatus()).as("nothing was offered yet").isNull();
        assertThat(AgentCapability.REPORTS_STATUS.isIn(first.capabilities())).isTrue();
        assertThat(first.instanceUid().toUuid().version()).isEqualTo(7);
    }

    @Test
    @Requirement({"R-045", "R-046", "R-047"})
    void pollsWithNothingButIdentityOncePerInterval() {
        Rig rig = Rig.http().connected();

        for (int i = 2; i <= 6; i++) {
            rig.advance(Duration.ofNanos(29_999_999_999L));
            assertThat(rig.sent).hasSize(i - 1);
            rig.advance(Duration.ofNanos(1));
            assertThat(rig.sent).hasSize(i);
            assertThat(rig.lastSent().isHeartbeat()).isTrue();
            assertThat(rig.lastSent().sequenceNumber()).isEqualTo(i);
            rig.reply();
        }
    }

    @Test
    @Requirement("R-181")
    void countsTheIntervalFromTheLastMessageOfAnyKind() {
        Rig rig = Rig.http().connected().advanceSeconds(20);

        rig.on(new Event.HealthChanged(UP)).reply();
        assertThat(rig.sent).hasSize(2);

        rig.advanceSeconds(29);
        assertThat(rig.sent).hasSize(2);
        rig.advanceSeconds(1);
        assertThat(rig.sent).hasSize(3);
    }

    @Test
    @Requirement("R-213")
    void neverHasTwoRequestsInFlightAndMergesWhatChangesMeanwhile() {
        Rig rig = Rig.http().started();

        rig.on(new Event.HealthChanged(UP));
        rig.on(new Event.HealthChanged(ComponentHealth.unhealthy("disk full")));
        rig.advanceSeconds(2);
        assertThat(rig.sent).hasSize(1);

        rig.reply();
        assertThat(rig.sent).hasSize(2);
        assertThat(rig.lastSent().health()).isEqualTo(ComponentHealth.unhealthy("disk full"));
        assertThat(rig.lastSent().agentDescription()).isNull();
    }

    @Test
    @Requirement({"R-131", "R-203"})
    void doesNotSendWhatDidNotChange() {
        Rig rig = Rig.http(config -> config.health(UP)).connected();

        rig.on(new Event.HealthChanged(ComponentHealth.healthy(Instant.EPOCH)));
        rig.on(new Event.DescriptionChanged(Rig.DESCRIPTION));

        assertThat(rig.sent).hasSize(1);
    }

    @Test
    @Requirement("R-106")
    @Defect({"P2", "S4", "J19"})
    void keepsTheStateOfAFailedExchangeDueAndNumbersTheNextAnew() {
        Rig rig = Rig.http(config -> config.health(UP)).started();

        rig.failWithStatus(500, null);
        rig.on(new Event.HealthChanged(ComponentHealth.unhealthy("newer")));
        assertThat(rig.sent).as("not before the backoff").hasSize(1);
        rig.advanceSeconds(1);

        AgentMessage second = rig.lastSent();
        assertThat(second.sequenceNumber()).isEqualTo(2);
        assertThat(second.agentDescription()).isEqualTo(Rig.DESCRIPTION);
        assertThat(second.health()).isEqualTo(ComponentHealth.unhealthy("newer"));
    }

    @Test
    @Requirement("R-065")
    @Defect("J10")
    void backsOffExponentiallyUpToACapWithJitterBelowIt() {
        Rig rig = Rig.http(config -> config.backoff(
                        BackoffPolicy.builder().max(Duration.ofSeconds(60)).build()))
                .started();

        double expected = 1;
        for (int i = 0; i < 12; i++) {
            rig.fail(Kind.CONNECT);
            double wait =
                    rig.last(Notice.ConnectFailed.class).failure().retryIn().toNanos() / 1e9;
            assertThat(wait).isBetween(expected * 0.5, expected);
            rig.advance(rig.last(Notice.ConnectFailed.class).failure().retryIn());
            assertThat(rig.sent).hasSize(i + 2);
            expected = Math.min(60, expected * 2);
        }
        rig.reply().advanceSeconds(30).fail(Kind.LOST);
        assertThat(rig.last(Notice.ConnectFailed.class).failure().retryIn()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @Requirement("R-083")
    @Defect("J36")
    void tellsEachFailedAttemptOnceWithItsStatus() {
        Rig rig = Rig.http().started();

        for (int status : new int[] {401, 403, 404, 500}) {
            rig.failWithStatus(status, null);
            ConnectionFailure failure = rig.last(Notice.ConnectFailed.class).failure();
            assertThat(failure.httpStatus()).isEqualTo(status);
            rig.advance(failure.retryIn());
        }
        assertThat(rig.told(Notice.ConnectFailed.class)).hasSize(4);
        assertThat(rig.sent).hasSize(5);
    }

    @Test
    @Requirement({"R-092", "R-093"})
    @Defect("J16")
    void nothingGetsPastAThrottle() {
        Rig rig = Rig.http(config -> config.health(UP)).connected();
        rig.on(new Event.HealthChanged(ComponentHealth.unhealthy("1"))).failWithStatus(503, "90");

        for (int i = 0; i < 50; i++) {
            rig.on(new Event.HealthChanged(ComponentHealth.unhealthy("n" + i)));
            rig.advance(Duration.ofMillis(1_700));
        }
        assertThat(rig.sent).hasSize(2);
        rig.advanceSeconds(4);
        assertThat(rig.sent).hasSize(2);
        rig.advanceSeconds(1);
        assertThat(rig.sent).hasSize(3);
        assertThat(rig.lastSent().health()).isEqualTo(ComponentHealth.unhealthy("n49"));
        rig.reply().advanceSeconds(30);
        assertThat(rig.sent).as("the normal interval again").hasSize(4);
    }

    @Test
    @Requirement("R-094")
    @Defect({"J12", "J14"})
    void waitsAtLeastHalfAMinuteWhenThrottledWithoutAHint() {
        Rig rig = Rig.http().started();

        Duration before = Duration.ZERO;
        for (int i = 0; i < 8; i++) {
            rig.failWithStatus(429, i % 2 == 0 ? null : "0");
            Duration wait = rig.last(Notice.ConnectFailed.class).failure().retryIn();
            assertThat(wait).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
            before = wait;
            rig.advance(wait);
        }
        assertThat(before).as("grows in the end").isGreaterThan(Duration.ofSeconds(60));
    }

    @Test
    @Requirement({"R-095", "R-098"})
    void takesUnavailableInAnAnswerForAThrottleAndKeepsTheState() {
        Rig rig = Rig.http().started();

        rig.replyError(ServerError.of(ServerError.Type.UNAVAILABLE, "busy").withRetryAfter(Duration.ofSeconds(60)));
        rig.advanceSeconds(59);
        assertThat(rig.sent).hasSize(1);
        rig.advanceSeconds(1);
        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
        assertThat(rig.last(Notice.ErrorReceived.class).error().message()).isEqualTo("busy");
    }

    @Test
    @Requirement("R-088")
    @Defect("J13")
    void clampsAHintOfCenturies() {
        Rig rig = Rig.http().started();

        rig.replyError(
                ServerError.of(ServerError.Type.UNAVAILABLE, "").withRetryAfter(Duration.ofNanos(Long.MAX_VALUE)));

        rig.advance(Duration.ofHours(1).minusNanos(1));
        assertThat(rig.sent).hasSize(1);
        rig.advance(Duration.ofNanos(1));
        assertThat(rig.sent).hasSize(2);
    }

    @Test
    @Requirement("R-096")
    void doesNotSendAgainWhatTheServerRefused() {
        Rig rig = Rig.http(config -> config.health(UP)).started();

        rig.replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "no"));
        rig.advanceSeconds(30);
        assertThat(rig.lastSent().isHeartbeat()).isTrue();
        rig.reply();

        rig.on(new Event.HealthChanged(ComponentHealth.unhealthy("changed"))).reply();
        assertThat(rig.lastSent().health()).isEqualTo(ComponentHealth.unhealthy("changed"));
        assertThat(rig.lastSent().agentDescription()).isNull();

        rig.advanceSeconds(30).reply(message -> message.flags(ServerMessage.REPORT_FULL_STATE));
        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
    }

    @Test
    @Requirement("R-052")
    @Defect({"J17", "P8"})
    void reportsInFullOnceAServerThatAnswered400Recovers() {
        Rig rig = Rig.http(config -> config.health(UP)).started();

        rig.failWithStatus(400, null).advanceSeconds(60);
        assertThat(rig.lastSent().isHeartbeat()).as("not the same again").isTrue();
        rig.failWithStatus(400, null).advanceSeconds(60).reply();

        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
        assertThat(rig.lastSent().health()).isEqualTo(UP);
        int sent = rig.sent.size();
        rig.reply().advanceSeconds(29);
        assertThat(rig.sent).hasSize(sent);
    }

    @Test
    @Requirement("R-052")
    void reportsInFullAfterA400ThatOnlyAHeartbeatGot() {
        Rig rig = Rig.http(config -> config.health(UP)).connected().advanceSeconds(30);

        rig.failWithStatus(400, null).advanceSeconds(60).reply();

        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
        assertThat(rig.lastSent().health()).isEqualTo(UP);
    }

    @Test
    @Defect({"J17", "P8"})
    void givesUpWhatBringsA400AgainAndAgainUntilItChanges() {
        Rig rig = Rig.http(config -> config.health(UP)).connected();
        ComponentHealth bad = ComponentHealth.unhealthy("bad");
        rig.on(new Event.HealthChanged(bad));

        for (int i = 0; i < 100; i++) {
            if (rig.isSendOutstanding()) {
                if (bad.equals(rig.lastSent().health())) {
                    rig.failWithStatus(400, null);
                } else {
                    rig.reply();
                }
            }
            rig.advanceSeconds(30);
        }

        assertThat(rig.sent.stream().filter(message -> bad.equals(message.health())))
                .hasSize(Outbox.REJECTIONS);
        // The answers came late, so that a heartbeat was due with the first of these.
        rig.reply().reply().on(new Event.HealthChanged(UP));
        assertThat(rig.lastSent().health()).isEqualTo(UP);
    }

    @Test
    void neverTakesWaitingForItsTurnForAFailure() {
        Rig rig = Rig.http().holdWork().started();

        rig.advanceSeconds(1_000);
        assertThat(rig.told(Notice.ConnectFailed.class)).isEmpty();
        rig.begin().advance(Duration.ofMillis(74_999));
        assertThat(rig.told(Notice.ConnectFailed.class)).isEmpty();

        rig.advance(Duration.ofMillis(1));
        assertThat(rig.last(Notice.ConnectFailed.class).failure().kind()).isEqualTo(Kind.TIMEOUT);
    }

    /** As long as the transport does, which gives a large report a second for each 16 KiB; never less. */
    @Test
    void givesALargeReportMoreTime() {
        Rig rig = Rig.http(config -> config.effectiveConfig(yaml("x".repeat(1 << 20))))
                .started();

        rig.advanceSeconds(75 + 63);
        assertThat(rig.told(Notice.ConnectFailed.class)).isEmpty();

        rig.advanceSeconds(1);
        assertThat(rig.last(Notice.ConnectFailed.class).failure().kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void countsTheLatencyFromWhenAMessageReallyLeaves() {
        Rig rig = Rig.http().holdWork().started().advanceSeconds(20).begin().advanceSeconds(1);

        rig.reply();

        assertThat(rig.session.status().attempts().latency())
                .isEqualTo(Duration.ofSeconds(1).toNanos());
        rig.advanceSeconds(9);
        assertThat(rig.sent)
                .as("the interval counts from when it was due to leave")
                .hasSize(2);
    }

    @Test
    @Requirement("R-060")
    void doesNotSendAgainWhatWasTooLargeButEverythingElse() {
        Rig rig = Rig.http(config -> config.health(UP).effectiveConfig(yaml("x".repeat(5_000))))
                .started();

        rig.failWithStatus(413, null);
        rig.advanceSeconds(1);

        assertThat(rig.lastSent().effectiveConfig()).isNull();
        assertThat(rig.lastSent().health()).isEqualTo(UP);
        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
        rig.reply(message -> message.flags(ServerMessage.REPORT_FULL_STATE));
        assertThat(rig.lastSent().effectiveConfig()).as("too large for ever").isNull();
        rig.reply().on(new Event.EffectiveConfigChanged(yaml("short")));
        assertThat(rig.lastSent().effectiveConfig()).isEqualTo(yaml("short"));
    }

    @Test
    @Requirement("R-034")
    void discardsWhatExceedsTheSendLimitAndSendsTheRest() {
        Rig rig = Rig.http(config -> config.maxSentBytes(1_000).health(UP).effectiveConfig(yaml("x".repeat(5_000))))
                .started();

        assertThat(rig.lastSent().effectiveConfig()).isNull();
        assertThat(rig.lastSent().health()).isEqualTo(UP);
        assertThat(rig.told(Notice.Warning.class)).hasSize(1);
        rig.reply().advanceSeconds(300);
        assertThat(rig.told(Notice.Warning.class)).as("no hot loop").hasSize(1);
    }

    @Test
    void splitsWhatIsTooLargeOnlyTogether() {
        Rig rig = Rig.http(config -> config.maxSentBytes(1_000)
                        .health(ComponentHealth.unhealthy("h".repeat(600)))
                        .effectiveConfig(yaml("x".repeat(600))))
                .started()
                .reply();

        assertThat(rig.sent).hasSize(2);
        assertThat(rig.sent.stream().filter(message -> message.health() != null))
                .hasSize(1);
        assertThat(rig.sent.stream().filter(message -> message.effectiveConfig() != null))
                .hasSize(1);
        assertThat(rig.told(Notice.Warning.class)).isEmpty();
    }

    @Test
    @Requirement({"R-221", "R-222"})
    void appliesARemoteConfigAndReportsItInOneMessage() {
        Rig rig = Rig.http(config -> config.effectiveConfig(yaml("old"))).started();

        rig.offer("h1", "a: 1");
        assertThat(rig.last(Notice.RemoteConfigOffered.class).config().hash()).isEqualTo(hash("h1"));
        assertThat(rig.sent).as("nothing to say yet").hasSize(1);

        rig.on(new Event.RemoteConfigAnswered(1, Event.Answer.APPLIED, yaml("new")));
        assertThat(rig.sent).hasSize(2);
        assertThat(rig.lastSent().remoteConfigStatus()).isEqualTo(RemoteConfigStatus.applied(hash("h1")));
        assertThat(rig.lastSent().effectiveConfig()).isEqualTo(yaml("new"));
        assertThat(rig.saved().remoteConfigStatus()).isEqualTo(RemoteConfigStatus.applied(hash("h1")));
        assertThat(rig.saved().remoteConfig()).isEqualTo(Rig.config("h1", "a: 1"));
    }

    @Test
    @Requirement({"R-009", "R-223", "R-229"})
    void saysThatItIsApplyingWhenThatTakesLong() {
        Rig rig = Rig.http().connected().advanceSeconds(30).offer("h1", "a");

        rig.advance(Duration.ofMillis(499));
        assertThat(rig.sent).hasSize(2);
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.lastSent().remoteConfigStatus()).isEqualTo(RemoteConfigStatus.applying(hash("h1")));
        rig.reply().answer(Event.Answer.failed("no such key"));
        assertThat(rig.lastSent().remoteConfigStatus()).isEqualTo(RemoteConfigStatus.failed(hash("h1"), "no such key"));
    }

    @Test
    @Requirement("R-226")
    void doesNotApplyTheSameHashAgain() {
        Rig rig = Rig.http().connected();

        for (int i = 0; i < 10; i++) {
            rig.advanceSeconds(30).offer("h1", "a");
        }
        rig.answer(Event.Answer.failed("no"));
        rig.reply();
        int sentSoFar = rig.sent.size();
        rig.advanceSeconds(30).offer("h1", "a");

        assertThat(rig.told(Notice.RemoteConfigOffered.class)).hasSize(1);
        assertThat(rig.sent).hasSize(sentSoFar + 1);
        assertThat(rig.lastSent().isHeartbeat()).isTrue();
    }

    @Test
    @Requirement("R-237")
    void theNewestOfferCounts() {
        Rig rig = Rig.http().connected().advanceSeconds(30).offer("h1", "a");
        rig.advanceSeconds(1).offer("h2", "b").reply();

        rig.on(new Event.RemoteConfigAnswered(1, Event.Answer.APPLIED, null));
        rig.on(new Event.RemoteConfigAnswered(2, Event.Answer.APPLIED, null));

        assertThat(rig.lastSent().remoteConfigStatus()).isEqualTo(RemoteConfigStatus.applied(hash("h2")));
        assertThat(rig.sent.stream()
                        .map(AgentMessage::remoteConfigStatus)
                        .filter(status -> RemoteConfigStatus.applied(hash("h1")).equals(status)))
                .isEmpty();
    }

    @Test
    @Requirement("R-227")
    void ignoresAnOfferThatSaysAsBefore() {
        Rig rig = Rig.http().connected().advanceSeconds(30);

        rig.reply(message -> message.remoteConfig(io.amp4j.opamp.RemoteConfig.unchanged(hash("h9"))));

        assertThat(rig.told(Notice.RemoteConfigOffered.class)).isEmpty();
        assertThat(rig.sent).hasSize(2);
    }

    @Test
    @Requirement("R-142")
    @Defect("P10")
    void answersARequestForTheFullStateWithWhatTheSameMessageBringsAbout() {
        Rig rig = Rig.http(config -> config.health(UP)).connected().advanceSeconds(30);

        rig.reply(message -> message.flags(ServerMessage.REPORT_FULL_STATE).remoteConfig(Rig.config("h1", "a")));
        assertThat(rig.sent).hasSize(2);
        rig.answer(Event.Answer.APPLIED);

        assertThat(rig.sent).hasSize(3);
        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
        assertThat(rig.lastSent().health()).isEqualTo(UP);
        assertThat(rig.lastSent().remoteConfigStatus()).isEqualTo(RemoteConfigStatus.applied(hash("h1")));
    }

    @Test
    @Requirement("R-141")
    @Defect("P10")
    void boundsTheRateOfFullReports() {
        Rig rig = Rig.http().started();

        for (int i = 0; i < 1_000; i++) {
            rig.reply(message -> message.flags(ServerMessage.REPORT_FULL_STATE));
            rig.advance(Duration.ofMillis(100));
        }
        long full = rig.sent.stream()
                .filter(message -> message.agentDescription() != null)
                .count();
        assertThat(full).isBetween(4L, 8L);
        assertThat(rig.told(Notice.Warning.class)).hasSize(1);
    }

    @Test
    @Requirement("R-101")
    void ignoresEverythingBesideAnError() {
        Rig rig = Rig.http().started();

        rig.reply(message -> message.error(ServerError.of(ServerError.Type.UNKNOWN, "?"))
                .capabilities(0x1)
                .remoteConfig(Rig.config("h1", "a"))
                .flags(1)
                .newInstanceUid(Bytes.of(new byte[16])));

        assertThat(rig.told(Notice.RemoteConfigOffered.class)).isEmpty();
        assertThat(rig.told(Notice.MessageReceived.class)).isEmpty();
        assertThat(rig.session.status().terms().serverCapabilities()).isZero();
    }

    @Test
    @Requirement("R-070")
    @Defect("P3")
    void saysGoodbyeLastAndEnds() {
        Rig rig = Rig.http().connected();

        rig.on(new Event.HealthChanged(UP));
        rig.on(new Event.HealthChanged(ComponentHealth.unhealthy("stopping")));
        rig.on(new Event.StopRequested(Duration.ofSeconds(5)));
        assertThat(rig.terminated).isFalse();
        rig.reply();
        assertThat(rig.lastSent().isDisconnect()).isTrue();
        assertThat(rig.lastSent().health()).isEqualTo(ComponentHealth.unhealthy("stopping"));
        rig.reply();

        assertThat(rig.terminated).isTrue();
        int messages = rig.sent.size();
        rig.advanceSeconds(1_000).on(new Event.HealthChanged(UP));
        assertThat(rig.sent).hasSize(messages);
    }

    @Test
    void saysNoGoodbyeWithoutTime() {
        Rig rig = Rig.http().connected();
        int messages = rig.sent.size();
        rig.on(new Event.StopRequested(Duration.ZERO)).advanceSeconds(1);

        assertThat(rig.sent).hasSize(messages);
        assertThat(rig.terminated).isTrue();
    }

    @Test
    @Requirement("R-071")
    void saysGoodbyeOnceMoreWhenTheConnectionForItWasGone() {
        Rig rig = Rig.http().connected();
        rig.on(new Event.StopRequested(Duration.ofSeconds(5)));
        assertThat(rig.lastSent().isDisconnect()).isTrue();

        rig.fail(Kind.LOST);

        assertThat(rig.terminated).isFalse();
        assertThat(rig.sent).hasSize(3);
        assertThat(rig.lastSent().isDisconnect()).isTrue();
        assertThat(rig.lastSent().sequenceNumber()).isEqualTo(3);

        rig.fail(Kind.LOST);
        assertThat(rig.terminated).isTrue();
        assertThat(rig.sent).hasSize(3);
    }

    @Test
    @Requirement("R-074")
    void endsInTimeWhenTheServerHangs() {
        Rig rig = Rig.http().connected().advanceSeconds(30);

        rig.on(new Event.StopRequested(Duration.ofSeconds(2)));
        rig.advance(Duration.ofMillis(1_999));
        assertThat(rig.terminated).isFalse();
        rig.advance(Duration.ofMillis(1));
        assertThat(rig.terminated).isTrue();
        assertThat(rig.done(Effect.Abort.class)).hasSize(1);
    }

    @Test
    void saysNoGoodbyeToAServerThatItNeverReachedOrThatWantsNone() {
        Rig never = Rig.http().started().fail(Kind.CONNECT);
        never.on(new Event.StopRequested(Duration.ofSeconds(5)));
        assertThat(never.terminated).isTrue();
        assertThat(never.sent).hasSize(1);

        Rig throttled = Rig.http().connected().advanceSeconds(30).failWithStatus(503, "100");
        throttled.on(new Event.StopRequested(Duration.ofSeconds(5)));
        assertThat(throttled.terminated).isTrue();
        assertThat(throttled.lastSent().isDisconnect()).isFalse();
    }

    @Test
    @Requirement({"R-122", "R-123"})
    void adoptsANewIdentityWithFullStateAndAMirroredInstanceId() {
        Bytes newUid = Bytes.of(uidBytes(7));
        Rig rig = Rig.http().started();
        rig.on(new Event.DescriptionChanged(Rig.DESCRIPTION.toBuilder()
                .identifying(
                        "service.instance.id",
                        io.amp4j.opamp.AttributeValue.of(rig.uid().toString()))
                .build()));
        rig.reply().reply(message -> message.newInstanceUid(newUid));

        assertThat(rig.lastSent().instanceUid().toBytes()).isEqualTo(newUid);
        assertThat(rig.lastSent().agentDescription()).isNotNull();
        assertThat(Objects.requireNonNull(rig.lastSent().agentDescription()).attribute("service.instance.id"))
                .isEqualTo(io.amp4j.opamp.AttributeValue.of(rig.uid().toString()));
        assertThat(rig.lastSent().sequenceNumber()).isEqualTo(3);
        assertThat(rig.saved().isUidAssigned()).isTrue();
        assertThat(rig.told(Notice.InstanceUidAssigned.class)).hasSize(1);
    }

    @Test
    @Requirement("R-118")
    void keepsItsIdentityWhenTheNewOneIsUnusable() {
        Rig rig = Rig.http().started();
        var before = rig.uid();

        rig.reply(message -> message.newInstanceUid(Bytes.of(new byte[4])));
        rig.advanceSeconds(30).reply(message -> message.newInstanceUid(Bytes.of(new byte[16])));

        assertThat(rig.uid()).isEqualTo(before);
        assertThat(rig.told(Notice.Warning.class)).hasSize(2);
    }

    @Test
    @Requirement({"R-113", "R-115"})
    @Defect("J28")
    void asksForAnIdentityUntilItHasOne() {
        Rig rig = Rig.http(config -> config.requestInstanceUid(true)).started();
        assertThat(rig.lastSent().flags()).isEqualTo(1);
        assertThat(rig.saved).as("a stand-in is not worth keeping").isNull();

        rig.reply().advanceSeconds(30);
        assertThat(rig.lastSent().flags()).isEqualTo(1);
        rig.reply(message -> message.newInstanceUid(Bytes.of(uidBytes(3))));
        assertThat(rig.lastSent().flags()).isZero();
        assertThat(rig.saved).isNotNull();
    }

    @Test
    @Requirement("R-120")
    void ignoresAnAnswerForAnotherAgentAndTriesAgain() {
        Rig rig = Rig.http().started();

        rig.on(new Event.Received(
                rig.connection,
                ServerMessage.builder(Bytes.of(uidBytes(9)))
                        .remoteConfig(Rig.config("h", "x"))
                        .build(),
                30));

        assertThat(rig.told(Notice.RemoteConfigOffered.class)).isEmpty();
        rig.advanceSeconds(1);
        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
    }

    @Test
    void stopsRetryingAtTheLimitUntilTheNextHeartbeatAndLosesNothing() {
        Rig rig = Rig.http(config -> config.maxRetries(2)).started();

        rig.fail(Kind.CONNECT).advanceSeconds(1);
        rig.fail(Kind.CONNECT).advanceSeconds(2);
        assertThat(rig.sent).hasSize(3);
        rig.fail(Kind.CONNECT).advanceSeconds(29);
        assertThat(rig.sent).hasSize(3);
        rig.advanceSeconds(1);
        assertThat(rig.sent).hasSize(4);
        assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
        rig.fail(Kind.CONNECT).advanceSeconds(1);
        assertThat(rig.sent).as("a new series").hasSize(5);
    }

    @Test
    void honoursTheIntervalThatTheServerOffersButNeverStopsPolling() {
        Rig rig = Rig.http().connected();

        rig.on(new Event.HeartbeatChanged(Duration.ofSeconds(7))).advanceSeconds(7);
        assertThat(rig.sent).hasSize(2);
        rig.reply().advanceSeconds(7);
        assertThat(rig.sent).hasSize(3);
    }

    @Test
    @Requirement({"R-166", "R-172"})
    void stopsReportingAnEffectiveConfigThatTheServerDoesNotTake() {
        Rig rig = Rig.http(config -> config.effectiveConfig(yaml("a"))).started();
        assertThat(rig.lastSent().effectiveConfig()).isNotNull();

        rig.reply(message -> message.capabilities(0x1));
        rig.on(new Event.EffectiveConfigChanged(yaml("b")));
        assertThat(rig.sent).hasSize(1);

        rig.advanceSeconds(30).reply(message -> message.capabilities(0x5));
        assertThat(rig.lastSent().effectiveConfig()).isEqualTo(yaml("b"));
    }

    @Test
    @Requirement("R-225")
    void goesOnFromWhatWasStored() {
        Rig first = Rig.http()
                .started()
                .offer("h1", "a")
                .answer(Event.Answer.APPLIED)
                .reply();
        first.on(new Event.StopRequested(Duration.ofSeconds(5))).reply();
        assertThat(first.terminated).isTrue();
        assertThat(first.saved).isNotNull();

        Rig second = Rig.http().started(first.saved());
        assertThat(second.uid()).isEqualTo(first.uid());
        assertThat(second.lastSent().sequenceNumber())
                .isEqualTo(first.lastSent().sequenceNumber() + 1);
        assertThat(second.lastSent().remoteConfigStatus()).isEqualTo(RemoteConfigStatus.applied(hash("h1")));
        assertThat(second.last(Notice.RemoteConfigOffered.class).config()).isEqualTo(Rig.config("h1", "a"));
        second.answer(Event.Answer.APPLIED).offer("h1", "a");
        assertThat(second.told(Notice.RemoteConfigOffered.class))
                .as("not offered again")
                .hasSize(1);
        assertThat(second.sent).hasSize(1);
    }

    @Test
    void reportsAnApplicationThatTheProcessDidNotSurviveAsFailed() {
        Rig first = Rig.http().started().offer("h1", "a");
        assertThat(first.saved).isNotNull();

        Rig second = Rig.http().started(first.saved());

        assertThat(second.told(Notice.RemoteConfigOffered.class)).isEmpty();
        assertThat(second.lastSent().remoteConfigStatus()).isNotNull();
        assertThat(Objects.requireNonNull(second.lastSent().remoteConfigStatus())
                        .status())
                .isEqualTo(RemoteConfigStatus.Status.FAILED);
    }

    @Test
    void repeatsEverythingAfterALongOutage() {
        Rig rig = Rig.http(config -> config.health(UP)).connected();

        rig.advanceSeconds(30).fail(Kind.CONNECT);
        for (int i = 0; i < 8; i++) {
            rig.advance(rig.last(Notice.ConnectFailed.class).failure().retryIn());
            assertThat(rig.lastSent().agentDescription() != null)
                    .as("after " + rig.now)
                    .isEqualTo(rig.now > 120e9);
            rig.fail(Kind.CONNECT);
        }
    }

    @Test
    void replaysTheSameRunFromTheSameSeed() {
        assertThat(run(42)).isEqualTo(run(42));
        assertThat(run(42)).isNotEqualTo(run(43));
    }

    private static List<String> run(long seed) {
        Rig rig = new Rig(Rig.config(true).build(), seed).started();
        for (int i = 0; i < 20; i++) {
            rig.fail(Kind.LOST).advanceSeconds(5);
        }
        return rig.effects.stream().map(HttpSessionTest::text).toList();
    }

    private static String text(Effect effect) {
        return effect instanceof Effect.Send send ? Arrays.toString(send.encoded()) : effect.toString();
    }

    private static EffectiveConfig yaml(String text) {
        return EffectiveConfig.of(ConfigFile.yaml(text));
    }

    private static byte[] uidBytes(int last) {
        byte[] bytes = new byte[16];
        bytes[0] = 1;
        bytes[15] = (byte) last;
        return bytes;
    }
}
