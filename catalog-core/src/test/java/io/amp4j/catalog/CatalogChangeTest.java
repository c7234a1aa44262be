package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator learns before a rollout: explain, diff, impact, mirror. */
class CatalogChangeTest {
    private static final String PUBLIC = "ghcr.io/wso2/amp-python-instrumentation-provider";
    private static final String MIRROR = "registry.example.com/wso2-mirror/amp-python-instrumentation-provider";

    private static final String REDIRECTED = """
            additionalInstrumentationVersions:
              - version: "0.2.1"
                pythonVersions: ["3.11", "3.12"]
                imageRepository: %s
            """.formatted(MIRROR);

    private static final String NEWER = """
            agentManagerService:
              config:
                otel:
                  defaultInstrumentationVersion: "0.10.0"
                  additionalInstrumentationVersions:
                    - version: "0.10.0"
                      traceloopSdk: "0.70.0"
                      pythonVersions: ["3.12"]
                      imageRepository: %s
                    - version: "0.9.0"
                      pythonVersions: ["3.12"]
                      imageRepository: %s
            """.formatted(PUBLIC, PUBLIC);

    private static InstrumentationCatalog load(String... extensions) {
        CatalogLoader.Builder loader = CatalogLoader.builder();
        for (int i = 0; i < extensions.length; i++) {
            loader.extension(CatalogSource.text("extension-" + i + ".yaml", extensions[i]));
        }
        return loader.load().orElseThrow();
    }

    @Test
    void explainsEachLayerOfAVersionAndWhatItChanged() {
        Explanation explanation = load(REDIRECTED).explain("0.2.1");

        assertThat(explanation.definitions()).hasSize(2);
        assertThat(explanation.definitions().get(0).entry().source().kind()).isEqualTo(CatalogLayer.Kind.BUNDLED);
        assertThat(explanation.definitions().get(0).changes()).isEmpty();
        Explanation.Definition override = explanation.definitions().get(1);
        assertThat(override.entry().source().location()).hasToString("extension-0.yaml:2:14");
        assertThat(override.changes())
                .containsExactly(
                        new FieldChange("traceloopSdk", "0.60.0", null),
                        new FieldChange("pythonVersions", "[3.10 3.11 3.12 3.13]", "[3.11 3.12]"),
                        new FieldChange("imageRepository", PUBLIC, MIRROR));
        assertThat(explanation.effective()).contains(override.entry());
    }

    @Test
    void explainsThatNoLayerHasAVersion() {
        Explanation explanation = load().explain("9.9.9");

        assertThat(explanation.effective()).isEmpty();
        assertThat(explanation).hasToString("9.9.9 is in no layer");
    }

    @Test
    void findsNoDifferenceBetweenACatalogAndItself() {
        assertThat(CatalogDiff.between(load(NEWER), load(NEWER)).isEmpty()).isTrue();
    }

    @Test
    void tellsEveryChangeNewestVersionFirstAndTheDefaultLast() {
        CatalogDiff diff = CatalogDiff.between(load(REDIRECTED), load(NEWER));

        assertThat(diff.changes())
                .extracting(CatalogDiff.Change::kind, CatalogDiff.Change::version)
                .containsExactly(
                        tuple("added", "0.10.0"),
                        tuple("added", "0.9.0"),
                        tuple("overridden", "0.2.1"),
                        tuple("repository-redirected", "0.2.1"),
                        tuple("default-moved", "0.10.0"));
    }

    @Test
    void namesTheChangesThatCanRefuseARunningAgent() {
        CatalogDiff back = CatalogDiff.between(load(NEWER), load(REDIRECTED));

        assertThat(back.changes().stream().filter(CatalogDiff.Change::isRisky))
                .extracting(CatalogDiff.Change::text)
                .containsExactly(
                        "removed 0.10.0, which extension extension-0.yaml:6:20 gave",
                        "removed 0.9.0, which extension extension-0.yaml:10:20 gave",
                        "narrowed 0.2.1: no longer for Python 3.10 3.13");
    }

