package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogJsonTest {
    private static final InstrumentationCatalog BASELINE =
            CatalogLoader.builder().load().orElseThrow();

    @Test
    void writesACatalogWithStableNames() {
        assertThat(CatalogJson.catalog(BASELINE)).isEqualTo("""
                        {
                          "defaultVersion" : "0.2.1",
                          "versions" : [
                            {
                              "version" : "0.2.1",
                              "traceloopSdk" : "0.60.0",
                              "pythonVersions" : [
                                "3.10",
                                "3.11",
                                "3.12",
                                "3.13"
                              ],
                              "imageRepository" : "ghcr.io/wso2/amp-python-instrumentation-provider",
                              "source" : "bundled"
                            }
                          ]
                        }
                        """);
    }

    @Test
    void writesWhatTheLoaderReadsBack() {
        InstrumentationCatalog again = CatalogLoader.builder()
                .baseline(CatalogSource.text("catalog.json", CatalogJson.catalog(BASELINE)))
                .load()
                .orElseThrow();

        assertThat(CatalogJson.catalog(again)).isEqualTo(CatalogJson.catalog(BASELINE));
        assertThat(CatalogDiff.between(BASELINE, again).isEmpty()).isTrue();
    }

    @Test
    void writesAProblemWithoutALineAsNull() {
        List<Problem> problems =
                CatalogLoader.builder().defaultVersion("0.4.0").load().problems();

        assertThat(CatalogJson.problems(problems))
                .contains("\"severity\" : \"error\"")
                .contains("\"message\" : \"default instrumentation version \\\"0.4.0\\\" not in effective set")
                .contains("\"line\" : null");
    }

    @Test
    void writesEveryOtherAnswer() {
        assertThat(CatalogJson.selection(BASELINE.check(Selection.create("python", "3.11"))))
                .contains("\"accepted\" : true")
                .contains("\"image\" : \"ghcr.io/wso2/amp-python-instrumentation-provider:0.2.1-python3.11\"");
        assertThat(CatalogJson.selection(BASELINE.check(Selection.create("python", "3.9"))))
                .contains("\"accepted\" : false")
                .contains("\"code\" : \"unsupported-python\"");
        assertThat(CatalogJson.explanation(BASELINE.explain("0.2.1"))).contains("\"layer\" : \"bundled\"");
        assertThat(CatalogJson.explanation(BASELINE.explain("9.9.9"))).contains("\"effective\" : null");
        assertThat(CatalogJson.impact(BASELINE.impact(List.of(Pin.of("0.2.0", "3.11", 2)))))
                .contains("\"refusedAgents\" : 2")
                .contains("\"remedies\"");
        assertThat(CatalogJson.mirrorPlan(MirrorPlan.of(BASELINE, "localhost:5000")))
                .contains("\"target\" : \"localhost:5000/amp-python-instrumentation-provider:0.2.1-python3.10\"");
        assertThat(CatalogJson.diff(CatalogDiff.between(BASELINE, BASELINE))).contains("\"changes\" : [ ]");
    }
}
