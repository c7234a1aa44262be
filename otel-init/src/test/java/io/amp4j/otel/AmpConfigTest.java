package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.amp4j.otel.SdkSettings.Propagation;
import io.amp4j.otel.SdkSettings.SamplerKind;
import io.amp4j.otel.export.ContentField;
import io.amp4j.otel.export.ContentPolicy;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmpConfigTest {
    private static final String KEY = "eyJhbGciOi.secret-part.sig";

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AMP_OTEL_ENDPOINT",
            "https://amp.example.com/otel",
            "AMP_AGENT_API_KEY",
            KEY,
            "OTEL_SERVICE_NAME",
            "checkout"));
    private final Map<String, String> properties = new HashMap<>();

    private AmpOtelBuilder builder() {
        return AmpOtel.builder().environment(environment::get).systemProperties(properties::get);
    }

    private AmpConfigurationException refused(AmpOtelBuilder builder) {
        return catchThrowableOfType(AmpConfigurationException.class, builder::config);
    }

    @Test
    void readsTheTwoVariables() {
        AmpConfig config = builder().config();
        assertThat(config.endpoint()).isEqualTo(URI.create("https://amp.example.com/otel/v1/traces"));
        assertThat(config.headers().headers()).containsExactly(Map.entry("x-amp-api-key", KEY));
        assertThat(config.serviceName()).contains("checkout");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void namesBothMissingVariablesAtOnce() {
        environment.clear();
        AmpConfigurationException refusal = refused(builder());
        assertThat(refusal.problems()).hasSize(2);
        assertThat(refusal).hasMessageContaining("AMP_OTEL_ENDPOINT is required but not set");
        assertThat(refusal).hasMessageContaining("AMP_AGENT_API_KEY is required but not set");
    }

    @Test
    void takesBlankForMissingAndTrimsTheRest() {
        environment.put("AMP_OTEL_ENDPOINT", " \t");
        environment.put("AMP_AGENT_API_KEY", "  " + KEY + "\n");
        assertThat(refused(builder()).problems())
                .singleElement()
                .asString()
                .startsWith("AMP_OTEL_ENDPOINT is required");
        environment.put("AMP_OTEL_ENDPOINT", " https://amp.example.com/ ");
        assertThat(builder().config().headers().headers()).containsEntry("x-amp-api-key", KEY);
    }

    @Test
    void namesEveryWrongSettingInOneException() {
        environment.putAll(Map.of(
                "AMP_OTEL_ENDPOINT", "localhost:4318",
                "AMP_AGENT_API_KEY", "alpha\nomega",
                "OTEL_BSP_MAX_QUEUE_SIZE", "many",
                "OTEL_TRACES_SAMPLER", "sometimes",
                "OTEL_PROPAGATORS", "tracecontext,b3",
                "OTEL_RESOURCE_ATTRIBUTES", "team",
                "OTEL_EXPORTER_OTLP_COMPRESSION", "zip"));
        AmpConfigurationException refusal = refused(builder());
        assertThat(refusal.problems()).hasSize(7);
        assertThat(refusal.getMessage())
                .contains(
                        "7 problems",
                        "a text of 14 characters without http://",
                        "line break",
                        "\"many\"",
                        "\"sometimes\"",
                        "\"b3\"",
                        "not key=value: a text of 4 characters",
                        "\"zip\"")
                .doesNotContain("alpha")
                .doesNotContain("omega");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nb", "a b", "a\u0000b", "clé", "a\u007fb", "a\tb"})
    void refusesAKeyThatNoHeaderMayCarryWithoutShowingIt(String key) {
        environment.put("AMP_AGENT_API_KEY", key);
        assertThat(refused(builder()).problems())
                .singleElement()
                .asString()
                .startsWith("AMP_AGENT_API_KEY holds a")
                .doesNotContain(key);
    }

    @Test
    void showsTheKeyNowhere() {
        AmpConfig config = builder().config();
        assertThat(config.toString()
                        + config.headers()
                        + HeaderSource.apiKeyFrom(() -> KEY)
                        + HeaderSource.of(Map.of("a", KEY)))
                .doesNotContain(KEY)
                .contains("x-amp-api-key");
    }

    @Test
    void letsTheProgramWinOverPropertiesAndThoseOverVariables() {
        properties.put("otel.service.name", "from-property");
        properties.put("amp.otel.endpoint", "https://property.example.com");
        assertThat(builder().config().serviceName()).contains("from-property");
        assertThat(builder().config().endpoint()).hasHost("property.example.com");
        AmpConfig config = builder()
                .serviceName("from-program")
                .endpoint("https://program.example.com")
                .config();
        assertThat(config.serviceName()).contains("from-program");
        assertThat(config.endpoint()).hasHost("program.example.com");
    }

    @Test
    void takesTheServiceNameFromTheResourceAttributesLast() {
        environment.put(
                "OTEL_RESOURCE_ATTRIBUTES",
                "service.name=billing, team=pay%2Cments+x ,deployment.environment.name=prod");
        assertThat(builder().config().serviceName()).contains("checkout");
        environment.remove("OTEL_SERVICE_NAME");
        assertThat(builder().config().resource())
                .containsEntry("service.name", "billing")
                .containsEntry("team", "pay,ments+x")
                .containsEntry("deployment.environment.name", "prod");
    }

    @Test
    void warnsWithoutServiceNameAndOverPlainHttp() {
        environment.remove("OTEL_SERVICE_NAME");
        environment.put("AMP_OTEL_ENDPOINT", "http://amp.example.com:22893/otel");
        assertThat(builder().config().warnings())
                .hasSize(2)
                .anyMatch(w -> w.contains("without encryption"))
                .anyMatch(w -> w.contains("OTEL_SERVICE_NAME"));
        environment.put("AMP_OTEL_ENDPOINT", "http://localhost:22893/otel");
        assertThat(builder().config().warnings()).hasSize(1);
    }

    @Test
    void carriesTheAgentVersion() {
        environment.put("AMP_AGENT_VERSION", "v7");
        assertThat(builder().resourceAttribute("team", "pay").config().resource())
                .containsEntry("agent-manager/agent-version", "v7")
                .containsEntry("team", "pay");
    }

    @ParameterizedTest
    @CsvSource({"AMP_TRACE_CONTENT,FALSE", "TRACELOOP_TRACE_CONTENT,' false '"})
    void turnsContentOffWithEitherSwitch(String variable, String value) {
        assertThat(builder().config().content()).isEqualTo(ContentPolicy.CAPTURE);
        environment.put(variable, value);
        assertThat(builder().config().content()).isEqualTo(ContentPolicy.REDACT);
    }

    @ParameterizedTest
    @CsvSource({"AMP_TRACE_CONTENT,false", "TRACELOOP_TRACE_CONTENT,off", "AMP_TRACE_CONTENT,disabled"})
    void letsNoProgramSendContentThatTheOperatorTurnedOff(String variable, String value) {
        environment.put(variable, value);
        ContentPolicy some = ContentPolicy.redacting(ContentField.TOOL_RESULTS);
        assertThat(builder().content(ContentPolicy.CAPTURE).config().content()).isEqualTo(ContentPolicy.REDACT);
        assertThat(builder().content(some).config().content()).isEqualTo(ContentPolicy.REDACT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "on", ""})
    void letsTheProgramRedactWhatTheOperatorWouldSend(String value) {
        environment.put("AMP_TRACE_CONTENT", value);
        ContentPolicy some = ContentPolicy.redacting(ContentField.TOOL_RESULTS);
        assertThat(builder().content(some).config().content()).isEqualTo(some);
        assertThat(builder().content(ContentPolicy.REDACT).config().content()).isEqualTo(ContentPolicy.REDACT);
        assertThat(some.allows(ContentField.INPUT_MESSAGES)).isTrue();
        assertThat(some.allows(ContentField.TOOL_RESULTS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "FALSE", "0", "no", "Off", " off\t"})
    void turnsContentOffWithEveryWordForNo(String value) {
        environment.put("AMP_TRACE_CONTENT", value);
        assertThat(builder().config().content()).isEqualTo(ContentPolicy.REDACT);
        assertThat(builder().config().warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", " TRUE ", "1", "Yes", "on", "", "  "})
    void capturesContentOnlyWhenAskedToOrNotAskedAtAll(String value) {
        environment.put("AMP_TRACE_CONTENT", value);
        environment.put("TRACELOOP_TRACE_CONTENT", value);
        assertThat(builder().config().content()).isEqualTo(ContentPolicy.CAPTURE);
        assertThat(builder().config().warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"AMP_TRACE_CONTENT,disabled", "TRACELOOP_TRACE_CONTENT,none", "AMP_TRACE_CONTENT,2"})
    void takesAnUnknownWordOfTheContentSwitchForNoAndSaysSoOnce(String variable, String value) {
        environment.put(variable, value);
        AmpConfig config = builder().config();
        assertThat(config.content()).isEqualTo(ContentPolicy.REDACT);
        assertThat(config.warnings())
                .singleElement()
                .asString()
                .contains(variable, "neither true nor false", "no content is sent");
        assertThat(builder().content(ContentPolicy.CAPTURE).config().warnings()).isEqualTo(config.warnings());
    }

    @Test
    void readsTheStandardVariables() {
        environment.putAll(Map.of(
                "OTEL_BSP_SCHEDULE_DELAY", "100",
                "OTEL_BSP_MAX_QUEUE_SIZE", "4096",
                "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1024",
                "OTEL_BSP_EXPORT_TIMEOUT", "7000",
                "OTEL_TRACES_SAMPLER", "parentbased_traceidratio",
                "OTEL_TRACES_SAMPLER_ARG", "0.25",
                "OTEL_PROPAGATORS", "baggage,tracecontext,baggage",
                "OTEL_SDK_DISABLED", "True",
                "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "1500",
                "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "99"));
        environment.put("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
        SdkSettings sdk = builder().config().sdk();
        assertThat(sdk.batch())
                .isEqualTo(new SdkSettings.Batch(Duration.ofMillis(100), 4096, 1024, Duration.ofSeconds(7)));
        assertThat(sdk.sampling()).isEqualTo(new SdkSettings.Sampling(SamplerKind.PARENTBASED_TRACEIDRATIO, 0.25));
        assertThat(sdk.propagators()).containsExactly(Propagation.BAGGAGE, Propagation.TRACECONTEXT);
        assertThat(sdk.disabled()).isTrue();
        assertThat(sdk.transport().attemptTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(sdk.transport().gzip()).isTrue();
        assertThat(sdk.limits().getMaxAttributeValueLength()).isEqualTo(99);
    }

    @Test
    void hasTheDefaultsOfTheSpecification() {
        SdkSettings sdk = builder().config().sdk();
        assertThat(sdk.batch())
                .isEqualTo(new SdkSettings.Batch(Duration.ofSeconds(5), 2048, 512, Duration.ofSeconds(30)));
        assertThat(sdk.sampling()).isEqualTo(new SdkSettings.Sampling(SamplerKind.PARENTBASED_ALWAYS_ON, 1));
        assertThat(sdk.propagators()).containsExactly(Propagation.TRACECONTEXT, Propagation.BAGGAGE);
        assertThat(sdk.disabled()).isFalse();
    }

    @Test
    void readsTheKeyFromAFileAndFollowsItsChanges(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("key");
        environment.put("AMP_AGENT_API_KEY_FILE", file.toString());
        assertThat(refused(builder()).problems())
                .singleElement()
                .asString()
                .contains("AMP_AGENT_API_KEY_FILE", "NoSuchFileException");
        Files.writeString(file, "first\n");
        HeaderSource source = builder().config().headers();
        assertThat(source.headers()).containsEntry("x-amp-api-key", "first");
        Files.writeString(file, "other\n");
        assertThat(source.headers()).containsEntry("x-amp-api-key", "other");
        // A Secret mount may be empty or absent for a moment while it is replaced.
        Files.writeString(file, "");
        assertThat(source.headers()).containsEntry("x-amp-api-key", "other");
        Files.delete(file);
        assertThat(source.headers()).containsEntry("x-amp-api-key", "other");
        assertThat(source.toString()).doesNotContain("other");
    }

    @Test
    void readsNoSamplerVariableWhenTheProgramBringsASampler() {
        environment.putAll(Map.of("OTEL_TRACES_SAMPLER", "jaeger_remote", "OTEL_TRACES_SAMPLER_ARG", "endpoint=x"));
        assertThat(refused(builder()).problems())
                .singleElement()
                .asString()
                .contains("jaeger_remote", "give others to the builder");
        assertThat(builder().sampler(Sampler.alwaysOn()).config().endpoint()).hasHost("amp.example.com");
        environment.put("OTEL_TRACES_SAMPLER", "traceidratio");
        assertThat(builder().sampler(Sampler.alwaysOn()).config().endpoint()).hasHost("amp.example.com");
    }

    @Test
    void takesABlankServiceNameForNone() {
        environment.remove("OTEL_SERVICE_NAME");
        environment.put("OTEL_RESOURCE_ATTRIBUTES", "service.name= ,team=payments");
        AmpConfig config = builder().config();
        assertThat(config.resource()).containsOnlyKeys("team");
        assertThat(config.serviceName()).isEmpty();
        assertThat(config.warnings()).singleElement().asString().contains("OTEL_SERVICE_NAME");
        assertThat(refused(builder().serviceName(" ")).problems())
                .singleElement()
                .asString()
                .contains("service name", "blank");
    }

    @Test
    void asksForNoEndpointAndNoKeyWhenTheSdkIsDisabled() {
        environment.clear();
        environment.putAll(Map.of("OTEL_SDK_DISABLED", "true", "OTEL_SERVICE_NAME", "checkout"));
        AmpConfig config = builder().config();
        assertThat(config.sdk().disabled()).isTrue();
        assertThat(config.warnings()).isEmpty();
        assertThat(config.headers().headers()).isEmpty();
        assertThat(config.endpoint()).isEqualTo(URI.create("https://disabled.invalid/v1/traces"));
        environment.put("AMP_OTEL_ENDPOINT", "nonsense");
        assertThat(refused(builder()).problems()).singleElement().asString().contains("a text of 8 characters");
    }
}
