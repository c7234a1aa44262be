package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SemanticVersionTest {
    /** The order of semver.org's own example, with longer numbers and identifiers around it. */
    private static final List<String> ASCENDING = List.of(
            "0.0.0",
            "0.2.0",
            "0.2.1",
            "0.9.0",
            "0.10.0",
            "1.0.0-0",
            "1.0.0-1.0",
            "1.0.0-9",
            "1.0.0-10",
            "1.0.0-99999999999999999999999",
            "1.0.0--",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0-rc.1+a",
            "1.0.0",
            "1.0.0+a",
            "1.0.0+b",
            "2.0.0",
            "99999999999999999999999.0.0");

    @Test
    void ordersAsSemverDoes() {
        List<SemanticVersion> shuffled = new ArrayList<>(ASCENDING.stream()
                .map(v -> SemanticVersion.parse(v).orElseThrow())
                .toList());
        Collections.shuffle(shuffled, new Random(7));

        assertThat(shuffled.stream().sorted())
                .extracting(SemanticVersion::toString)
                .containsExactlyElementsOf(ASCENDING);
        assertThat(shuffled.stream().sorted(SemanticVersion.NEWEST_FIRST).findFirst())
                .hasToString("Optional[99999999999999999999999.0.0]");
    }

    @Test
    void ordersTotallyAndInAgreementWithEquals() {
        for (int i = 0; i < ASCENDING.size(); i++) {
            for (int j = 0; j < ASCENDING.size(); j++) {
                SemanticVersion a = SemanticVersion.parse(ASCENDING.get(i)).orElseThrow();
                SemanticVersion b = SemanticVersion.parse(ASCENDING.get(j)).orElseThrow();
                assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Integer.signum(Integer.compare(i, j)));
                assertThat(a.equals(b)).isEqualTo(i == j);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3.4",
                "v1.2.3",
                "01.2.3",
                "1.02.3",
                "1.2.03",
                "1.2.3-",
                "1.2.3-01",
                "1.2.3-a..b",
                "1.2.3+",
                "1.2.3+a..b",
                "1.2.3-ü",
                " 1.2.3",
                "1.2.3 ",
                "1..3",
                "-1.2.3",
                "1.2.3-a+b+c",
                "latest",
                "."
            })
    void refusesWhatIsNoVersion(String text) {
        assertThat(SemanticVersion.parse(text)).isEmpty();
    }

    @Test
    void tellsPreReleasesAndBuildMetadata() {
        assertThat(SemanticVersion.parse("1.0.0-rc.1").orElseThrow().isPreRelease())
                .isTrue();
        assertThat(SemanticVersion.parse("1.0.0+b-1").orElseThrow().isPreRelease())
                .isFalse();
        assertThat(SemanticVersion.parse("1.0.0+b-1").orElseThrow().hasBuildMetadata())
                .isTrue();
        assertThat(SemanticVersion.parse("1.0.0-0a.01a")).isPresent();
        assertThat(SemanticVersion.parse("1.0.0+01")).isPresent();
    }
}
