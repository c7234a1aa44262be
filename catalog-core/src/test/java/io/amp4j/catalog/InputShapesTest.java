package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputShapesTest {
    private static final String ENTRY =
            "{version: \"0.4.0\", pythonVersions: [\"3.11\"], imageRepository: ghcr.io/x/provider}";

    private static Validation extension(String name, String text) {
        return CatalogLoader.builder().extension(CatalogSource.text(name, text)).load();
    }

    private static Validation baseline(String name, String text) {
        return CatalogLoader.builder().baseline(CatalogSource.text(name, text)).load();
    }

    private static List<String> found(Validation validation) {
        return validation.problems().stream()
                .map(problem -> problem.location() + " " + problem.code())
                .toList();
    }

    @Test
    void readsTheFileInsideARenderedConfigMapAndLocatesProblemsInTheOuterFile() {
        String manifest = """
                # rendered
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: amp-instrumentation-extension
                data:
                  instrumentation-extension.yaml: |

                    additionalInstrumentationVersions:
                      - version: "0.4.0"
                        pythonVersions: [3.1]
                        imageRepository: ghcr.io/x/provider
                      - version: "v0.5.0"
                        pythonVersions: ["3.11"]
                        imageRepository: ghcr.io/x/provider
                """;

        assertThat(found(extension("cm.yaml", manifest)))
                .containsExactly("cm.yaml:11:26 unquoted-number", "cm.yaml:13:18 version-grammar");
        InstrumentationCatalog catalog = extension(
                        "cm.yaml", manifest.replace("[3.1]", "[\"3.10\"]").replace("v0.5.0", "0.5.0"))
                .orElseThrow();
        assertThat(catalog.find("0.5.0").orElseThrow().source().location()).hasToString("cm.yaml:13:18");
    }

    @Test
    void readsAConfigMapAsJsonWithExactPlaces() {
        String inner =
                "additionalInstrumentationVersions:\\n- version: \\\"0.4.0\\\"\\n  pythonVersions: [\\\"3.11.4\\\"]\\n"
                        + "  imageRepository: ghcr.io/x/provider\\n";
        String json = "{\"kind\":\"ConfigMap\",\n\t\"data\":{\"instrumentation-extension.yaml\":\"" + inner + "\"}}";

        Validation validation = extension("cm.json", json);

        assertThat(found(validation)).containsExactly("cm.json:2:121 python-not-bare-minor");
        String secondLine = json.lines().toList().get(1);
        assertThat(secondLine.substring(120)).startsWith("\\\"3.11.4");
    }

    @ParameterizedTest
    @ValueSource(strings = {">-\n    {}", "'{}'", "\"{}\\n\\\n    \"", "!!str |\n    {}", "|2\n    {}", "{}"})
    void findsAPlaceInEveryStyleOfConfigMap(String style) {
        String body = style.equals("{}")
                ? "{additionalInstrumentationVersions: [5]}"
                : style.replace("{}", "additionalInstrumentationVersions: [5]");

        List<Problem> problems = extension(
                        "cm.yaml", "kind: ConfigMap\ndata:\n  instrumentation-extension.yaml: " + body + "\n")
                .problems();

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("wrong-type");
            assertThat(problem.location().line()).isBetween(3, 4);
        });
    }

    @Test
    void locatesSyntaxErrorsInsideAConfigMap() {
        List<Problem> problems = extension("cm.yaml", """
                        kind: ConfigMap
                        data:
                          instrumentation-extension.yaml: |
                            additionalInstrumentationVersions:
                              - version: "0.4.0
                        """).problems();

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.message()).startsWith("parse extension cm.yaml: yaml: line 6: found unexpected end");
            assertThat(problem.location().line()).isEqualTo(6);
        });
    }

    @Test
    void findsAListThatStandsOnTheWayToItsPlaceInHelmValues() {
        Validation validation = extension("values.yaml", """
                agentManagerService:
                  defaultInstrumentationVersion: "0.4.0"
                  config:
                    additionalInstrumentationVersions:
                      - version: "0.4.0"
                """);

        assertThat(found(validation))
                .containsExactly("values.yaml:2:3 unknown-top-level-key", "values.yaml:4:5 unknown-top-level-key");
        assertThat(validation.problems().get(1).message())
                .isEqualTo("key additionalInstrumentationVersions has no effect here; move it under"
                        + " agentManagerService.config.otel");
    }

    @Test
    void saysThatHelmValuesEndBeforeTheList() {
        Validation validation = extension("values.yaml", "agentManagerService:\n  replicas: 2\n");

        assertThat(found(validation)).containsExactly("values.yaml:2:3 no-catalog-section");
        assertThat(validation.problems().get(0).message())
                .isEqualTo("there is no key config here, so nothing is added; the list belongs under"
                        + " agentManagerService.config.otel");
    }

    @Test
    void saysThatAConfigMapHasNoExtension() {
        assertThat(found(extension("cm.yaml", "kind: ConfigMap\ndata:\n  other.yaml: x\n")))
                .containsExactly("cm.yaml:1:1 no-catalog-section");
    }

    @Test
    void readsJsonOfTheSameShape() {
        Validation validation = extension("stdin", """
                {\t"additionalInstrumentationVersions": [
                \t{"version": "0.4.0", "pythonVersions": ["3.11"], "imageRepository": "ghcr.io\\/x\\/provider",
                \t "traceloopSdk": null}]}
                """);

        assertThat(validation.problems()).isEmpty();
        CatalogEntry entry = validation.orElseThrow().find("0.4.0").orElseThrow();
        assertThat(entry.imageRepository()).isEqualTo("ghcr.io/x/provider");
        assertThat(entry.source().location()).hasToString("stdin:2:14");
    }

    @Test
    void readsFlowYamlThatOnlyLooksLikeJson() {
        assertThat(extension("stdin", "{additionalInstrumentationVersions: [" + ENTRY + "]}")
                        .orElseThrow()
                        .contains("0.4.0"))
                .isTrue();
        assertThat(extension("values.json", "{additionalInstrumentationVersions: []}")
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).startsWith("parse extension values.json: "));
    }

    @Test
    void laysExtensionsInOrder() {
        String first = "additionalInstrumentationVersions: [" + ENTRY + "]";
        String second = first.replace("ghcr.io", "mirror.example.com");

        Validation validation = CatalogLoader.builder()
                .extension(CatalogSource.bytes("a.yaml", first.getBytes(StandardCharsets.UTF_8)))
                .extension(CatalogSource.reader("b.yaml", new StringReader(second)))
                .load();

        assertThat(found(validation)).containsExactly("b.yaml:1:47 version-in-several-extensions");
        assertThat(validation.orElseThrow().find("0.4.0").orElseThrow().imageRepository())
                .isEqualTo("mirror.example.com/x/provider");
        assertThat(validation.orElseThrow().layers())
                .extracting(CatalogLayer::toString)
                .containsExactly("bundled bundled-baseline.json", "extension a.yaml", "extension b.yaml");
    }

    @Test
    void readsAResource() {
        InstrumentationCatalog catalog = CatalogLoader.builder()
                .extension(CatalogSource.resource(InputShapesTest.class, "seed-values.yaml"))
                .extension(CatalogSource.resource(InputShapesTest.class, "no-such-resource.yaml"))
                .load()
                .orElseThrow();

        assertThat(catalog.defaultVersion()).isEqualTo("0.4.0");
    }

    @Test
    void readsAReleaseListAsBaseline() {
        InstrumentationCatalog catalog = baseline("release-config.json", """
                        {"other": 1,
                         "python-instrumentation-provider": [
                          {"instrumentation_version": "0.2.1", "traceloop_version": "0.60.0",
                           "python_versions": ["3.10", "3.11"]}]}
                        """).orElseThrow();

        assertThat(catalog.image("0.2.1", "3.10"))
                .hasToString("ghcr.io/wso2/amp-python-instrumentation-provider:0.2.1-python3.10");
        assertThat(catalog.defaultEntry().traceloopSdk()).isEqualTo("0.60.0");
    }

    @Test
    void judgesABaselineAsStrictlyAsAnExtension() {
        Validation validation = baseline("release-config.json", """
                {"python-instrumentation-provider": [
                  {"instrumentation_version": "v0.2.1", "python_version": ["3.10"]},
                  {"instrumentation_version": "0.2.1", "python_versions": ["3.10"]},
                  {"instrumentation_version": "0.2.1", "python_versions": ["3.10"]}]}
                """);

        assertThat(validation.problems())
                .extracting(problem -> problem.code() + " " + problem.field())
                .containsExactly(
                        "missing-field python_versions",
                        "version-grammar instrumentation_version",
                        "unknown-key python_version",
                        "duplicate-version instrumentation_version");
        assertThat(validation.problems().get(0).message())
                .startsWith("baseline entry \"v0.2.1\": missing python_versions");
    }

    @Test
    void readsACatalogAsJsonWithItsDefault() {
        Validation validation = baseline("catalog.json", """
                {"defaultVersion": "0.4.0",
                 "versions": [{"version": "0.4.0", "traceloopSdk": null, "pythonVersions": ["3.11"],
                               "imageRepository": "ghcr.io/x/provider", "source": "extension"}]}
                """);

        assertThat(validation.problems()).isEmpty();
        assertThat(validation.orElseThrow().defaultVersion()).isEqualTo("0.4.0");
        assertThat(validation.orElseThrow().defaultLocation()).hasToString("catalog.json:1:20");
    }

    @Test
    void readsAListOfEntriesAsBaselineOnly() {
        String list = "[{\"version\": \"0.2.1\", \"pythonVersions\": [\"3.11\"], \"imageRepository\": \"ghcr.io/x\"}]";

        assertThat(baseline("baseline.json", list).isValid()).isTrue();
        assertThat(found(extension("extension.json", list))).containsExactly("extension.json:1:1 wrong-type");
    }

    @Test
    void needsItsBaseline() {
        assertThat(CatalogLoader.builder()
                        .baseline(CatalogSource.resource(InputShapesTest.class, "absent.json"))
                        .load()
                        .problems())
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.message()).isEqualTo("read baseline absent.json: no such file"));
    }

    @Test
    void findsTheListUnderAnotherPath() {
        String values = "amp:\n  otel:\n    additionalInstrumentationVersions: [" + ENTRY + "]\n";

        assertThat(CatalogLoader.builder()
                        .valuesPath("amp.otel")
                        .extension(CatalogSource.text("v.yaml", values))
                        .load()
                        .orElseThrow()
                        .contains("0.4.0"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agentManagerServce:\n  config: {}\n",
                "agentManagerService:\n  confg:\n    otel: {}\n",
                "agentManagerService:\n  config:\n    otel:\n      additionalInstrumentationVersion: []\n",
                """
                agentManagerService:
                  config:
                    otel:
                      additionalInstrumentationVersions: []
                      defaultInstrumentatonVersion: x
                """,
                "additionalInstrumentationVersion: []\n",
                "additional_instrumentation_versions: []\n",
                "additionalInstrumentationVersions: []\ndefaultInstrumentationVersion: \"0.4.0\"\n"
            })
    void noticesAMistypedKeyAboveTheEntries(String text) {
        assertThat(extension("v.yaml", text).problems())
                .extracting(Problem::code)
                .containsExactly("unknown-top-level-key");
    }

    @Test
    void leavesTheRestOfAValuesFileAlone() {
        String values = """
                console: {replicas: 2}
                agentManagerService:
                  image: {tag: 1.10}
                  config:
                    logLevel: debug
                    otel:
                      endpoint: http://collector:4318
                      additionalInstrumentationVersions: []
                """;

        assertThat(extension("values.yaml", values).problems()).isEmpty();
        assertThat(found(extension("values.yaml", "console: {replicas: 2}\n")))
                .containsExactly("values.yaml:1:1 no-catalog-section");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n", "~\n", "\n\n", "null", "---\n...\n"})
    void takesAnEmptyFileForNothingAndSaysSo(String text) {
        assertThat(found(extension("e.yaml", text))).containsExactly("e.yaml:1:1 no-catalog-section");
    }

    @Test
    void understandsAnchorsAliasesAndMergeKeys() {
        InstrumentationCatalog catalog = extension("e.yaml", """
                        x-common: &common
                          pythonVersions: &pythons ["3.11", "3.12"]
                          imageRepository: ghcr.io/x/provider
                        additionalInstrumentationVersions:
                          - version: "0.4.0"
                            <<: *common
                          - <<: [{imageRepository: mirror.example.com/p}, *common]
                            version: "0.5.0"
                          - version: "0.6.0"
                            pythonVersions: *pythons
                            imageRepository: ghcr.io/y
                        """).orElseThrow();

        assertThat(catalog.image("0.4.0", "3.12")).hasToString("ghcr.io/x/provider:0.4.0-python3.12");
        assertThat(catalog.image("0.5.0", "3.12")).hasToString("mirror.example.com/p:0.5.0-python3.12");
        assertThat(catalog.image("0.6.0", "3.11")).hasToString("ghcr.io/y:0.6.0-python3.11");
    }
}
