package io.amp4j.otel.internal.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {
    private final Map<String, String> environment =
            new HashMap<>(Map.of("AMP_AGENT_API_KEY", "k", "OTEL_CONFIG_FILE", "/etc/otel.yaml"));

    private Optional<String> warning(String text) {
        return ConfigurationFile.warning(
                new Settings(environment::get, name -> null),
                path -> path.equals("/etc/otel.yaml") ? Optional.of(text) : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\n  exporter:\n    amp: {}",
                "exporter: {amp: {}}",
                "exporter: {\"amp\": {}}",
                "    amp:",
                "headers:\n  - name: x-amp-api-key",
                "headers: {x-amp-api-key: k}"
            })
    void isSilentAboutFilesThatSendToAmp(String text) {
        assertThat(warning(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "exporter: {console: {}}",
                "# amp: {}",
                "exporter: {console: {}} # not amp: {}",
                "# x-amp-api-key",
                "damp: {}",
                "value: http://amp:4318",
                "value: timestamp: x"
            })
    void warnsOfFilesThatDoNot(String text) {
        assertThat(warning(text)).get().asString().contains("OTEL_CONFIG_FILE", "          amp: {}\n");
    }

    @Test
    void warnsWhenTheFileCannotBeRead() {
        environment.put("OTEL_CONFIG_FILE", "/elsewhere");
        assertThat(warning("exporter: {amp: {}}")).isPresent();
    }

    @Test
    void isSilentWithoutAFileOrWithoutAmpsVariables() {
        environment.remove("AMP_AGENT_API_KEY");
        assertThat(warning("")).isEmpty();
        environment.put("AMP_AGENT_API_KEY", "k");
        environment.remove("OTEL_CONFIG_FILE");
        assertThat(warning("")).isEmpty();
    }
}
