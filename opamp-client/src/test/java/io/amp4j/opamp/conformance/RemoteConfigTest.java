package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConfigRestrictions;
import io.amp4j.opamp.ConfigVerdict;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Areas 15 and 16: the effective and the remote configuration. */
class RemoteConfigTest {

    private static final Bytes BINARY = Bytes.fromHex("00ff80c3280a0d00");

    private static ServerReply offer(String hash, String yaml) {
        return ServerReply.builder()
                .remoteConfig(Stage.hash(hash), OfferedFile.yaml("", yaml))
                .build();
    }

    private static Reported.ConfigStatus awaitStatus(Stage stage, String hash, int status) {
        return stage.server
                .awaitMessage(
                        message -> message.remoteConfigStatus()
                                .filter(is -> is.hash().equals(Stage.hash(hash)) && is.status() == status)
                                .isPresent(),
                        Stage.LIMIT)
                .remoteConfigStatus()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-214", "R-221", "R-222", "R-224"})
    @Defect({"J41", "P15"})
    void appliesAnOfferAndReportsWhatCameOfItUnderTheHashOfTheServer(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.told.answerOffers(config -> ConfigOutcome.applied(
                    Stage.yaml("local: 1\n" + config.files().get("").text())));
            stage.connect(client -> client.effectiveConfig(Stage.yaml("local: 1")));
            Bytes hash = Bytes.fromHex("00ff17");
            stage.say(ServerReply.builder()
                    .remoteConfig(hash, OfferedFile.yaml("", "remote: 2"))
                    .build());
            stage.answered();

            ReceivedMessage report = stage.last();
            assertThat(report.parts())
                    .containsExactlyInAnyOrder(MessagePart.EFFECTIVE_CONFIG, MessagePart.REMOTE_CONFIG_STATUS);
            assertStatus(report.remoteConfigStatus(), hash, Reported.APPLIED);
            assertThat(report.effectiveConfig().orElseThrow().get("").text()).isEqualTo("local: 1\nremote: 2");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-219", "R-220", "R-228", "R-234", "R-235", "R-236"})
    @Defect("P15")
    void passesFilesOnByteForByteWithAnyNameAndType(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.told.answerOffers(config -> ConfigOutcome.applied(EffectiveConfig.of(config.files())));
            stage.connect(client -> client.effectiveConfig(EffectiveConfig.builder()
                    .file("b.yaml", ConfigFile.yaml("local"))
                    .build()));
            stage.say(ServerReply.builder()
                    .remoteConfig(
                            Stage.hash("h"),
                            OfferedFile.of("", BINARY, ""),
                            OfferedFile.of("a.json", Bytes.utf8("{}"), "application/json"),
                            OfferedFile.yaml("b.yaml", "b: 1"),
                            OfferedFile.of("c", "plain", "text/plain; charset=utf-8"))
                    .build());

            RemoteConfig offered = stage.told.next(RemoteConfig.class);
            assertThat(offered.files()).containsOnlyKeys("", "a.json", "b.yaml", "c");
            assertThat(offered.files().get("a.json").contentType()).isEqualTo("application/json");
            stage.answered();
            var reported = stage.last().effectiveConfig().orElseThrow();
            assertThat(reported).containsOnlyKeys("", "a.json", "b.yaml", "c");
            assertThat(reported.get("").body()).isEqualTo(BINARY);
            assertThat(reported.get("").contentType()).isEmpty();
            assertThat(reported.get("c").contentType()).isEqualTo("text/plain; charset=utf-8");

            stage.say(ServerReply.builder().remoteConfig(Stage.hash("empty")).build());
            RemoteConfig empty = stage.told.next(RemoteConfig.class);
            assertThat(empty.files()).isEmpty();
            assertThat(empty.isUnchanged()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-227", "R-228"})
    void takesAHashWithoutAConfigForNoChange(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect();
            long before = stage.sent();
            stage.say(
                    ServerReply.builder().remoteConfigHashOnly(Stage.hash("h")).build());

            assertThat(stage.told.all(RemoteConfig.class)).isEmpty();
            assertThat(stage.sent()).isEqualTo(before + (stage.isHttp() ? 1 : 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-226")
    void appliesTheSameHashOnceWhetherItWentWellOrNot(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.told.answerOffers(config -> config.files().get("").text().startsWith("bad")
                    ? ConfigOutcome.failed("bad")
                    : ConfigOutcome.applied());
            stage.connect();
            for (String hash : List.of("good", "bad")) {
                stage.say(offer(hash, hash));
                awaitStatus(stage, hash, hash.equals("good") ? Reported.APPLIED : Reported.FAILED);
                stage.answered();
                for (int i = 0; i < 5; i++) {
                    stage.say(offer(hash, hash));
                }
            }
            assertThat(stage.told.all(RemoteConfig.class)).hasSize(2);
            assertThat(stage.messages())
                    .filteredOn(message -> message.has(MessagePart.REMOTE_CONFIG_STATUS))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-009", "R-223", "R-229", "R-231"})
    void saysThatItIsApplyingAndHowItEndedUnderTheSameHash(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            CompletableFuture<ConfigOutcome> outcome = new CompletableFuture<>();
            stage.told.answerOffers(config -> config.files().get("").text().equals("slow")
                    ? ConfigOutcome.applying(outcome)
                    : ConfigOutcome.applied());
            stage.connect();
            stage.say(offer("h1", "slow"));
            awaitStatus(stage, "h1", Reported.APPLYING);
            stage.answered();
            outcome.complete(ConfigOutcome.failed("disk full"));
            assertThat(awaitStatus(stage, "h1", Reported.FAILED).errorMessage()).isEqualTo("disk full");
            stage.answered();
            stage.say(offer("h2", "fast"));
            assertThat(awaitStatus(stage, "h2", Reported.APPLIED).errorMessage())
                    .isEmpty();

            assertThat(stage.messages())
                    .filteredOn(message -> message.has(MessagePart.REMOTE_CONFIG_STATUS))
                    .hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-237")
    void reportsTheNewestOfferThoughAnOlderOneEndsLater(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            CompletableFuture<ConfigOutcome> slow = new CompletableFuture<>();
            stage.told.answerOffers(config -> config.files().get("").text().equals("slow")
                    ? ConfigOutcome.applying(slow)
                    : ConfigOutcome.applied());
            stage.connect();
            stage.say(offer("h1", "slow"));
            awaitStatus(stage, "h1", Reported.APPLYING);
            stage.answered();
            stage.say(offer("h2", "fast"));
            awaitStatus(stage, "h2", Reported.APPLIED);
            slow.complete(ConfigOutcome.applied());
            stage.answered();
            stage.advance(Stage.INTERVAL);
            stage.answered();

            assertStatus(stage.server.agent(stage.uid()).remoteConfigStatus(), Stage.hash("h2"), Reported.APPLIED);
            assertThat(stage.messages())
                    .noneMatch(message -> message.remoteConfigStatus()
                            .filter(is -> is.hash().equals(Stage.hash("h1")) && is.status() == Reported.APPLIED)
                            .isPresent());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-238", "R-240"})
    @Defect({"J6", "J7"})
    void reportsRefusalAndExceptionAsFailedAndGoesOn(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            AtomicReference<String> running = new AtomicReference<>("initial");
            stage.told.answerOffers(config -> {
                String text = config.files().get("").text();
                if (text.equals("forbidden")) {
                    return ConfigOutcome.failed("exec is not allowed here");
                }
                if (text.equals("broken")) {
                    throw new IllegalStateException("cannot parse");
                }
                running.set(text);
                return ConfigOutcome.applied();
            });
            OpampClient client = stage.connect();
            stage.say(offer("h1", "forbidden"));
            assertThat(awaitStatus(stage, "h1", Reported.FAILED).errorMessage()).isEqualTo("exec is not allowed here");
            stage.answered();
            stage.say(offer("h2", "broken"));
            assertThat(awaitStatus(stage, "h2", Reported.FAILED).errorMessage()).isEqualTo("cannot parse");
            stage.answered();
            assertThat(running).hasValue("initial");
            stage.say(offer("h3", "fine"));
            awaitStatus(stage, "h3", Reported.APPLIED);

            assertThat(running).hasValue("fine");
            assertThat(client.status().failedAttempts()).isZero();
            assertThat(client.status().isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"R-238", "R-402"})
    void letsNothingThroughThatIsNotAllowed(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            AtomicReference<String> running = new AtomicReference<>("initial");
            stage.told.answerOffers(config -> {
                running.set(config.files().get("").text());
                return ConfigOutcome.applied();
            });
            stage.connect(client -> client.configValidator(ConfigRestrictions.builder()
                    .allow("exporters.otlp")
                    .allowHosts("exporters.otlp.endpoint", List.of("good.example"))
                    .build()));
            stage.say(offer("h1", "exporters: {otlp: {endpoint: 'bad.example:1'}, file: {path: /etc/x}}"));
            assertThat(awaitStatus(stage, "h1", Reported.FAILED).errorMessage())
                    .isEqualTo("not allowed here: 'exporters.otlp.endpoint' names the host 'bad.example', which is not"
                            + " allowed in the file; 'exporters.file' is not among what is allowed in the file");
            stage.answered();
            assertThat(running).hasValue("initial");

            String allowed = "exporters: {otlp: {endpoint: 'good.example:1'}}";
            stage.say(offer("h2", allowed));
            awaitStatus(stage, "h2", Reported.APPLIED);
            assertThat(running).hasValue(allowed);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-238")
    void appliesWhatAValidatorLeavesAndRefusesWhatItCannotJudge(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            AtomicReference<String> running = new AtomicReference<>("initial");
            stage.told.answerOffers(config -> {
                running.set(config.files().get("").text());
                return ConfigOutcome.applied();
            });
            stage.connect(client -> client.configValidator(config -> {
                if (config.files().get("").text().equals("broken")) {
                    throw new IOException("no rules");
                }
                return ConfigVerdict.changed(Map.of("", ConfigFile.yaml("left: 1")), List.of("the rest is gone"));
            }));
            stage.say(offer("h1", "all: 1"));
            awaitStatus(stage, "h1", Reported.APPLIED);
            stage.answered();
            assertThat(running).hasValue("left: 1");

            stage.say(offer("h2", "broken"));
            assertThat(awaitStatus(stage, "h2", Reported.FAILED).errorMessage())
                    .isEqualTo("the configuration cannot be judged: no rules");
            assertThat(running).hasValue("left: 1");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-230")
    @Defect("J27")
    void hasNoStatusBeforeTheFirstOffer(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect();
            assertThat(stage.last().capabilities() & 0x1000).isNotZero();
            stage.say(ServerReply.builder().reportFullState().build());
            stage.answered();

            assertThat(stage.messages())
                    .filteredOn(message -> message.remoteConfigStatus().isPresent())
                    .allSatisfy(message -> assertStatus(message.remoteConfigStatus(), Bytes.EMPTY, Reported.UNSET));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("R-225")
    void remembersHashStatusAndConfigForTheNextProcess(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            StateStore store = StateStore.inMemory();
            stage.connect(client -> client.stateStore(store));
            stage.say(offer("h", "a: 1"));
            awaitStatus(stage, "h", Reported.APPLIED);
            stage.answered();
            int before = stage.messages().size() + 1;

            stage.start(client -> client.stateStore(store));
            ReceivedMessage first = stage.message(before + 1);
            assertStatus(first.remoteConfigStatus(), Stage.hash("h"), Reported.APPLIED);
            assertThat(first.sequenceNumber()).isGreaterThan(before);
            stage.start();
            assertThat(stage.server
                            .awaitMessageAfter(first, ReceivedMessage::isDisconnect, Stage.LIMIT)
                            .index())
                    .isPositive();
            stage.server.awaitMessageAfter(
                    first,
                    message -> message.sequenceNumber() == 1
                            && message.remoteConfigStatus().isEmpty(),
                    Stage.LIMIT);
        }
    }

    @Test
    @Requirement("R-233")
    void takesAnOfferOnAWebSocketAtAnyTime() {
        try (Stage stage = Stage.on(Transport.WEBSOCKET)) {
            stage.connect();
            stage.advance(Duration.ofSeconds(13));
            stage.server.offerRemoteConfig(Stage.hash("h"), OfferedFile.yaml("", "a: 1"));

            awaitStatus(stage, "h", Reported.APPLIED);
            assertThat(stage.time.elapsed()).isEqualTo(Duration.ofSeconds(13));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Defect({"J6", "J7", "S14"})
    void survivesASupplierAndCallbacksThatThrow(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            AtomicReference<String> config = new AtomicReference<>("");
            stage.connect(client -> client.health(Stage.UP)
                    .effectiveConfigSupplier(() -> {
                        if (config.get().isEmpty()) {
                            throw new IllegalStateException("not now");
                        }
                        return Stage.yaml(config.get());
                    })
                    .callbacks(new Told() {
                        @Override
                        public void onConnect(OpampClient client) {
                            throw new IllegalStateException("onConnect");
                        }

                        @Override
                        public void onMessage(OpampClient client, MessageData message) {
                            stage.told.onMessage(client, message);
                            throw new IllegalStateException("onMessage");
                        }
                    }));
            assertThat(stage.message(1).description()).isPresent();
            assertThat(stage.message(1).effectiveConfig()).isEmpty();
            config.set("a: 1");
            for (int i = 0; i < 3; i++) {
                stage.advance(Stage.INTERVAL);
                stage.answered();
            }
            stage.server.awaitMessage(message -> message.effectiveConfig().isPresent(), Stage.LIMIT);
            assertThat(stage.client().status().failedAttempts()).isZero();
            assertThat(stage.messages().subList(1, stage.messages().size()))
                    .noneMatch(message -> message.has(MessagePart.HEALTH));
        }
    }

    private static void assertStatus(Optional<Reported.ConfigStatus> reported, Bytes hash, int status) {
        assertThat(reported).hasValueSatisfying(is -> {
            assertThat(is.hash()).isEqualTo(hash);
            assertThat(is.status()).isEqualTo(status);
            assertThat(is.errorMessage()).isEmpty();
        });
    }
}
