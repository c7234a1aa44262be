package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.ConnectionSettingsStatus.Status;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.ConnectionOffer;
import io.amp4j.opamp.internal.codec.HeaderLine;
import io.amp4j.opamp.internal.codec.SettingsOffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offers of connection settings for OpAMP, by plain values: how they are tried, used and given up. */
class SettingsSessionTest {

    private static final String OLD = "wss://old.example/v1/opamp";
    private static final String NEW = "wss://new.example/v1/opamp";

    private static Rig rig(boolean http) {
        SessionConfig.Builder config = Rig.config(http);
        return new Rig(
                config.capabilities(config.build().capabilities()
                                | AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS.bit()
                                | AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS.bit())
                        .endpoint(OLD, false)
                        .build(),
                1);
    }

    private static SettingsOffer offer(String hash, String endpoint) {
        return offer(hash, new ConnectionOffer(endpoint, null, null, null, null), Duration.ZERO);
    }

    private static SettingsOffer offer(String hash, ConnectionOffer connection, Duration heartbeat) {
        return new SettingsOffer(
                Rig.hash(hash), new SettingsOffer.Opamp(connection, heartbeat), null, null, null, Map.of());
    }

    private static Rig offered(Rig rig, SettingsOffer offer) {
        if (rig.isHttp() && !rig.isSendOutstanding()) {
            rig.advanceSeconds(30);
        }
        return rig.reply(message -> message.connectionSettings(offer));
    }

    private static Rig accept(Rig rig) {
        return rig.on(new Event.ConnectionSettingsAnswered(
                rig.last(Notice.ConnectionSettingsOffered.class).generation(),
                new Event.SettingsAnswer(true, Map.of(), Map.of(), List.of())));
    }

    /** Offers and accepts, and lets the server take what the agent has to say, up to the connection with the candidate. */
    private static Rig switched(Rig rig, SettingsOffer offer) {
        int before = rig.connects.size();
        accept(offered(rig, offer));
        for (int i = 0; i < 6 && rig.connects.size() == before; i++) {
            if (rig.isSendOutstanding()) {
                rig = rig.isHttp() ? rig.reply() : rig.written();
            } else {
                rig.close(1000);
            }
        }
        assertThat(rig.connects).hasSize(before + 1);
        return rig;
    }

    private static String endpointOf(Rig rig) {
        List<Effect.Connect> all = rig.done(Effect.Connect.class);
        return all.get(all.size() - 1).settings().endpoint();
    }