    @Test
    void findsThePinsThatWouldFailAndTheSmallestChangeThatKeepsThem() {
        Impact impact = load(REDIRECTED)
                .impact(List.of(
                        Pin.of("0.2.1", "3.11.4", 7),
                        Pin.of("0.2.1", "3.13", 2),
                        Pin.of("0.2.1", "3.10", 3),
                        Pin.of("0.10.0", "3.12", 1),
                        Pin.of(null, "3.9", 1)));

        assertThat(impact.isHarmless()).isFalse();
        assertThat(impact.refusedAgents()).isEqualTo(7);
        assertThat(impact.accepted()).containsExactly(Pin.of("0.2.1", "3.11.4", 7));
        assertThat(impact.remedies())
                .extracting(Impact.Remedy::text)
                .containsExactly(
                        "add an extension entry for version \"0.10.0\" with pythonVersions [\"3.12\"]",
                        "add [\"3.9\", \"3.10\", \"3.13\"] to pythonVersions of \"0.2.1\" (extension extension-0.yaml:2:14)");
    }

    @Test
    void proposesNoEntryThatTheLoaderWouldRefuse() {
        Impact impact = load("additionalInstrumentationVersions: []\n")
                .impact(List.of(
                        Pin.of("9.9.9+build", "3.11", 1),
                        Pin.of("9.9.9-" + "a".repeat(64), "3.11", 1),
                        Pin.of("9.9.9", "a.b", 1),
                        Pin.of("9.9.8", "a.b", 1),
                        Pin.of("9.9.8", "3.11", 1)));

        assertThat(impact.remedies())
                .extracting(Impact.Remedy::text)
                .containsExactlyInAnyOrder(
                        "choose another version for the agents on \"9.9.9+build\", because no catalog can have it",
                        "choose another version for the agents on \"9.9.9-" + "a".repeat(64)
                                + "\", because no catalog can have it",
                        "choose another Python for the agents of \"9.9.9\" on [\"a.b\"], because no entry can list it",
                        "add an extension entry for version \"9.9.8\" with pythonVersions [\"3.11\"]; choose another"
                                + " Python for the agents of \"9.9.8\" on [\"a.b\"], because no entry can list it");
    }

    @Test
    void remediesTheBaselineByAnOverrideAndAnImpossibleVersionByAnother() {
        Impact impact = load().impact(List.of(Pin.of("0.2.1", "3.14", 1), Pin.of("la\ntest", "3.11", 1)));

        assertThat(impact.remedies())
                .extracting(Impact.Remedy::text)
                .containsExactly(
                        "override \"0.2.1\" of the baseline by an extension entry with pythonVersions"
                                + " [\"3.10\", \"3.11\", \"3.12\", \"3.13\", \"3.14\"] and its other fields repeated",
                        "choose another version for the agents on \"la\\ntest\", because no catalog can have it");
    }

    @Test
    void showsAChangeOnOneLineWhateverItsValues() {
        String hostile = REDIRECTED + "    traceloopSdk: \"a\\e[31m\\nb\"\n";

        assertThat(CatalogDiff.between(load(), load(hostile)).toString().lines())
                .hasSize(3)
                .first()
                .asString()
                .contains("traceloopSdk: 0.60.0 -> a\\x1b[31m\\nb,");
    }

    @Test
    void keepsEveryPinOnceTheRemediesAreApplied() {
        List<Pin> pins = List.of(Pin.of("0.10.0", "3.12", 1), Pin.of("0.9.0", "3.12", 4));

        assertThat(load(REDIRECTED).impact(pins).remedies()).hasSize(2);
        assertThat(load(REDIRECTED, NEWER).impact(pins).isHarmless()).isTrue();
    }

