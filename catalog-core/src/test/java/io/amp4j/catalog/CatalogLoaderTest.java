package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogLoaderTest {
    private static final String VALUES = """
            agentManagerService:
              config:
                otel:
                  additionalInstrumentationVersions:
                    - version: "0.4.0"
                      traceloopSdk: "0.65.0"
                      pythonVersions: ["3.10", "3.11", "3.12", "3.13"]
                      imageRepository: "registry.example.com/wso2-mirror/provider"
            """;

    private static CatalogLoader.Builder with(String name, String text) {
        return CatalogLoader.builder().extension(CatalogSource.text(name, text));
    }

    @Test
    void offersTheBundledBaselineWithoutAnyInput() {
        InstrumentationCatalog catalog = CatalogLoader.builder().load().orElseThrow();

        assertThat(catalog.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.version()).isEqualTo("0.2.1");
            assertThat(entry.traceloopSdk()).isEqualTo("0.60.0");
            assertThat(entry.pythonVersions()).containsExactly("3.10", "3.11", "3.12", "3.13");
            assertThat(entry.imageRepository()).isEqualTo("ghcr.io/wso2/amp-python-instrumentation-provider");
            assertThat(entry.source().kind().text()).isEqualTo("bundled");
        });
        assertThat(catalog.defaultVersion()).isEqualTo("0.2.1");
        assertThat(catalog.defaultLocation()).hasToString("platform default");
    }

    @Test
    void laysAnOperatorsValuesFileOverTheBaseline() {
        Validation validation = with("values.yaml", VALUES).load();

        assertThat(validation.problems()).isEmpty();
        InstrumentationCatalog catalog = validation.orElseThrow();
        assertThat(catalog.entries()).extracting(CatalogEntry::version).containsExactly("0.4.0", "0.2.1");
        assertThat(catalog.find("0.4.0").orElseThrow().source()).hasToString("extension values.yaml:5:20");
        assertThat(catalog.image("0.4.0", "3.11.4"))
                .hasToString("registry.example.com/wso2-mirror/provider:0.4.0-python3.11");
    }

    @Test
    void readsTheMountedFile() {
        Validation validation = with("ext.yaml", """
                        additionalInstrumentationVersions:
                          - version: 0.4.0
                            pythonVersions: ['3.11']
                            imageRepository: ghcr.io/wso2/amp-python-instrumentation-provider
                        """).load();

        assertThat(validation.problems()).isEmpty();
        assertThat(validation.orElseThrow().find("0.4.0").orElseThrow().traceloopSdk())
                .isNull();
    }

    @Test
    void tellsAllProblemsAtOnceInAmpsWords() {
        Validation validation = with("ext.yaml", """
                        additionalInstrumentationVersions:
                          - version: "0.4.0"
                            pythonVersions: ["3.11"]
                          - pythonVersions: []
                            imageRepository: ghcr.io/x
                        """).defaultVersion("0.9.0").load();

        assertThat(validation).isInstanceOf(Validation.Invalid.class);
        assertThat(validation.problems())
                .extracting(Problem::toString)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("ext.yaml:2:5: error: extension entry \"0.4.0\": missing imageRepository"),
                        second -> assertThat(second)
                                .startsWith("ext.yaml:4:5: error: extension entry \"\": missing version"),
                        third -> assertThat(third)
                                .startsWith("ext.yaml:4:5: error: extension entry \"\": missing pythonVersions"),
                        fourth -> assertThat(fourth)
                                .startsWith("default version argument: error: default instrumentation version"
                                        + " \"0.9.0\" not in effective set"));
        assertThatThrownBy(validation::orElseThrow)
                .isInstanceOfSatisfying(
                        CatalogException.class, e -> assertThat(e.problems()).isEqualTo(validation.problems()))
                .hasMessageContaining("missing imageRepository")
                .hasMessageContaining("not in effective set");
    }

    @Test
    void locatesASyntaxErrorAndNamesTheFile() {
        assertThat(with("ext.yaml", "additionalInstrumentationVersions:\n  - version: \"0.4.0\n")
                        .load()
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.message())
                            .startsWith("parse extension ext.yaml: yaml: line 3: found unexpected");
                    assertThat(problem.location()).isEqualTo(new SourceLocation("ext.yaml", 3, 1));
                });
    }

    @Test
    void takesAnAbsentExtensionForNone(@TempDir Path directory) {
        Path absent = directory.resolve("absent.yaml");

        Validation validation =
                CatalogLoader.builder().extension(CatalogSource.file(absent)).load();

        assertThat(validation.orElseThrow().entries()).hasSize(1);
        assertThat(validation.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("absent-extension");
            assertThat(problem.isError()).isFalse();
        });
    }

    @Test
    void refusesADirectoryAsExtension(@TempDir Path directory) {
        assertThat(CatalogLoader.builder()
                        .extension(CatalogSource.file(directory))
                        .load()
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .startsWith("read extension " + directory + ": ")
                        .containsIgnoringCase("is a directory"));
    }

    @Test
    void takesItsSettingsFromAnEnvironment(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("values.yaml"), VALUES);

        InstrumentationCatalog catalog = CatalogLoader.builder()
                .environment(Map.of(
                        "OTEL_DEFAULT_INSTRUMENTATION_VERSION",
                        "0.4.0",
                        "INSTRUMENTATION_EXTENSION_PATH",
                        file.toString()))
                .load()
                .orElseThrow();

        assertThat(catalog.defaultVersion()).isEqualTo("0.4.0");
        assertThat(catalog.defaultLocation()).hasToString("OTEL_DEFAULT_INSTRUMENTATION_VERSION");
        assertThat(catalog.layers()).extracting(CatalogLayer::name).endsWith(file.toString());
    }

    @Test
    void refusesAnExtensionPathThatIsNone() {
        assertThat(CatalogLoader.builder()
                        .environment(Map.of("INSTRUMENTATION_EXTENSION_PATH", "a\0b"))
                        .load()
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).startsWith("read extension a"));
    }

    @Test
    void addsNothingForAnAbsentOrEmptyPathFromTheEnvironment(@TempDir Path directory) {
        for (String path : List.of("", directory.resolve("absent.yaml").toString())) {
            Validation validation = CatalogLoader.builder()
                    .environment(Map.of("INSTRUMENTATION_EXTENSION_PATH", path))
                    .load();

            assertThat(validation.problems()).isEmpty();
            assertThat(validation.orElseThrow().entries()).hasSize(1);
        }
    }

    @Test
    void holdsADefaultThatMayStandInAnUnreadableFileAgainstNobody() {
        assertThat(with("ext.yaml", "- \"").defaultVersion("0.4.0").load().problems())
                .extracting(Problem::code)
                .containsExactly("malformed");
    }

    @Test
    void refusesABlankDefaultFromTheEnvironment() {
        assertThat(CatalogLoader.builder()
                        .environment(Map.of("OTEL_DEFAULT_INSTRUMENTATION_VERSION", ""))
                        .load()
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .startsWith("default instrumentation version \"\" not in effective set"));
    }

    @Test
    void prefersArgumentThenEnvironmentThenValuesFileForTheDefault() {
        String values =
                VALUES.replace("      additional", "      defaultInstrumentationVersion: \"0.4.0\"\n      additional");
        Map<String, String> environment = Map.of("OTEL_DEFAULT_INSTRUMENTATION_VERSION", "0.2.1");

        assertThat(with("v.yaml", values).load().orElseThrow().defaultVersion()).isEqualTo("0.4.0");
        assertThat(with("v.yaml", values).load().orElseThrow().defaultLocation())
                .hasToString("v.yaml:4:38");
        assertThat(with("v.yaml", values)
                        .environment(environment)
                        .load()
                        .orElseThrow()
                        .defaultVersion())
                .isEqualTo("0.2.1");
        assertThat(with("v.yaml", values)
                        .environment(environment)
                        .defaultVersion("0.4.0")
                        .load()
                        .orElseThrow()
                        .defaultVersion())
                .isEqualTo("0.4.0");
    }

    @Test
    void keepsTheHistoryOfAnOverriddenVersion() {
        InstrumentationCatalog catalog = with("ext.yaml", """
                        additionalInstrumentationVersions:
                          - version: "0.2.1"
                            traceloopSdk: "0.60.0"
                            pythonVersions: ["3.10", "3.11", "3.12", "3.13"]
                            imageRepository: mirror.example.com/provider
                        """).load().orElseThrow();

        assertThat(catalog.history("0.2.1"))
                .extracting(entry -> entry.source().toString())
                .containsExactly("bundled bundled-baseline.json:3:16", "extension ext.yaml:2:14");
        assertThat(catalog.find("0.2.1")).contains(catalog.history("0.2.1").get(1));
        assertThat(catalog.history("9.9.9")).isEmpty();
    }

    @Test
    void raisesAndSilencesWarningsByCode() {
        String text = """
                additionalInstrumentationVersions:
                  - version: "0.2.1"
                    pythonVersions: ["3.10", "3.11", "3.12", "3.13"]
                    imageRepository: mirror.example.com/provider
                """;

        assertThat(with("e.yaml", text).load().problems())
                .extracting(Problem::code)
                .containsExactly("override-drops-traceloop-sdk");
        assertThat(with("e.yaml", text)
                        .silence("override-drops-traceloop-sdk")
                        .load()
                        .problems())
                .isEmpty();
        assertThat(with("e.yaml", text)
                        .raise("override-drops-traceloop-sdk")
                        .load()
                        .isValid())
                .isFalse();
        assertThatThrownBy(() -> CatalogLoader.builder().silence("missing-field"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing-field");
    }

    @Test
    void readsAReaderOnce() {
        CatalogLoader loader = CatalogLoader.builder()
                .extension(CatalogSource.reader("reader", new StringReader(VALUES)))
                .build();

        assertThat(loader.load().orElseThrow().contains("0.4.0")).isTrue();
        assertThat(loader.load().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).startsWith("read extension reader: "));
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        CatalogLoader.Builder builder = CatalogLoader.builder();

        assertThatThrownBy(() -> builder.platformPythons(List.of("3.11.x"))).hasMessageContaining("3.11.x");
        assertThatThrownBy(() -> builder.platformPythons(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.valuesPath("a..b")).hasMessageContaining("a..b");
        assertThatThrownBy(() -> ReadLimits.DEFAULT.withDepth(0)).hasMessageContaining("at least 1");
    }

    @Test
    void showsNothingOfAnInputOrItsNameThatWouldSteerATerminal() {
        String hostile = "\\e[31m\\n";
        Validation validation = CatalogLoader.builder()
                .baseline(CatalogSource.text("base\u001b[2J.yaml", """
                        additionalInstrumentationVersions:
                          - version: "0.4.0"
                            traceloopSdk: "%s"
                            pythonVersions: ["%s"]
                            imageRepository: "%s://x"
                            "%s": 1
                        """.formatted(hostile, hostile, hostile, hostile)))
                .extension(CatalogSource.text("ext\nfake.yaml:1:1: error: x", """
                        additionalInstrumentationVersions:
                          - version: "0.4.0"
                            pythonVersions: ["3.11"]
                            imageRepository: r.example/x
                          - []
                        """))
                .extension(CatalogSource.file(Path.of("absent\u001b.yaml")))
                .extension(CatalogSource.text("broken\u001b", "a: b: c"))
                .load();

        assertThat(validation.problems())
                .hasSizeGreaterThan(6)
                .allSatisfy(problem ->
                        assertThat(problem.toString() + problem.message()).doesNotContain("\u001b", "\n"));
    }
}
