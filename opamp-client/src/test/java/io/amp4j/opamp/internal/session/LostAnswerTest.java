package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.AgentMessage;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that nobody read may have asked for the full state, and a server may ask only once. */
class LostAnswerTest {

    private static final ComponentHealth UP = ComponentHealth.healthy(Instant.EPOCH);
    private static final ComponentHealth DOWN = ComponentHealth.unhealthy("disk full");
    private static final AgentDescription OTHER = AgentDescription.of("checkout", "2");

    private static Rig http() {
        return Rig.http(config -> config.health(UP)).connected().advanceSeconds(30);
    }

    private static Rig webSocket() {
        return Rig.webSocket(config -> config.health(UP)).connected();
    }

    private static void assertFull(AgentMessage message) {
        assertThat(message.agentDescription()).isEqualTo(Rig.DESCRIPTION);
        assertThat(message.health()).isEqualTo(UP);
    }

    private static void assertBare(AgentMessage message) {
        assertThat(message.agentDescription()).isNull();
        assertThat(message.health()).isNull();
    }

    /** The next poll after a failure. */
    private static AgentMessage next(Rig rig) {
        int before = rig.sent.size();
        rig.advance(rig.last(Notice.ConnectFailed.class).failure().retryIn());
        assertThat(rig.sent).hasSize(before + 1);
        return rig.lastSent();
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "LOST", "PROTOCOL", "TOO_LARGE"})
    void reportsEverythingAfterAnExchangeWhoseAnswerIsLost(Kind kind) {
        Rig rig = http();
        assertBare(rig.lastSent());

        rig.fail(kind);
        assertFull(next(rig));
        rig.fail(kind);
        assertFull(next(rig));

        rig.reply().advanceSeconds(30);
        assertBare(rig.lastSent());
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 504})
    void reportsEverythingWhenAGatewayLostTheAnswer(int status) {
        Rig rig = http().failWithStatus(status, null);
        assertFull(next(rig));
    }

    @Test
    void reportsEverythingAfterAnAnswerThatIsNoMessage() {
        Rig rig = http();
        rig.on(new Event.Malformed(rig.connection, "garbage", 7));
        assertFull(next(rig));
    }

    @Test
    void reportsEverythingAfterAnExchangeOfWhichTheTransportSaysNothing() {
        Rig rig = http().advanceSeconds(76);
        assertThat(rig.last(Notice.ConnectFailed.class).failure().kind()).isEqualTo(Kind.TIMEOUT);
        rig.advance(rig.last(Notice.ConnectFailed.class).failure().retryIn()).open();
        assertFull(rig.lastSent());
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECT", "PROXY", "TLS", "HEADERS"})
    void repeatsNothingWhenTheServerCannotHaveAnswered(Kind kind) {
        Rig rig = http().fail(kind);
        assertBare(next(rig));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 429, 503})
    void repeatsNothingThatTheServerTurnedAway(int status) {
        Rig rig = http().failWithStatus(status, "1");
        assertBare(next(rig));
    }

    @Test
    void leavesAwayWhatTheServerRefused() {
        Rig rig = Rig.http(config -> config.health(UP)).started();
        rig.replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "no"));
        rig.advanceSeconds(30).fail(Kind.LOST);
        assertBare(next(rig));
    }

    /** The refusal is the answer to the first of two messages, as that of the second, which is good, shows. */
    @Test
    void saysAgainWhatMayNotHaveBeenRefused() {
        Rig rig = webSocket();
        rig.on(new Event.HealthChanged(DOWN)).written();
        rig.on(new Event.DescriptionChanged(OTHER)).written();
        rig.replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "no"));
        int before = rig.sent.size();
        rig.reply();

        assertThat(rig.sent).hasSize(before + 1);
        assertThat(rig.lastSent().health()).isEqualTo(DOWN);
        assertThat(rig.lastSent().agentDescription()).isEqualTo(OTHER);
        rig.written().replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "no"));
        rig.advanceSeconds(30);
        assertBare(rig.lastSent());
    }

    @Test
    void saysWhatMayNotHaveBeenRefusedWithTheNextHeartbeatOfAServerThatAcceptsNothing() {
        Rig rig = webSocket();
        rig.on(new Event.HealthChanged(DOWN)).written();
        rig.on(new Event.DescriptionChanged(OTHER)).written();
        rig.replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "no"));
        rig.advanceSeconds(30);

        assertThat(rig.lastSent().health()).isEqualTo(DOWN);
        assertThat(rig.lastSent().agentDescription()).isEqualTo(OTHER);
    }

    @Test
    void beginsTheNextConnectionWithWhatMayNotHaveBeenRefused() {
        Rig rig = webSocket();
        rig.on(new Event.HealthChanged(DOWN)).written();
        rig.on(new Event.DescriptionChanged(OTHER)).written();
        rig.replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "no"));
        rig.close(1000).open();

        assertThat(rig.lastSent().health()).isEqualTo(DOWN);
        assertThat(rig.lastSent().agentDescription()).isEqualTo(OTHER);
    }

    /** The server has accepted it since, so that another refusal is the first. */
    @Test
    void suspectsNothingThatWasAcceptedSince() {
        Rig rig = webSocket();
        for (int i = 0; i < 3; i++) {
            rig.on(new Event.HealthChanged(i % 2 == 0 ? DOWN : UP)).written();
            rig.on(new Event.DescriptionChanged(i % 2 == 0 ? OTHER : Rig.DESCRIPTION))
                    .written();
            rig.replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "no"));
            rig.reply().written().reply();
            assertThat(rig.lastSent().agentDescription()).isEqualTo(i % 2 == 0 ? OTHER : Rig.DESCRIPTION);
        }
        rig.fail(Kind.LOST);
        rig.advance(rig.last(Notice.Disconnected.class).failure().retryIn()).open();
        rig.written().on(new Event.HealthChanged(UP)).written();
        rig.replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "no")).reply();

        assertThat(rig.lastSent().agentDescription()).isEqualTo(OTHER);
    }

    @Test
    void saysWhatMayNotHaveBeenRefusedOnTheNextConnectionToo() {
        Rig rig = webSocket();
        rig.on(new Event.HealthChanged(DOWN)).written();
        rig.on(new Event.DescriptionChanged(OTHER)).written();
        rig.replyError(ServerError.of(ServerError.Type.BAD_REQUEST, "no"));
        rig.fail(Kind.LOST);
        rig.advance(rig.last(Notice.Disconnected.class).failure().retryIn()).open();
        rig.written().reply();

        assertThat(rig.lastSent().health()).isEqualTo(DOWN);
        assertThat(rig.lastSent().agentDescription()).isEqualTo(OTHER);
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "LOST", "PROTOCOL"})
    void reportsEverythingAfterTheLossOfAWebSocket(Kind kind) {
        Rig rig = webSocket().advanceSeconds(40).fail(kind);
        rig.advance(rig.last(Notice.Disconnected.class).failure().retryIn()).open();
        assertFull(rig.lastSent());
    }

    @Test
    void reportsEverythingWhenTheServerClosesWithoutHavingAnsweredTheLastMessage() {
        Rig rig = webSocket().advanceSeconds(30).written().close(1001).open();
        assertFull(rig.lastSent());
    }

    @Test
    void repeatsNothingWhenTheServerClosesAfterItsAnswer() {
        Rig rig = webSocket().advanceSeconds(30).written().reply().close(1001).open();
        assertBare(rig.lastSent());
    }

    @Test
    void reportsEverythingAfterGarbageOnAWebSocketButAtTheRateOfFullReports() {
        Rig rig = webSocket();
        rig.on(new Event.Malformed(rig.connection, "garbage", 7)).written();
        assertThat(rig.sent).hasSize(2);
        assertFull(rig.lastSent());

        for (int i = 0; i < 500; i++) {
            rig.reply().on(new Event.Malformed(rig.connection, "garbage", 7)).written();
            rig.advance(Duration.ofMillis(100));
        }
        assertThat(rig.sent.stream().filter(sent -> sent.agentDescription() != null))
                .hasSizeLessThan(10);
    }
}
