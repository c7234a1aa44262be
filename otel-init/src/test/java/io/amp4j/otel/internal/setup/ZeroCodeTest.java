package io.amp4j.otel.internal.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZeroCodeTest {
    private final Map<String, String> environment =
            new HashMap<>(Map.of("AMP_OTEL_ENDPOINT", "https://amp.example.com", "AMP_AGENT_API_KEY", "k"));
    private final Settings settings = new Settings(environment::get, name -> null);

    @Test
    void sendsTracesToAmpAndNothingElseAnywhere() {
        assertThat(ZeroCode.decide(settings, List.of()).properties())
                .containsOnly(
                        Map.entry("otel.traces.exporter", "amp"),
                        Map.entry("otel.metrics.exporter", "none"),
                        Map.entry("otel.logs.exporter", "none"));
    }

    @Test
    void keepsWhatTheOperatorChoseBesideAmp() {
        environment.putAll(Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_METRICS_EXPORTER", "prometheus"));
        assertThat(ZeroCode.decide(settings, List.of()).properties())
                .containsOnly(Map.entry("otel.traces.exporter", "otlp,amp"), Map.entry("otel.logs.exporter", "none"));
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT,true,true",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,true,false",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT,false,true",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,false,false"
    })
    void leavesMetricsAndLogsOnWhereTheOperatorNamedAnAddressForThem(String variable, boolean metrics, boolean logs) {
        environment.put(variable, "http://collector:4318");
        for (List<String> problems : List.of(List.<String>of(), List.of("A is missing"))) {
            Map<String, String> properties = ZeroCode.decide(settings, problems).properties();
            assertThat(properties.containsKey("otel.metrics.exporter")).isEqualTo(!metrics);
            assertThat(properties.containsKey("otel.logs.exporter")).isEqualTo(!logs);
        }
    }

    @Test
    void takesABlankAddressForNone() {
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", " ");
        assertThat(ZeroCode.decide(settings, List.of()).properties())
                .containsEntry("otel.metrics.exporter", "none")
                .containsEntry("otel.logs.exporter", "none");
    }

    @Test
    void turnsOffWhatTheOperatorTurnedOffWhateverAddressIsNamed() {
        environment.putAll(
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318", "OTEL_METRICS_EXPORTER", "none"));
        assertThat(ZeroCode.decide(settings, List.of()).properties())
                .doesNotContainKeys("otel.metrics.exporter", "otel.logs.exporter");
    }

    @Test
    void doesNotNameItselfTwice() {
        environment.put("OTEL_TRACES_EXPORTER", "console, amp");
        assertThat(ZeroCode.decide(settings, List.of()).properties()).doesNotContainKey("otel.traces.exporter");
    }

    @Test
    void respectsNoneAndSaysSo() {
        environment.put("OTEL_TRACES_EXPORTER", "none");
        ZeroCode decision = ZeroCode.decide(settings, List.of());
        assertThat(decision.properties()).doesNotContainKey("otel.traces.exporter");
        assertThat(decision.notices()).singleElement().asString().contains("OTEL_TRACES_EXPORTER is none");
    }

    @Test
    void letsTheApplicationRunWhenAmpIsConfiguredWrongly() {
        ZeroCode decision = ZeroCode.decide(settings, List.of("A is missing", "B is wrong"));
        assertThat(decision.properties()).containsEntry("otel.traces.exporter", "none");
        assertThat(decision.notices()).containsExactly("No span is sent to AMP. A is missing; B is wrong");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"amp:none", "otlp, amp:otlp", "otlp:otlp", "none:none"},
            delimiter = ':')
    void asksForNoExporterThatCannotBeMade(String chosen, String left) {
        environment.put("OTEL_TRACES_EXPORTER", chosen);
        assertThat(ZeroCode.decide(settings, List.of("A is missing")).properties())
                .containsEntry("otel.traces.exporter", left);
    }

    @Test
    void takesPartWhenItsExporterIsChosenWithoutAnyVariable() {
        environment.clear();
        environment.put("OTEL_TRACES_EXPORTER", "console, amp");
        assertThat(ZeroCode.isWanted(settings)).isTrue();
    }

    @Test
    void staysOutWithoutAnyOfItsVariables() {
        environment.clear();
        environment.put("OTEL_TRACES_EXPORTER", "otlp");
        assertThat(ZeroCode.isWanted(settings)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AMP_OTEL_ENDPOINT", "AMP_AGENT_API_KEY", "AMP_AGENT_API_KEY_FILE"})
    void takesPartWhenOneVariableIsThereUnlessSwitchedOff(String variable) {
        environment.clear();
        environment.put(variable, "x");
        assertThat(ZeroCode.isWanted(settings)).isTrue();
        environment.put("AMP_AUTOCONFIGURE", "False");
        assertThat(ZeroCode.isWanted(settings)).isFalse();
    }
}