    @Test
    void refusesACountOfNoAgents() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pin.of("0.2.1", "3.11", 0))
                .withMessage("count must be at least 1: 0");
    }

    @Test
    void plansEveryTagOfEveryVersion() {
        MirrorPlan plan = MirrorPlan.of(load(NEWER), "registry.example.com/wso2-mirror");

        assertThat(plan.copies())
                .extracting(copy -> copy.source() + " -> " + copy.target())
                .containsExactly(
                        PUBLIC + ":0.10.0-python3.12 -> " + MIRROR + ":0.10.0-python3.12",
                        PUBLIC + ":0.9.0-python3.12 -> " + MIRROR + ":0.9.0-python3.12",
                        PUBLIC + ":0.2.1-python3.10 -> " + MIRROR + ":0.2.1-python3.10",
                        PUBLIC + ":0.2.1-python3.11 -> " + MIRROR + ":0.2.1-python3.11",
                        PUBLIC + ":0.2.1-python3.12 -> " + MIRROR + ":0.2.1-python3.12",
                        PUBLIC + ":0.2.1-python3.13 -> " + MIRROR + ":0.2.1-python3.13");
    }

    @Test
    void pullsARedirectedVersionFromWhereTheLayerBelowPoints() {
        MirrorPlan plan = MirrorPlan.of(load(REDIRECTED), "registry.example.com/wso2-mirror");

        assertThat(plan.copies())
                .extracting(copy -> copy.source().toString())
                .containsExactly(PUBLIC + ":0.2.1-python3.11", PUBLIC + ":0.2.1-python3.12");
    }

    @Test
    void pushesARedirectedVersionToWhereItPoints() {
        String deeper = "registry.example.com/wso2-mirror/otel/my-provider";
        MirrorPlan plan = MirrorPlan.of(load(REDIRECTED.replace(MIRROR, deeper)), "registry.example.com/wso2-mirror");

        assertThat(plan.copies())
                .extracting(copy -> copy.source() + " -> " + copy.target())
                .containsExactly(
                        PUBLIC + ":0.2.1-python3.11 -> " + deeper + ":0.2.1-python3.11",
                        PUBLIC + ":0.2.1-python3.12 -> " + deeper + ":0.2.1-python3.12");
    }

    @Test
    void takesAWholeRepositoryForARegistryToo() {
        assertThat(MirrorPlan.of(load(), MIRROR)).isEqualTo(MirrorPlan.of(load(), "registry.example.com/wso2-mirror"));
        assertThat(MirrorPlan.of(load(REDIRECTED), MIRROR).copies())
                .extracting(copy -> copy.source() + " -> " + copy.target())
                .containsExactly(
                        PUBLIC + ":0.2.1-python3.11 -> " + MIRROR + ":0.2.1-python3.11",
                        PUBLIC + ":0.2.1-python3.12 -> " + MIRROR + ":0.2.1-python3.12");
    }

    @Test
    void writesAScriptInWhichAnImageIsOneWordWhateverItsName() {
        ImageReference source = ImageReference.of("[::1]:5000/x", "1");
        ImageReference target = ImageReference.of("x'; rm -rf ~ #$(id)", "1");

        assertThat(new MirrorPlan(List.of(new MirrorPlan.Copy("0.4.0", "3.11", source, target)), List.of()).script())
                .contains("docker pull '[::1]:5000/x:1'\n", "docker push 'x'\\''; rm -rf ~ #$(id):1'\n");
    }

    @Test
    void writesAScriptThatStopsAtTheFirstFailure() {
        String script = MirrorPlan.of(load(REDIRECTED), "registry.example.com/wso2-mirror")
                .script();

        assertThat(script)
                .startsWith("#!/usr/bin/env bash\nset -euo pipefail\n")
                .contains("docker pull " + PUBLIC + ":0.2.1-python3.11\n"
                        + "docker tag " + PUBLIC + ":0.2.1-python3.11 " + MIRROR + ":0.2.1-python3.11\n"
                        + "docker push " + MIRROR + ":0.2.1-python3.11\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://registry.example.com",
                "registry.example.com/",
                "registry.example.com/Mirror",
                "r;rm",
                "$(id)"
            })
    void refusesARegistryThatIsNone(String registry) {
        InstrumentationCatalog catalog = load();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MirrorPlan.of(catalog, registry))
                .withMessageContaining("\"" + registry + "\"");
    }
}
