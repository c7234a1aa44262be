package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.testing.LogCapture;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key in the wrong place, such as in the endpoint's variable, is in no message, log, exception or text of a value. */
class SwappedSecretTest {
    private static final String KEY = "sk-live/9f8e7d6c+5b4a==";

    private static final List<String> VARIABLES = List.of(
            "AMP_OTEL_ENDPOINT",
            "AMP_AGENT_API_KEY",
            "AMP_AGENT_API_KEY_FILE",
            "AMP_AGENT_VERSION",
            "AMP_AUTOCONFIGURE",
            "AMP_DEBUG",
            "AMP_TRACE_CONTENT",
            "TRACELOOP_TRACE_CONTENT",
            "HTTPS_PROXY",
            "HTTP_PROXY",
            "NO_PROXY",
            "OTEL_BSP_EXPORT_TIMEOUT",
            "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
            "OTEL_BSP_MAX_QUEUE_SIZE",
            "OTEL_BSP_SCHEDULE_DELAY",
            "OTEL_EXPORTER_OTLP_CERTIFICATE",
            "OTEL_EXPORTER_OTLP_COMPRESSION",
            "OTEL_EXPORTER_OTLP_TIMEOUT",
            "OTEL_PROPAGATORS",
            "OTEL_RESOURCE_ATTRIBUTES",
            "OTEL_SDK_DISABLED",
            "OTEL_SERVICE_NAME",
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
            "OTEL_TRACES_SAMPLER");

    private final Map<String, String> environment =
            new HashMap<>(Map.of("AMP_OTEL_ENDPOINT", "http://localhost:9/otel", "AMP_AGENT_API_KEY", "other-key"));

    static Stream<String> variables() {
        return VARIABLES.stream();
    }

    @ParameterizedTest
    @MethodSource("variables")
    void isNotRepeatedFromAnyVariable(String variable) {
        environment.put(variable, KEY);
        assertNothingSaysTheKey();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OTEL_BSP_MAX_QUEUE_SIZE",
                "OTEL_BSP_SCHEDULE_DELAY",
                "OTEL_EXPORTER_OTLP_TIMEOUT",
                "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT"
            })
    void isNotRepeatedAsANumberThoughItIsOfLettersAlone(String variable) {
        environment.put(variable, "correcthorsebatterystaple");
        assertThat(everythingOf(builder())).contains(variable).doesNotContain("correcthorse");
    }

    @ParameterizedTest
    @MethodSource("variables")
    void isNotRepeatedWhereTwoVariablesAreSwapped(String variable) {
        environment.put("AMP_AGENT_API_KEY", environment.getOrDefault(variable, ""));
        environment.put(variable, KEY);
        assertNothingSaysTheKey();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://%s@localhost/otel",
                "https://u:%s@localhost/otel",
                "https://localhost?k=%s",
                "https:// u:%s@h"
            })
    void isNotRepeatedFromAnEndpoint(String endpoint) {
        environment.put("AMP_OTEL_ENDPOINT", String.format(endpoint, KEY));
        assertNothingSaysTheKey();
    }

    @Test
    void isNotRepeatedFromTheBuilder() {
        String text = everythingOf(builder().endpoint(KEY))
                + everythingOf(builder().headers(HeaderSource.apiKeyFile(Path.of(KEY))))
                + everythingOf(builder().headers(HeaderSource.apiKey(KEY)));
        assertThat(text).isNotEmpty().doesNotContain(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, "Bearer " + KEY, "sk-live-9f8e7d6c5b4a"})
    void isNotRepeatedAsTheNameOfAHeader(String key) {
        Map<String, String> swapped = Map.of(key, HeaderSource.API_KEY_HEADER);
        String fixed = everythingOf(builder().headers(HeaderSource.of(swapped)));
        String supplied = everythingOf(builder().headers(() -> swapped));
        assertThat(fixed + supplied).doesNotContain(key);
        assertThat(fixed).contains("fixed headers [a text of " + key.length() + " characters]");
    }

    @Test
    void asksWhetherNameAndValueOfAHeaderAreSwapped() {
        assertThat(everythingOf(builder().headers(() -> Map.of(KEY, HeaderSource.API_KEY_HEADER))))
                .contains("the name of a header is of letters, digits and -; this is a text of 23 characters;"
                        + " are name and value swapped?");
    }

    @Test
    void stillNamesAHeaderThatCannotBeSent() {
        assertThat(everythingOf(builder().headers(HeaderSource.of(Map.of("x-tenant", "ä")))))
                .contains("fixed headers [x-tenant]")
                .contains("the header \"x-tenant\" cannot be sent");
    }

    @Test
    void stillNamesTheKeyFileThatIsMissing(@TempDir Path directory) throws Exception {
        environment.put("AMP_AGENT_API_KEY_FILE", directory.resolve("key").toString());
        assertThat(everythingOf(builder()))
                .contains("the key file " + directory.resolve("key") + " cannot be read (NoSuchFileException)");
        Files.writeString(directory.resolve("key"), "a key\nof two lines");
        assertThat(everythingOf(builder()))
                .contains("the key file " + directory.resolve("key") + " holds a line break");
    }

    @Test
    void saysThatTheVariableForTheFileMayHoldTheKey() {
        environment.put("AMP_AGENT_API_KEY_FILE", KEY);
        assertThat(everythingOf(builder()))
                .contains("AMP_AGENT_API_KEY_FILE: the key file (a text of 23 characters that names no file;"
                        + " is it the content of one?) cannot be read");
    }

    private AmpOtelBuilder builder() {
        return AmpOtel.builder().environment(environment::get).systemProperties(name -> null);
    }

    private void assertNothingSaysTheKey() {
        assertThat(everythingOf(builder())).isNotEmpty().doesNotContain(KEY);
    }

    /** Reads the configuration and starts with it; returns all that is thrown, logged and shown meanwhile. */
    private static String everythingOf(AmpOtelBuilder builder) {
        StringWriter said = new StringWriter();
        try (LogCapture log = new LogCapture()) {
            try {
                said.append(String.valueOf(builder.config()));
                try (AmpOtel amp = builder.standalone()) {
                    said.append(amp.toString());
                    amp.tracer("test").spanBuilder("span").startSpan().end();
                }
            } catch (RuntimeException e) {
                e.printStackTrace(new PrintWriter(said, true));
            }
            said.append(log.everything());
        }
        return said.toString();
    }
}
