package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that takes smaller messages than the agent sends: status 413, or a WebSocket closed with 1009. */
class TooLargeForServerTest {
    private static final ComponentHealth UP = ComponentHealth.healthy(Instant.EPOCH.plusSeconds(1));
    private static final EffectiveConfig LARGE = yaml("x".repeat(4_000_000));

    /** When the server closes: it need not wait until all of the message has arrived. */
    enum Moment {
        WHILE_WRITING,
        AFTER_WRITING,
        AFTER_ANOTHER_MESSAGE,
        AFTER_ANOTHER_MESSAGE_AND_AN_ANSWER
    }

    @ParameterizedTest
    @EnumSource
    void leavesOutWhatClosedTheWebSocketAndDeliversTheRest(Moment moment) {
        Rig rig = Rig.webSocket(config -> config.health(UP).effectiveConfig(LARGE))
                .started();
        assertThat(rig.lastSent().effectiveConfig()).isEqualTo(LARGE);

        switch (moment) {
            case WHILE_WRITING -> {}
            case AFTER_WRITING -> rig.written();
            case AFTER_ANOTHER_MESSAGE -> {
                rig.written().on(new Event.HealthChanged(ComponentHealth.unhealthy("disk full")));
                rig.written();
            }
            case AFTER_ANOTHER_MESSAGE_AND_AN_ANSWER -> {
                rig.written().on(new Event.HealthChanged(ComponentHealth.unhealthy("disk full")));
                rig.written().reply();
            }
        }
        rig.close(1009).advanceSeconds(1).open();

        assertThat(rig.lastSent().effectiveConfig()).isNull();
        if (moment != Moment.AFTER_ANOTHER_MESSAGE_AND_AN_ANSWER) {
            assertThat(rig.lastSent().agentDescription()).isEqualTo(Rig.DESCRIPTION);
            assertThat(rig.lastSent().health()).isNotNull();
        }
        rig.written().reply(message -> message.flags(ServerMessage.REPORT_FULL_STATE));
        assertThat(rig.lastSent().effectiveConfig()).as("too large for ever").isNull();
        assertThat(rig.lastSent().health()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectsNotWithoutEndToAServerWithALowLimit(boolean whileWriting) {
        int limit = 100_000;
        Rig rig = Rig.webSocket(config -> config.health(ComponentHealth.unhealthy("h".repeat(200_000)))
                        .effectiveConfig(LARGE))
                .on(new Event.Started(Rig.WALL, null));

        for (int i = 0; i < 720; i++) {
            if (!rig.isSendOutstanding() && rig.session.status().connectivity().phase() == Phase.CONNECTING) {
                rig.open();
            }
            if (rig.isSendOutstanding()) {
                boolean tooLarge = size(rig.lastSent()) > limit;
                if (!tooLarge || !whileWriting) {
                    rig.written();
                }
                if (tooLarge) {
                    rig.close(1009);
                } else {
                    rig.reply();
                }
            }
            rig.advanceSeconds(10);
        }

        assertThat(rig.connects).as("two parts are too large").hasSize(3);
        assertThat(rig.sent.stream().filter(message -> size(message) <= limit && message.agentDescription() != null))
                .hasSize(1);
        assertThat(rig.told(Notice.Warning.class)).as("a word for each part").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysOnceWhatIsLeftOutAndSendsItWhenItChanges(boolean http) {
        Rig rig = rig(http).started();
        tooLarge(rig);
        rig.open().takeSend().reply();

        assertThat(rig.told(Notice.Warning.class))
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.text()).contains("EFFECTIVE_CONFIG").contains("until it changes"));
        rig.on(new Event.EffectiveConfigChanged(yaml("short")));
        assertThat(rig.lastSent().effectiveConfig()).isEqualTo(yaml("short"));
        assertThat(rig.told(Notice.Warning.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsInMessagesOfTheirOwnWhatIsTooLargeOnlyTogether(boolean http) {
        ComponentHealth health = ComponentHealth.unhealthy("h".repeat(60_000));
        EffectiveConfig config = yaml("x".repeat(80_000));
        Rig rig =
                new Rig(Rig.config(http).health(health).effectiveConfig(config).build(), 1).started();
        assertThat(rig.lastSent().health()).isEqualTo(health);
        assertThat(rig.lastSent().effectiveConfig()).isEqualTo(config);

        tooLarge(rig);
        rig.open();
        assertThat(rig.lastSent().health()).isEqualTo(health);
        assertThat(rig.lastSent().effectiveConfig()).isNull();
        taken(rig);

        assertThat(rig.lastSent().health()).isNull();
        assertThat(rig.lastSent().effectiveConfig()).isEqualTo(config);
        assertThat(rig.told(Notice.Warning.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void triesOnceAloneWhatIsTooLarge(boolean http) {
        ComponentHealth health = ComponentHealth.unhealthy("h".repeat(60_000));
        EffectiveConfig config = yaml("x".repeat(80_000));
        Rig rig =
                new Rig(Rig.config(http).health(health).effectiveConfig(config).build(), 1).started();
        tooLarge(rig);
        taken(rig.open());

        tooLarge(rig);
        taken(rig.open());
        rig.advanceSeconds(300);

        assertThat(rig.sent.stream().filter(message -> message.effectiveConfig() != null))
                .as("together and alone")
                .hasSize(2);
        assertThat(rig.told(Notice.Warning.class))
                .singleElement()
                .satisfies(warning -> assertThat(warning.text()).contains("EFFECTIVE_CONFIG"));
    }

    private static void taken(Rig rig) {
        if (!rig.isHttp()) {
            rig.written();
        }
        rig.reply();
    }

    /** The custom message is gone with its failure, so nothing of the state has to stay away for it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesOutNoStateForACustomMessageThatWasTooLarge(boolean http) {
        CustomCapabilities own = CustomCapabilities.announced(Set.of("c"));
        Rig rig = new Rig(
                        Rig.config(http)
                                .customCapabilities(own)
                                .customNeedsServer(false)
                                .build(),
                        1)
                .connected()
                .holdWork();
        rig.on(new Event.HealthChanged(ComponentHealth.unhealthy("first")));
        rig.on(new Event.CustomMessageSubmitted(7, CustomMessage.of("c", "t", Bytes.of(new byte[1_000_000]))));
        rig.on(new Event.HealthChanged(UP)).takeSend();
        if (http) {
            rig.reply();
        }
        assertThat(rig.lastSent().customMessage()).isNotNull();
        assertThat(rig.lastSent().health()).isEqualTo(UP);

        tooLarge(rig);
        rig.open();

        assertThat(rig.told(Notice.CustomMessageFailed.class)).hasSize(1);
        assertThat(rig.lastSent().health()).isEqualTo(UP);
        assertThat(rig.lastSent().customMessage()).isNull();
    }

    private static Rig rig(boolean http) {
        return new Rig(Rig.config(http).effectiveConfig(LARGE).build(), 1);
    }

    private static void tooLarge(Rig rig) {
        if (rig.isHttp()) {
            rig.failWithStatus(413, null);
        } else {
            rig.close(1009);
        }
        assertThat(rig.session.status().attempts().lastFailure())
                .isNotNull()
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE));
        rig.advanceSeconds(1);
    }

    private static int size(AgentMessage message) {
        return io.amp4j.opamp.internal.codec.AgentMessageEncoder.encode(message).length;
    }

    private static EffectiveConfig yaml(String text) {
        return EffectiveConfig.of(ConfigFile.yaml(text));
    }
}
