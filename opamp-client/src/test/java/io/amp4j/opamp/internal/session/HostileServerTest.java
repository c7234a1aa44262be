package io.amp4j.opamp.internal.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.internal.codec.RefusedConfig;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that answers each message with something that makes the agent speak: it gets a bounded number of messages. */
class HostileServerTest {

    /** More than a server needs that means well, and far from what a loop makes. */
    private static final int MOST_IN_TEN_SECONDS = 30;

    private int answers;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getsFewMessagesHoweverManyConfigurationsItOffers(boolean http) {
        Rig rig = rig(http);

        int inTenSeconds = answerAll(rig, 10, (message, n) -> message.remoteConfig(Rig.config("h" + n, "a: " + n)));
        int inTenMinutes = answerAll(rig, 600, (message, n) -> message.remoteConfig(Rig.config("h" + n, "a: " + n)));

        assertThat(inTenSeconds).isLessThan(MOST_IN_TEN_SECONDS);
        assertThat(inTenMinutes).isLessThan(60 * 3);
        assertThat(rig.told(Notice.Warning.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getsItsLastConfigurationAppliedInTheEnd(boolean http) {
        Rig rig = rig(http);
        for (int i = 1; i <= 200; i++) {
            offerAndApply(rig, Rig.config("h" + i, "a: " + i));
        }
        assertThat(rig.told(Notice.RemoteConfigOffered.class)).hasSize(RemoteConfigs.BURST);

        for (int second = 0; second < 30; second++) {
            rig.advanceSeconds(1);
            apply(rig);
            acceptAll(rig);
        }

        assertThat(rig.told(Notice.RemoteConfigOffered.class)).hasSize(RemoteConfigs.BURST + 1);
        assertThat(rig.session.status().reports().remoteConfig())
                .isEqualTo(RemoteConfigStatus.applied(Rig.hash("h200")));
        assertThat(rig.lastStatus()).isEqualTo(RemoteConfigStatus.applied(Rig.hash("h200")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void canReturnToTheConfigurationThatIsInForce(boolean http) {
        Rig rig = rig(http);
        for (int i = 1; i <= RemoteConfigs.BURST + 5; i++) {
            offerAndApply(rig, Rig.config("h" + i, "a: " + i));
        }

        offerAndApply(rig, Rig.config("h" + RemoteConfigs.BURST, "a: " + RemoteConfigs.BURST));
        rig.advanceSeconds(60);

        assertThat(rig.told(Notice.RemoteConfigOffered.class)).hasSize(RemoteConfigs.BURST);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNotMadeToWaitWhenItMeansWell(boolean http) {
        Rig rig = rig(http);
        for (int i = 1; i <= 100; i++) {
            offerAndApply(rig, Rig.config("h" + i, "a: " + i));
            assertThat(rig.session.status().reports().remoteConfig())
                    .isEqualTo(RemoteConfigStatus.applied(Rig.hash("h" + i)));
            rig.advanceSeconds(11);
            acceptAll(rig);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getsFewMessagesAndSavesWhenItRenamesTheAgentWithEachAnswer(boolean http) {
        Rig rig = rig(http);

        int inTenSeconds = answerAll(rig, 10, HostileServerTest::newUid);
        for (int i = 0; i < 1_000; i++) {
            rig.reply(message -> newUid(message, ++answers));
        }

        assertThat(inTenSeconds).isLessThan(MOST_IN_TEN_SECONDS);
        assertThat(saves(rig)).isLessThan(MOST_IN_TEN_SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void savesTheLastNameAndIntervalInTheEnd(boolean http) {
        Rig rig = rig(http);
        for (int i = 0; i < 100; i++) {
            offerAndApply(rig, null);
            rig.reply(message -> interval(newUid(message, ++answers), answers));
            acceptAll(rig);
        }
        assertThat(saves(rig)).isLessThan(MOST_IN_TEN_SECONDS);

        rig.advanceSeconds(11);

        assertThat(rig.saved().instanceUid()).isEqualTo(rig.uid());
        assertThat(rig.saved().heartbeatInterval())
                .isEqualTo(Duration.ofNanos(rig.session.status().terms().heartbeatInterval()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void savesTheLastNameWhenItEndsBeforeThat(boolean http) {
        Rig rig = rig(http);
        answerAll(rig, 1, HostileServerTest::newUid);

        rig.on(new Event.StopRequested(Duration.ofSeconds(5))).advanceSeconds(6);

        assertThat(rig.terminated).isTrue();
        assertThat(rig.saved().instanceUid()).isEqualTo(rig.uid());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getsFewMessagesWhenItAsksForEverythingAndFlipsTheInterval(boolean http) {
        Rig rig = rig(http);

        int inTenSeconds = answerAll(
                rig, 10, (message, n) -> interval(message.flags(ServerMessage.REPORT_FULL_STATE), 100 + n % 2));

        assertThat(inTenSeconds).isLessThan(MOST_IN_TEN_SECONDS);
        assertThat(saves(rig)).isLessThan(MOST_IN_TEN_SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hearsOnceOfAConfigurationThatCannotBeDecoded(boolean http) {
        Rig rig = rig(http);
        RefusedConfig refused = new RefusedConfig(Rig.hash("large"), "too much");

        int messages = answerAll(rig, 10, (message, n) -> message.refusedConfig(refused));

        assertThat(messages).isLessThan(MOST_IN_TEN_SECONDS);
        assertThat(rig.lastStatus()).isEqualTo(RemoteConfigStatus.failed(Rig.hash("large"), "too much"));
        assertThat(rig.told(Notice.RemoteConfigOffered.class)).isEmpty();
        assertThat(rig.saved().remoteConfigStatus()).isEqualTo(rig.lastStatus());
    }

    /** It has no hash that could be sent back, so the server cannot know that this is what failed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hearsOnceOfAConfigurationWhoseHashIsTooLarge(boolean http) {
        Rig rig = rig(http);
        RefusedConfig refused = new RefusedConfig(Hash.EMPTY, "its hash is too large");

        int messages = answerAll(rig, 10, (message, n) -> message.refusedConfig(refused));

        assertThat(messages).isLessThan(MOST_IN_TEN_SECONDS);
        assertThat(rig.lastStatus()).isEqualTo(RemoteConfigStatus.failed(Hash.EMPTY, "its hash is too large"));
        assertThat(rig.told(Notice.Warning.class)).hasSize(1);
    }

    /** Left behind by a client without limits. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNotSentAStoredHashThatIsTooLarge(boolean http) {
        Hash large = new Hash(Bytes.of(new byte[64 << 20]));
        ClientState stored = ClientState.initial(InstanceUid.parse("01936a5e-7c3b-7def-8a1b-000102030405"))
                .withRemoteConfig(RemoteConfig.of(Map.of(), large))
                .withRemoteConfigStatus(RemoteConfigStatus.applied(large));
        Rig rig = (http ? Rig.http() : Rig.webSocket()).started(stored);

        assertThat(rig.uid()).isEqualTo(stored.instanceUid());
        assertThat(rig.lastSent().remoteConfigStatus()).isNull();
        assertThat(rig.saved().remoteConfigStatus()).isEqualTo(RemoteConfigStatus.UNSET);
        assertThat(rig.saved().remoteConfig()).isNull();
    }

    /** The agent may quote in it what the server sent. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getsNoMoreOfAFailureThanItsBeginning(boolean http) {
        Rig rig = rig(http);
        offer(rig);
        rig.answer(Event.Answer.failed("x".repeat(20_000_000)));

        RemoteConfigStatus status = requireNonNull(rig.lastStatus());
        assertThat(status.errorMessage())
                .hasSizeLessThan(5_000)
                .startsWith("xxx")
                .contains("20000000");
        assertThat(rig.saved().remoteConfigStatus()).isEqualTo(status);
        assertThat(new RemoteConfigs(RemoteConfigStatus.failed(Rig.hash("h"), "x".repeat(9_000)), null)
                        .status()
                        .errorMessage())
                .hasSizeLessThan(5_000);
    }

    private static void offer(Rig rig) {
        if (rig.isHttp()) {
            // Something to be answered.
            rig.on(new Event.HealthChanged(ComponentHealth.unhealthy("offer")));
        }
        rig.offer("h", "a: 1");
    }

    private static Rig rig(boolean http) {
        return http
                ? Rig.http(config -> config.instanceIdFromUid(true)).connected()
                : Rig.webSocket(config -> config.instanceIdFromUid(true)).connected();
    }

    private static ServerMessage.Builder newUid(ServerMessage.Builder message, int n) {
        byte[] uid = new byte[16];
        uid[0] = 1;
        uid[14] = (byte) (n >> 8);
        uid[15] = (byte) n;
        return message.newInstanceUid(Bytes.of(uid));
    }

    private static ServerMessage.Builder interval(ServerMessage.Builder message, int seconds) {
        return message.connectionSettings(Rig.heartbeatOffer(Duration.ofSeconds(seconds)));
    }

    /** The server answers whatever it gets at once, for so long. Returns how many messages it got. */
    private int answerAll(
            Rig rig, int seconds, BiFunction<ServerMessage.Builder, Integer, ServerMessage.Builder> answer) {
        int before = rig.sent.size();
        // Something to be answered.
        rig.on(new Event.HealthChanged(ComponentHealth.unhealthy("begin " + before)));
        for (int tenth = 0; tenth < 10 * seconds; tenth++) {
            int seen = -1;
            for (int turn = 0; turn < 1_000 && (seen != rig.sent.size() || rig.isSendOutstanding()); turn++) {
                seen = rig.sent.size();
                assertThat(seen).as("messages").isLessThan(2_000);
                if (rig.isSendOutstanding()) {
                    rig.takeSend();
                    rig.reply(message -> answer.apply(message, ++answers));
                    apply(rig);
                }
            }
            rig.advance(Duration.ofMillis(100));
            apply(rig);
        }
        return rig.sent.size() - before;
    }

    private static void acceptAll(Rig rig) {
        for (int turn = 0; turn < 10 && rig.isSendOutstanding(); turn++) {
            rig.takeSend();
            rig.reply();
        }
    }

    private static void offerAndApply(Rig rig, @Nullable RemoteConfig offer) {
        if (rig.isHttp() && !rig.isSendOutstanding()) {
            // Something to be answered.
            rig.on(new Event.HealthChanged(ComponentHealth.unhealthy("at " + rig.effects.size())));
        }
        rig.takeSend();
        if (offer != null) {
            rig.reply(message -> message.remoteConfig(offer));
            apply(rig);
            acceptAll(rig);
        }
    }

    private static void apply(Rig rig) {
        List<Notice.RemoteConfigOffered> offered = rig.told(Notice.RemoteConfigOffered.class);
        if (!offered.isEmpty()) {
            rig.on(new Event.RemoteConfigAnswered(
                    offered.get(offered.size() - 1).generation(), Event.Answer.APPLIED, null));
        }
    }

    private static int saves(Rig rig) {
        return rig.done(Effect.Persist.class).size();
    }
}
