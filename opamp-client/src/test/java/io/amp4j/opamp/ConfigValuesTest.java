package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.conformance.Requirement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigValuesTest {
    private static final ConfigFile FILE = ConfigFile.yaml("a: 1");
    private static final Hash HASH = Hash.of((byte) 1);

    @Test
    void keepsTheBodyByteForByteAndReadsItAsText_R220() {
        Bytes body = Bytes.of((byte) 0, (byte) 0xff, (byte) 0xc0);

        assertThat(ConfigFile.of(body, "").body()).isEqualTo(body);
        assertThat(FILE.text()).isEqualTo("a: 1");
        assertThat(FILE.contentType()).isEqualTo("text/yaml");
        assertThat(ConfigFile.json("{}").contentType()).isEqualTo("application/json");
        assertThat(FILE).isEqualTo(ConfigFile.of("a: 1", "text/yaml"));
    }

    @Test
    @Requirement("R-216")
    void refusesTheSameFileNameTwice_R216() {
        EffectiveConfig.Builder builder = EffectiveConfig.builder().file("a.yaml", FILE);

        assertThatThrownBy(() -> builder.file("a.yaml", FILE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is a file 'a.yaml' already; names must be unique");
        assertThat(builder.file("b.yaml", FILE).build().files().keySet()).containsExactly("a.yaml", "b.yaml");
    }

    @Test
    @Requirement("R-218")
    void reportsASingleFileUnderTheEmptyName_R218() {
        assertThat(EffectiveConfig.of(FILE).files()).isEqualTo(Map.of("", FILE));
    }

    @Test
    void tellsAnUnchangedConfigurationFromAnEmptyOne_R228() {
        assertThat(RemoteConfig.unchanged(HASH)).isNotEqualTo(RemoteConfig.of(Map.of(), HASH));
        assertThat(RemoteConfig.unchanged(HASH).isUnchanged()).isTrue();
        assertThat(RemoteConfig.unchanged(HASH).files()).isEmpty();
    }

    @Test
    void copiesTheFiles() {
        Map<String, ConfigFile> files = new LinkedHashMap<>(Map.of("a", FILE));
        RemoteConfig remote = RemoteConfig.of(files, HASH);
        EffectiveConfig effective = EffectiveConfig.of(files);
        files.clear();

        assertThat(remote.files()).hasSize(1);
        assertThat(effective.files()).hasSize(1);
        assertThatThrownBy(() -> remote.files().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void saysWhichPartOfAMapIsMissing() {
        Map<String, ConfigFile> files = new LinkedHashMap<>();
        files.put("a.yaml", nothing());

        assertThatThrownBy(() -> RemoteConfig.of(files, HASH))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("files has no value for 'a.yaml'");
    }

    @Test
    @Requirement("R-231")
    void hasAnErrorMessageOnlyIfFailed_R231() {
        assertThat(RemoteConfigStatus.failed(HASH, "no").errorMessage()).isEqualTo("no");
        assertThat(RemoteConfigStatus.failed(HASH, "").status()).isEqualTo(RemoteConfigStatus.Status.FAILED);
        assertThat(RemoteConfigStatus.applied(HASH).errorMessage()).isEmpty();
        assertThatThrownBy(() -> RemoteConfigStatus.of(HASH, RemoteConfigStatus.Status.APPLIED, "no"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("only a failed configuration has an error message: APPLIED");
    }

    @Test
    void keepsNoUnchangedConfiguration() {
        ClientState state = ClientState.initial(new InstanceUid(1, 2));

        assertThatThrownBy(() -> state.withRemoteConfig(RemoteConfig.unchanged(HASH)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void changesOnePartOfAStateAtATime() {
        RemoteConfig config = RemoteConfig.of(Map.of("a", FILE), HASH);
        ClientState state = ClientState.initial(new InstanceUid(1, 2))
                .withSequenceNumber(7)
                .withRemoteConfig(config)
                .withRemoteConfigStatus(RemoteConfigStatus.applied(HASH))
                .withHeartbeatInterval(Duration.ofSeconds(7))
                .withAssignedUid(new InstanceUid(3, 4));

        assertThat(state.instanceUid()).isEqualTo(new InstanceUid(3, 4));
        assertThat(state.isUidAssigned()).isTrue();
        assertThat(state.sequenceNumber()).isEqualTo(7);
        assertThat(state.remoteConfig()).isEqualTo(config);
        assertThat(state.remoteConfigStatus()).isEqualTo(RemoteConfigStatus.applied(HASH));
        assertThat(state.heartbeatInterval()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void keepsNoIntervalThatAClientCannotHaveAccepted() {
        ClientState state = ClientState.initial(new InstanceUid(1, 2));

        assertThat(state.withHeartbeatInterval(Duration.ZERO).heartbeatInterval())
                .isZero();
        for (Duration wrong : List.of(Duration.ofNanos(-1), Duration.ofDays(1).plusNanos(1))) {
            assertThatThrownBy(() -> state.withHeartbeatInterval(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("heartbeatInterval must be from 0 to 1 day: " + wrong);
        }
    }

    @Test
    @Requirement("R-089")
    void hintsToAWaitOnlyIfTheServerIsUnavailableAndSaysHowLong_R089() {
        Duration wait = Duration.ofSeconds(5);

        assertThat(ServerError.of(ServerError.Type.UNAVAILABLE, "")
                        .withRetryAfter(wait)
                        .retryHint())
                .contains(wait);
        assertThat(ServerError.of(ServerError.Type.BAD_REQUEST, "")
                        .withRetryAfter(wait)
                        .retryHint())
                .isEmpty();
        assertThat(ServerError.of(ServerError.Type.UNAVAILABLE, "").retryHint()).isEmpty();
        assertThat(ServerError.of(ServerError.Type.UNAVAILABLE, "")
                        .withRetryAfter(Duration.ofSeconds(Long.MAX_VALUE))
                        .retryAfter())
                .isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThatThrownBy(() -> ServerError.of(ServerError.Type.UNKNOWN, "").withRetryAfter(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retryAfter must not be negative: PT-0.000000001S");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller without null checks may pass
    private static <T> T nothing() {
        return null;
    }
}
