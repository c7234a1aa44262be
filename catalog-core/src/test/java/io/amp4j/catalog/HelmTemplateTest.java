package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A file out of a chart that Helm has not rendered yet is told so, and nothing else is. */
class HelmTemplateTest {
    private static final String ADVICE = "helm template RELEASE CHART --show-only templates/FILE";
    private static final String LIST = "additionalInstrumentationVersions:\n";

    private static Validation load(String name, String text) {
        return CatalogLoader.builder().extension(CatalogSource.text(name, text)).load();
    }

    static Stream<Arguments> templates() {
        return Stream.of(
                argumentSet("value", LIST + "  - version: {{ .Values.version }}\n", "2:14"),
                argumentSet("trimmed value", LIST + "  - version: {{- .Values.version -}}\n", "2:14"),
                argumentSet(
                        "value with a default", LIST + "  - version: {{ .Values.v | default \"0.4.0\" }}\n", "2:14"),
                argumentSet("value that begins with a text", LIST + "  - version: {{ \"0.4.0\" | quote }}\n", "2:14"),
                argumentSet("value with a format", LIST + "  - version: {{ printf \"%s: %s\" .a .b }}\n", "2:14"),
                argumentSet("value without spaces", LIST + "  - version: {{.Values.version}}\n", "2:14"),
                argumentSet("value with text after it", LIST + "  - version: {{ .Values.version }}-rc.1\n", "2:14"),
                argumentSet(
                        "value over two lines", LIST + "  - version: {{ .Values.version\n      | quote }}\n", "2:14"),
                argumentSet(
                        "list", "additionalInstrumentationVersions: {{ toYaml .Values.list | nindent 2 }}\n", "1:36"),
                argumentSet("trimmed list", LIST + "{{- toYaml .Values.list | nindent 2 }}\n", "2:1"),
                argumentSet("list item", LIST + "  - {{ .Values.entry }}\n", "2:5"),
                argumentSet("key", "{{ .Values.key }}: []\n", "1:1"),
                argumentSet("key of an entry", LIST + "  - version: \"0.4.0\"\n    {{ .Values.key }}: x\n", "3:5"),
                argumentSet(
                        "flow mapping", LIST + "  - {version: {{ .Values.version }}, imageRepository: x}\n", "2:15"),
                argumentSet("flow list", LIST + "  - pythonVersions: [{{ .Values.python }}, \"3.11\"]\n", "2:22"),
                argumentSet("condition", LIST + "{{- if .Values.more }}\n  - version: \"0.4.0\"\n{{- end }}\n", "2:1"),
                argumentSet("comment of Helm", "{{/* what this is: a list */}}\n" + LIST, "1:1"),
                argumentSet("variable", "{{- $v := .Values.version -}}\n" + LIST, "1:1"),
                argumentSet(
                        "loop",
                        LIST + "  {{- range .Values.versions }}\n  - version: {{ . | quote }}\n  {{- end }}\n",
                        "2:3"),
                argumentSet("after a comment", "# {{ not this }}\n" + LIST + "  - version: {{ .v }} # \"{{\n", "3:14"),
                argumentSet(
                        "after quoted ones",
                        LIST + "  - {version: \"{{ a }}\", traceloopSdk: '{{ b }}', x: {{ c }}}\n",
                        "2:54"),
                argumentSet(
                        "inside a ConfigMap",
                        "kind: ConfigMap\ndata:\n  instrumentation-extension.yaml: |\n    " + LIST
                                + "      - version: {{ .v }}\n",
                        "5:18"));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void saysThatATemplateHasToBeRendered(String text, String place) {
        assertThat(load("e.yaml", text).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("malformed");
            assertThat(problem.message()).contains("is a Helm template", ADVICE, "helm get values RELEASE -o yaml");
            assertThat(problem.location()).hasToString("e.yaml:" + place);
        });
    }

    @Test
    void saysItOfJsonToo() {
        assertThat(load("e.json", "{\"additionalInstrumentationVersions\":\n  {{ toJson .Values.list }}}")
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.message()).contains("is a Helm template", ADVICE);
                    assertThat(problem.location()).hasToString("e.json:2:3");
                });
    }

    static Stream<Arguments> otherFaults() {
        return Stream.of(
                argumentSet("a comment before the fault", "# {{ x }}\n" + LIST + "\t- version: x\n"),
                argumentSet("a comment beside the fault", LIST + "  - a: b: c # {{ x }}\n"),
                argumentSet("a quoted text before the fault", "a: \"{{ x }}\"\nb: c: d\n"),
                argumentSet("a quoted text at the fault", "a: \"{{ x }}\" b\n"),
                argumentSet("a quoted key at the fault", "'{{ x }}': \"a\" b\n"),
                argumentSet("a plain text before the fault", "a: b {{ x }}\nc: d: e\n"),
                argumentSet("a plain text at the fault", "a: b {{ x }} c: d\n"),
                argumentSet("a block before the fault", "a: |\n  {{ x }}\n  {{- y }}\nb: c: d\n"),
                argumentSet("a folded block before the fault", "a: >-\n\n  {{ x }}\nb: [\n"),
                argumentSet("a template after the fault", "a: b: c\nd: {{ x }}\n"),
                argumentSet("a mapping for a key", "{{a: b}: c}\n"),
                argumentSet("a list for a key", "? [a]\n: \"{{ b }}\"\n"));
    }

    @ParameterizedTest
    @MethodSource("otherFaults")
    void saysNothingOfItWhenTheFaultIsAnother(String text) {
        assertThat(load("e.yaml", text).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).doesNotContain("Helm"));
    }

    @Test
    void takesQuotedTemplatesOfOtherPartsOfTheValuesAsTheyAre() {
        Validation validation = load("values.yaml", """
                ingress: {host: "{{ .Release.Name }}.example.com"}
                annotations: |
                  {{ toYaml .x }}
                plain: a {{ b }}
                agentManagerService: {config: {otel: {additionalInstrumentationVersions: []}}}
                """);

        assertThat(validation.problems()).isEmpty();
    }

    @Test
    void saysItOfAQuotedTemplateInAnEntry() {
        Validation validation = load("e.yaml", LIST + """
                  - version: "{{ .v }}"
                    traceloopSdk: "{{ .s }}"
                    pythonVersions: ["{{ .p }}"]
                    imageRepository: "{{ .r }}/provider"
                """);

        assertThat(validation.problems())
                .hasSize(4)
                .allSatisfy(problem -> assertThat(problem.message()).contains("a Helm template", ADVICE));
    }

    @Test
    void looksNoLongerThanTheTextIsLong() {
        for (String unit : new String[] {"{{", "{{ ", "{{\n", "{{#", "{{\"", "{{ '", "}}{{", "{{ }}"}) {
            load("e.yaml", "a: " + unit.repeat(500_000));
            load("e.yaml", unit.repeat(500_000));
        }
    }

    @Test
    void neverFailsWhereverATemplateIsPut() {
        String file = LIST + "  - version: \"0.4.0\" # c\n    pythonVersions: ['3.11', {a: b}]\n    x: |\n      text\n";
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            int at = random.nextInt(file.length() + 1);
            Validation validation = load("e.yaml", file.substring(0, at) + "{{- x }}" + file.substring(at));
            assertThat(validation.problems())
                    .allSatisfy(problem -> assertThat(problem.location().line()).isBetween(0, 6));
        }
    }
}
