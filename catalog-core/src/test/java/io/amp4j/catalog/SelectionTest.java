package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a request, operation by operation. The default is 0.4.0, which has no image for Python 3.10. */
class SelectionTest {
    private static final InstrumentationCatalog CATALOG = CatalogLoader.builder()
            .extension(CatalogSource.text("extension.yaml", """
                    additionalInstrumentationVersions:
                      - version: "0.4.0"
                        traceloopSdk: "0.65.0"
                        pythonVersions: ["3.11", "3.12", "3.13"]
                        imageRepository: registry.example.com/mirror/provider
                    """))
            .defaultVersion("0.4.0")
            .load()
            .orElseThrow();

    static Stream<Arguments> accepted() {
        return Stream.of(
                argumentSet(
                        "create takes the version it names",
                        Selection.create("python", "3.10.7").withInstrumentationVersion("0.2.1"),
                        "ghcr.io/wso2/amp-python-instrumentation-provider:0.2.1-python3.10"),
                argumentSet(
                        "create takes the default when it names none",
                        Selection.create("python", "3.11.x"),
                        "registry.example.com/mirror/provider:0.4.0-python3.11"),
                argumentSet(
                        "a named version counts without automatic instrumentation too",
                        Selection.create("python", " 3.12 ")
                                .withAutoInstrumentation(false)
                                .withInstrumentationVersion("0.4.0"),
                        "registry.example.com/mirror/provider:0.4.0-python3.12"),
                argumentSet(
                        "update keeps the pin though the default has moved",
                        Selection.update("python", "3.10", "0.2.1"),
                        "ghcr.io/wso2/amp-python-instrumentation-provider:0.2.1-python3.10"),
                argumentSet(
                        "update without a pin takes the default of today",
                        Selection.update("python", "3.13", null),
                        "registry.example.com/mirror/provider:0.4.0-python3.13"),
                argumentSet(
                        "redeploy sets the pin's image again",
                        Selection.redeploy("python", "3.11", "0.2.1"),
                        "ghcr.io/wso2/amp-python-instrumentation-provider:0.2.1-python3.11"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void acceptsWithAnImage(Selection selection, String image) {
        assertThat(CATALOG.check(selection)).isInstanceOfSatisfying(SelectionResult.Accepted.class, accepted -> {
            assertThat(accepted.image()).map(ImageReference::toString).contains(image);
            assertThat(accepted.entry()).isPresent();
            assertThat(accepted.reason()).isNotBlank();
            assertThat(accepted.problems()).isEmpty();
        });
    }

    static Stream<Arguments> withoutImage() {
        return Stream.of(
                argumentSet("another language", Selection.create("java", "17.0")),
                argumentSet("Python in capitals is another language", Selection.create("Python", "3.10")),
                argumentSet(
                        "update in another language, whatever it names",
                        Selection.update("java", "17", "0.2.1").withInstrumentationVersion("9.9.9")),
                argumentSet(
                        "no automatic instrumentation",
                        Selection.create("python", "3.10").withAutoInstrumentation(false)),
                argumentSet("no Python version", Selection.create("python", "3")),
                argumentSet("update without a Python, whatever is pinned", Selection.update("python", "3", "0.2.0")),
                argumentSet("redeploy without a pin", Selection.redeploy("python", "3.10", null)));
    }

    @ParameterizedTest
    @MethodSource("withoutImage")
    void acceptsWithoutSettingAnImage(Selection selection) {
        assertThat(CATALOG.check(selection)).isInstanceOfSatisfying(SelectionResult.Accepted.class, accepted -> {
            assertThat(accepted.image()).isEmpty();
            assertThat(accepted.reason()).isNotBlank();
            assertThat(accepted.problems()).isEmpty();
        });
    }

    static Stream<Arguments> rejected() {
        return Stream.of(
                argumentSet(
                        "create with an unknown version",
                        Selection.create("python", "3.11").withInstrumentationVersion("0.3.0"),
                        "instrumentationVersion \"0.3.0\" is not supported by this deployment; supported: [0.4.0 0.2.1]"),
                argumentSet(
                        "create with an unknown version in another language",
                        Selection.create("java", "17").withInstrumentationVersion("0.3.0"),
                        "instrumentationVersion \"0.3.0\" is not supported by this deployment"),
                argumentSet(
                        "create with a Python that the version does not support",
                        Selection.create("python", "3.10.2").withInstrumentationVersion("0.4.0"),
                        "instrumentation \"0.4.0\" does not support python \"3.10\" (supports: [3.11 3.12 3.13])"),
                argumentSet(
                        "create with a Python that the default does not support",
                        Selection.create("python", "3.10"),
                        "instrumentation \"0.4.0\" does not support python \"3.10\""),
                argumentSet(
                        "update of a pin that has vanished",
                        Selection.update("python", "3.11", "0.2.0"),
                        "instrumentationVersion \"0.2.0\" not in catalog"),
                argumentSet(
                        "redeploy that names an unknown version",
                        Selection.redeploy("python", "3.11", "0.2.1").withInstrumentationVersion("0.3.0"),
                        "instrumentationVersion \"0.3.0\" is not supported by this deployment"));
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void rejectsInTheWordsOfAmp(Selection selection, String message) {
        assertThat(CATALOG.check(selection).isAccepted()).isFalse();
        assertThat(CATALOG.check(selection).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.isError()).isTrue();
            assertThat(problem.message()).startsWith("invalid input: " + message);
        });
    }

    @Test
    void namesBothFieldsAndTheWayOutOfAMismatch() {
        SelectionResult result = CATALOG.check(Selection.create("python", "3.10"));

        assertThat(result.problems().get(0).message())
                .contains("languageVersion")
                .contains("instrumentationVersion out of [0.2.1]");
    }

    @Test
    void showsWhatARequestSaysOnOneLineAndNotAllOfIt() {
        String hostile = "\u001b[2J\n" + "x".repeat(10_000);

        assertThat(List.of(
                        CATALOG.check(Selection.create("python", "3.11").withInstrumentationVersion(hostile)),
                        CATALOG.check(Selection.update("python", "3.11", hostile)),
                        CATALOG.check(Selection.create("python", "3.x" + hostile)),
                        CATALOG.check(Selection.redeploy("python", "x" + hostile, "0.4.0"))))
                .allSatisfy(result -> assertThat(result.problems().get(0).message())
                        .contains("\\x1b[2J")
                        .doesNotContain("\n")
                        .hasSizeLessThan(500));
    }

    static Stream<Arguments> lenientPins() {
        return Stream.of(
                argumentSet("vanished", "0.2.0", "3.11", "\"0.2.0\" not in catalog"),
                argumentSet("narrowed", "0.4.0", "3.10", "does not support python \"3.10\""),
                argumentSet("without a Python", "0.4.0", "3", "expected 'major.minor' but got '3'"));
    }

    @ParameterizedTest
    @MethodSource("lenientPins")
    void keepsTheImageOfCreationWhenAPinNoLongerFitsOnRedeploy(String pin, String python, String warning) {
        assertThat(CATALOG.check(Selection.redeploy("python", python, pin)))
                .isInstanceOfSatisfying(SelectionResult.Accepted.class, accepted -> {
                    assertThat(accepted.image()).isEmpty();
                    assertThat(accepted.problems()).singleElement().satisfies(problem -> {
                        assertThat(problem.severity()).isEqualTo(Severity.WARNING);
                        assertThat(problem.message()).contains(warning).doesNotContain("invalid input");
                    });
                });
    }
}
