package io.amp4j.samples.distro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    private final Map<String, String> properties = new HashMap<>();

    @Test
    void isNotWantedWithoutAnEndpoint() {
        properties.put("amp4j.remote.config", "true");
        assertThat(new SettingsReader(properties::get).isWanted()).isFalse();
        properties.put("amp4j.opamp.endpoint", "  ");
        assertThat(new SettingsReader(properties::get).isWanted()).isFalse();
    }

    @Test
    void onlyReportsUnlessToldOtherwise() {
        properties.put("amp4j.opamp.endpoint", "https://opamp.example.com/v1/opamp");
        SettingsReader reader = new SettingsReader(properties::get);
        Settings settings = reader.read();

        assertThat(reader.problems()).isEmpty();
        assertThat(settings.remoteConfig()).isFalse();
        assertThat(settings.threadDump()).isFalse();
        assertThat(settings.ownTelemetry()).isFalse();
        assertThat(settings.spansAreLogged()).isFalse();
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.headers()).isEmpty();
    }

    @Test
    void readsEverything() {
        properties.put("amp4j.opamp.endpoint", "wss://opamp.example.com/v1/opamp");
        properties.put("amp4j.opamp.headers", "Authorization=Bearer a==, X-Tenant = shop,");
        properties.put("amp4j.opamp.headers.file", "/run/headers");
        properties.put("amp4j.opamp.ca.file", "/run/ca.pem");
        properties.put("amp4j.opamp.heartbeat.seconds", "5");
        properties.put("amp4j.opamp.state.directory", "/var/state");
        properties.put("amp4j.remote.config", "TRUE");
        properties.put("amp4j.thread.dump", "true");
        properties.put("amp4j.own.telemetry", "true");
        properties.put("otel.instrumentation.genai.capture-message-content", "true");
        properties.put("otel.javaagent.debug", "true");
        SettingsReader reader = new SettingsReader(properties::get);
        Settings settings = reader.read();

        assertThat(reader.problems()).isEmpty();
        assertThat(settings.headers()).isEqualTo(Map.of("Authorization", "Bearer a==", "X-Tenant", "shop"));
        assertThat(settings.headersFile()).contains(Path.of("/run/headers"));
        assertThat(settings.authorities()).contains(Path.of("/run/ca.pem"));
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.stateDirectory()).contains(Path.of("/var/state"));
        assertThat(settings.remoteConfig()).isTrue();
        assertThat(settings.threadDump()).isTrue();
        assertThat(settings.ownTelemetry()).isTrue();
        assertThat(settings.messagesAreCaptured()).isTrue();
        assertThat(settings.spansAreLogged()).isTrue();
        assertThat(settings.toString()).doesNotContain("a==");
    }

    @Test
    void namesEveryProblemAndNoValue() {
        properties.put("amp4j.opamp.endpoint", "ftp://user:secret@host/");
        properties.put("amp4j.opamp.headers", "secret");
        properties.put("amp4j.opamp.heartbeat.seconds", "0");
        properties.put("amp4j.remote.config", "yes");
        SettingsReader reader = new SettingsReader(properties::get);
        Settings unused = reader.read();

        assertThat(reader.problems())
                .containsExactly(
                        "AMP4J_OPAMP_ENDPOINT must be an address with http, https, ws or wss, a host, and no user or"
                                + " password",
                        "AMP4J_OPAMP_HEADERS must be name=value, with commas between several",
                        "AMP4J_OPAMP_HEARTBEAT_SECONDS must be whole seconds from 1 to 86400",
                        "AMP4J_REMOTE_CONFIG must be true or false");
    }

    @Test
    void readsHeadersOfAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("headers");
        Files.writeString(file, "# of the server\nAuthorization: Bearer a:b\n\nX-Tenant:shop\n");
        assertThat(SettingsReader.headersIn(file)).isEqualTo(Map.of("Authorization", "Bearer a:b", "X-Tenant", "shop"));
    }
}
