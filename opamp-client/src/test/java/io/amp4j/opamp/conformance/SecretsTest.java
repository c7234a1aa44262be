package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.MessagePart;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where secrets go: to the server with what is reported, unless the user takes them out, and to the disk with what is stored. */
class SecretsTest {
    private static final String SECRET = "hunter2";

    private static EffectiveConfig withSecret(String line) {
        return Stage.yaml(line + "\npassword: " + SECRET);
    }

    private static EffectiveConfig redacted(EffectiveConfig config) {
        EffectiveConfig.Builder redacted = EffectiveConfig.builder();
        config.files()
                .forEach((name, file) ->
                        redacted.file(name, ConfigFile.yaml(file.text().replace(SECRET, "***"))));
        return redacted.build();
    }

    private static ServerReply offer(String text) {
        return ServerReply.builder()
                .remoteConfig(Stage.hash(text), OfferedFile.yaml("", text))
                .build();
    }

    private static String effective(ReceivedMessage message) {
        return message.effectiveConfig().orElseThrow().get("").text();
    }

    @ParameterizedTest
    @EnumSource
    void areReportedAsTheyStandInTheEffectiveConfiguration(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.connect(builder -> builder.effectiveConfig(withSecret("a: 1")));

            assertThat(effective(stage.message(1))).contains(SECRET);
        }
    }

    @ParameterizedTest
    @EnumSource
    void areTakenOutOfEveryEffectiveConfigurationByTheRedaction(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.told.answerOffers(config -> ConfigOutcome.applied(withSecret("a: 3")));
            OpampClient client = stage.connect(
                    builder -> builder.effectiveConfig(withSecret("a: 1")).redaction(SecretsTest::redacted));
            client.updateEffectiveConfig(withSecret("a: 2"));
            stage.answered();
            stage.say(offer("x: 1"));
            stage.answered();
            stage.connect(builder ->
                    builder.effectiveConfigSupplier(() -> withSecret("a: 4")).redaction(SecretsTest::redacted));

            assertThat(stage.messages().stream().filter(message -> message.has(MessagePart.EFFECTIVE_CONFIG)))
                    .extracting(SecretsTest::effective)
                    .containsExactly(
                            "a: 1\npassword: ***", "a: 2\npassword: ***", "a: 3\npassword: ***", "a: 4\npassword: ***");
        }
    }

    @ParameterizedTest
    @EnumSource
    void areNotReportedWhereTheRedactionFails(Transport transport) {
        try (Stage stage = Stage.on(transport)) {
            stage.told.answerOffers(config -> ConfigOutcome.applied(withSecret("a: 2")));
            OpampClient client = stage.connect(builder -> builder.effectiveConfigSupplier(() -> withSecret("a: 1"))
                    .redaction(config -> {
                        throw new IllegalStateException("cannot redact");
                    }));
            client.updateEffectiveConfig(withSecret("a: 3"));
            stage.say(offer("x: 1"));
            stage.server.awaitMessage(message -> message.has(MessagePart.REMOTE_CONFIG_STATUS), Stage.LIMIT);

            assertThat(stage.messages()).noneMatch(message -> message.has(MessagePart.EFFECTIVE_CONFIG));
        }
    }

    @Test
    void ofAConfigurationAreInTheStateAndThoseOfTheConnectionAreNot(@TempDir Path directory) throws IOException {
        try (Stage stage = Stage.on(Transport.HTTP)) {
            stage.connect(builder -> builder.stateStore(StateStore.file(directory.resolve("state")))
                    .header("Authorization", "Bearer fixed-secret")
                    .headerSupplier(() -> Map.of("X-Key", "supplied-secret"))
                    .proxy(ProxySettings.DIRECT));
            stage.say(offer("password: " + SECRET));
            stage.answered();

            assertThat(stage.last().request().header("X-Key")).contains("supplied-secret");
        }
        List<Path> files;
        try (var all = Files.list(directory.resolve("state"))) {
            files = all.toList();
        }
        StringBuilder stored = new StringBuilder();
        for (Path file : files) {
            stored.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
        assertThat(stored).contains(SECRET).doesNotContain("fixed-secret", "supplied-secret");
    }
}