    private static List<ConnectionSettingsStatus> statuses(Rig rig) {
        return rig.sent.stream()
                .map(AgentMessage::connectionSettingsStatus)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private static @Nullable ConnectionSettings candidate(Rig rig) {
        return rig.saved().connections().candidate().orElse(null);
    }

    private static Rig verified(Rig rig) {
        rig.open();
        return rig.isHttp() ? rig.reply() : rig.written().reply();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void savesAnnouncesLeavesTriesAndUsesAcceptedSettings(boolean http) {
        Rig rig = rig(http).connected();
        accept(offered(rig, offer("s", NEW)));

        assertThat(rig.saved().connections().current()).isEqualTo(ConnectionSettings.NONE);
        assertThat(Objects.requireNonNull(candidate(rig)).endpoint()).isEqualTo(NEW);
        assertThat(rig.lastSent().connectionSettingsStatus())
                .isEqualTo(ConnectionSettingsStatus.applying(Rig.hash("s")));
        assertThat(rig.lastSent().isDisconnect()).isFalse();
        rig.takeSend();
        if (rig.isSendOutstanding() && http) {
            rig.reply();
        }
        assertThat(rig.lastSent().isDisconnect()).isTrue();
        assertThat(rig.connects).hasSize(1);
        if (http) {
            rig.reply();
        } else {
            rig.written();
            assertThat(rig.done(Effect.Close.class)).hasSize(1);
            rig.close(1000);
        }

        assertThat(rig.connects).hasSize(2);
        assertThat(endpointOf(rig)).isEqualTo(NEW);
        rig.open();
        assertThat(rig.lastSent().agentDescription()).as("a full report").isNotNull();
        assertThat(rig.lastSent().connectionSettingsStatus())
                .isEqualTo(ConnectionSettingsStatus.applying(Rig.hash("s")));
        rig.written();
        assertThat(candidate(rig)).as("not before an answer").isNotNull();
        rig.reply();

        assertThat(candidate(rig)).isNull();
        assertThat(rig.saved().connections().current().endpoint()).isEqualTo(NEW);
        assertThat(rig.lastSent().connectionSettingsStatus())
                .isEqualTo(ConnectionSettingsStatus.applied(Rig.hash("s")));
    }

    @Test
    void staysWhereItIsIfTheUserRefuses() {
        Rig rig = offered(rig(false).connected(), offer("s", NEW));
        rig.on(new Event.ConnectionSettingsAnswered(
                rig.last(Notice.ConnectionSettingsOffered.class).generation(),
                new Event.SettingsAnswer(false, Map.of(), Map.of(), List.of("opamp: not today"))));

        assertThat(rig.connects).hasSize(1);
        assertThat(rig.lastSent().connectionSettingsStatus())
                .isEqualTo(ConnectionSettingsStatus.failed(Rig.hash("s"), "opamp: not today"));
        assertThat(rig.saved().connections().candidate()).isEmpty();
        rig.written();
        offered(rig, offer("s", NEW));
        assertThat(rig.told(Notice.ConnectionSettingsOffered.class))
                .as("the same hash does nothing")
                .hasSize(1);
    }

    @Test
    void triesNothingThatCannotBeSaved() {
        Rig rig = rig(false).connected().failToSave();
        accept(offered(rig, offer("s", NEW))).written();

        assertThat(rig.connects).hasSize(1);
        assertThat(Objects.requireNonNull(rig.lastSent().connectionSettingsStatus())
                        .errorMessage())
                .isEqualTo("the settings could not be saved, so they were not tried");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesBackAfterThreeAttempts(boolean http) {
        Rig rig = switched(rig(http).connected(), offer("s", NEW));
        for (int attempt = 1; attempt <= 3; attempt++) {
            if (http) {
                if (attempt == 1) {
                    rig.open();
                }
            }
            assertThat(endpointOf(rig)).isEqualTo(NEW);
            rig.failWithStatus(401, null);
            rig.advanceSeconds(attempt == 3 ? 0 : 10);
        }

        assertThat(endpointOf(rig)).isEmpty();
        rig.open();
        ConnectionSettingsStatus status = Objects.requireNonNull(rig.lastSent().connectionSettingsStatus());
        assertThat(status.hash()).isEqualTo(Rig.hash("s"));
        assertThat(status.status()).isEqualTo(Status.FAILED);
        assertThat(status.errorMessage()).contains("it failed");
        assertThat(rig.lastSent().agentDescription()).isNotNull();
        assertThat(rig.saved().connections().candidate()).isEmpty();
        assertThat(rig.saved().connections().current()).isEqualTo(ConnectionSettings.NONE);
    }

    @Test
    void goesBackWhenTheTimeIsOver() {
        Rig rig = switched(rig(false).connected(), offer("s", NEW)).holdWork();
        rig.advance(Duration.ofMinutes(2).minusMillis(1));
        assertThat(endpointOf(rig)).isEqualTo(NEW);
        rig.advance(Duration.ofMillis(1));
        assertThat(endpointOf(rig)).isEmpty();
    }

    @Test
    void anErrorIsNoProof() {
        Rig rig = switched(rig(false).connected(), offer("s", NEW));
        rig.open().written().replyError(ServerError.of(ServerError.Type.UNKNOWN, "who are you?"));
        assertThat(candidate(rig)).isNotNull();
        rig.advanceSeconds(125);
        assertThat(endpointOf(rig)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void triesACandidateAgainThatAnEarlierProcessLeftBehind(boolean works) {
        Rig before = switched(rig(false).connected(), offer("s", NEW));
        ClientState left = before.saved();

        Rig rig = rig(false);
        rig.on(new Event.Started(Rig.WALL, left));
        assertThat(endpointOf(rig)).isEqualTo(NEW);
        if (works) {
            verified(rig);
            assertThat(rig.saved().connections().current().endpoint()).isEqualTo(NEW);
            assertThat(statuses(rig)).last().isEqualTo(ConnectionSettingsStatus.applied(Rig.hash("s")));
        } else {
            for (int attempt = 0; attempt < 3; attempt++) {
                rig.fail(Kind.CONNECT).advanceSeconds(10);
            }
            assertThat(endpointOf(rig)).isEmpty();
        }
        Rig after = rig(false);
        after.on(new Event.Started(Rig.WALL, rig.saved()));
        assertThat(endpointOf(after)).isEqualTo(works ? NEW : "");
        after.open();
        assertThat(Objects.requireNonNull(after.lastSent().connectionSettingsStatus())
                        .status())
                .isEqualTo(works ? Status.APPLIED : Status.FAILED);
    }

    @Test
    @Requirement("R-282")
    void aNewerOfferTakesThePlaceOfOneThatIsNotTriedYet() {
        Rig rig = offered(rig(false).connected(), offer("one", NEW));
        long first = rig.last(Notice.ConnectionSettingsOffered.class).generation();
        offered(rig, offer("two", "wss://two.example/"));
        rig.on(new Event.ConnectionSettingsAnswered(
                first, new Event.SettingsAnswer(true, Map.of(), Map.of(), List.of())));
        assertThat(rig.saved().connections().candidate()).isEmpty();
        accept(rig);
        rig.written().written().close(1000);

        assertThat(endpointOf(rig)).isEqualTo("wss://two.example/");
        verified(rig);
        assertThat(statuses(rig)).last().isEqualTo(ConnectionSettingsStatus.applied(Rig.hash("two")));
    }

    @Test
    @Requirement("R-282")
    void aNewerOfferCountsAlsoWhileTheAgentLeaves() {
        Rig rig = rig(false).connected();
        accept(offered(rig, offer("one", NEW))).written();
        assertThat(rig.lastSent().isDisconnect()).isTrue();
        offered(rig, offer("two", "wss://two.example/"));
        rig.written().close(1000);
        assertThat(endpointOf(rig)).as("not the one that is out of date").isEmpty();
        accept(rig);
        rig.open();
        rig.written().written().close(1000);
        assertThat(endpointOf(rig)).isEqualTo("wss://two.example/");
    }

    @Test
    void movesFromOneTransportToTheOtherAndBack() {
        Rig rig = verified(switched(rig(false).connected(), offer("s", "https://new.example/v1/opamp")));
        assertThat(rig.isHttp()).isTrue();
        rig.reply();
        int before = rig.sent.size();
        rig.advanceSeconds(30);
        assertThat(rig.sent).as("polls").hasSize(before + 1);
        rig.reply();
        verified(switched(rig, offer("t", "wss://new.example/v1/opamp")));
        assertThat(rig.isHttp()).isFalse();
        assertThat(statuses(rig)).last().isEqualTo(ConnectionSettingsStatus.applied(Rig.hash("t")));
    }

    @Test
    void anIntervalAloneNeedsNoOtherConnection() {
        Rig rig = rig(false).connected();
        accept(offered(rig, offer("s", new ConnectionOffer("", null, null, null, null), Duration.ofSeconds(7))));

        assertThat(rig.connects).hasSize(1);
        assertThat(rig.session.status().terms().heartbeatInterval())
                .isEqualTo(Duration.ofSeconds(7).toNanos());
        assertThat(rig.lastSent().connectionSettingsStatus())
                .isEqualTo(ConnectionSettingsStatus.applied(Rig.hash("s")));
    }

    @Test
    void whatLeadsToTheSameConnectionNeedsNoOther() {
        Rig rig = rig(false).connected();
        accept(offered(rig, offer("s", OLD)));
        assertThat(rig.connects).hasSize(1);
        assertThat(statuses(rig)).last().isEqualTo(ConnectionSettingsStatus.applied(Rig.hash("s")));
    }

    @Test
    void headersAloneAreAnOfferLikeOthersAndStayWhileLaterOnesLeaveThemOut() {
        ConnectionOffer headers = new ConnectionOffer("", List.of(new HeaderLine("X-Key", "1")), null, null, null);
        Rig rig = verified(switched(rig(false).connected(), offer("s", headers, Duration.ZERO)));
        assertThat(rig.saved().connections().current().headers()).contains(Map.of("X-Key", List.of("1")));
        rig.written();
        verified(switched(rig, offer("t", NEW)));
        assertThat(rig.saved().connections().current().headers()).contains(Map.of("X-Key", List.of("1")));
        assertThat(rig.saved().connections().current().endpoint()).isEqualTo(NEW);
    }

    @Test
    void switchesFromTheWaitAfterAFailureAsWell() {
        Rig rig = offered(rig(false).connected(), offer("s", NEW));
        rig.failWithStatus(0, null).fail(Kind.CONNECT);
        accept(rig);
        assertThat(endpointOf(rig)).isEqualTo(NEW);
    }

    @Test
    void theServersRequestToWaitCountsAgainAfterTheWayBack() {
        Rig rig = switched(rig(true).connected(), offer("s", NEW)).open();
        for (int attempt = 0; attempt < 3; attempt++) {
            rig.failWithStatus(403, null).advanceSeconds(10);
        }
        rig.open();
        assertThat(rig.isSendOutstanding()).isTrue();
        assertThat(endpointOf(rig)).isEmpty();
    }

    @Test
    void refusedCredentialsLeadBackToTheBeginningIfThatIsAllowed() {
        Rig before = verified(switched(rig(false).connected(), offer("s", NEW)));
        SessionConfig.Builder config = Rig.config(false).bootstrapAfter(4).endpoint(OLD, false);
        config.capabilities(config.build().capabilities()
                | AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS.bit()
                | AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS.bit());
        Rig rig = new Rig(config.build(), 1);
        rig.on(new Event.Started(Rig.WALL, before.saved()));
        for (int refused = 1; refused <= 4; refused++) {
            assertThat(endpointOf(rig)).isEqualTo(NEW);
            rig.failWithStatus(401, null);
            if (refused < 4) {
                rig.advanceSeconds(60);
            }
        }
        assertThat(endpointOf(rig)).isEmpty();
        assertThat(rig.saved().connections().current().endpoint())
                .as("not forgotten")
                .isEqualTo(NEW);
        verified(rig);
        assertThat(rig.saved().connections().current()).isEqualTo(ConnectionSettings.NONE);
        assertThat(statuses(rig)).last().matches(status -> status.status() == Status.FAILED);
    }

    @Test
    void refusedCredentialsAreKeptOtherwise() {
        Rig rig = verified(switched(rig(false).connected(), offer("s", NEW)));
        rig.written().close(1006);
        for (int refused = 0; refused < 20; refused++) {
            rig.failWithStatus(403, null).advanceSeconds(600);
            assertThat(endpointOf(rig)).isEqualTo(NEW);
        }
    }

    @Test
    void offersAreTakenAtABoundedRate() {
        Rig rig = rig(false).connected();
        for (int i = 0; i < 50; i++) {
            offered(rig, offer("s" + i, "wss://s" + i + ".example/"));
        }
        assertThat(rig.told(Notice.ConnectionSettingsOffered.class)).hasSize(SettingsOffers.BURST);
        rig.advanceSeconds(31);
        assertThat(rig.last(Notice.ConnectionSettingsOffered.class)
                        .question()
                        .candidate()
                        .endpoint())
                .isEqualTo("wss://s49.example/");
    }

    @Test
    void leavesAServerThatDoesNotAnswerAnyMore() {
        Rig rig = rig(true).connected();
        accept(offered(rig, offer("s", NEW)));
        assertThat(rig.isSendOutstanding()).isTrue();
        rig.advance(Duration.ofMillis(9_999));
        assertThat(rig.connects).hasSize(1);
        rig.advance(Duration.ofMillis(1));
        assertThat(endpointOf(rig)).isEqualTo(NEW);
    }

    @Test
    void theWaitThatTheServerAskedForWithItsLastWordHoldsAfterTheWayBack() {
        Rig rig = rig(true).connected();
        accept(offered(rig, offer("s", NEW))).reply();
        assertThat(rig.lastSent().isDisconnect()).isTrue();
        rig.failWithStatus(503, "100");
        assertThat(endpointOf(rig)).isEqualTo(NEW);
        rig.open();
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(endpointOf(rig)).isEqualTo(NEW);
            rig.failWithStatus(401, null).advanceSeconds(5);
        }
        int connects = rig.connects.size();
        assertThat(endpointOf(rig)).isEqualTo(NEW);
        rig.advanceSeconds(90);
        assertThat(rig.connects).hasSize(connects + 1);
        assertThat(endpointOf(rig)).isEmpty();
    }

    @Test
    void aProcessThatDiedBeforeItsDecisionIsOfferedTheSameAgain() {
        Rig before = offered(rig(false).connected(), offer("s", NEW));
        before.advanceSeconds(1);
        assertThat(before.lastSent().connectionSettingsStatus())
                .isEqualTo(ConnectionSettingsStatus.applying(Rig.hash("s")));
        Rig rig = rig(false).started(before.saved());
        assertThat(rig.lastSent().connectionSettingsStatus())
                .as("the server believes otherwise")
                .isEqualTo(ConnectionSettingsStatus.UNSET);
        verified(switched(rig.written().reply(), offer("s", NEW)));
        assertThat(statuses(rig)).last().isEqualTo(ConnectionSettingsStatus.applied(Rig.hash("s")));
    }
}
