package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class InstrumentationCatalogTest {
    private static InstrumentationCatalog catalog(String... versionsAndPythons) {
        StringBuilder text = new StringBuilder("additionalInstrumentationVersions:\n");
        for (String pair : versionsAndPythons) {
            String[] parts = pair.split("@", 2);
            text.append("  - {version: \"").append(parts[0]).append("\", pythonVersions: [");
            text.append(List.of(parts[1].split(" ")).stream()
                    .map(python -> '"' + python + '"')
                    .collect(Collectors.joining(",")));
            text.append("], imageRepository: ghcr.io/x/provider}\n");
        }
        return CatalogLoader.builder()
                .extension(CatalogSource.text("ext.yaml", text.toString()))
                .load()
                .orElseThrow();
    }

    @Test
    void listsNewestFirstBySemanticVersion() {
        assertThat(catalog("0.9.0@3.11", "0.10.0@3.11", "0.10.0-rc.1@3.11", "0.10.0-rc.11@3.11", "0.10.0-rc.2@3.11")
                        .entries())
                .extracting(CatalogEntry::version)
                .containsExactly("0.10.0", "0.10.0-rc.11", "0.10.0-rc.2", "0.10.0-rc.1", "0.9.0", "0.2.1");
    }

    @Test
    void resolvesImagesOfTheMinor() {
        InstrumentationCatalog catalog = catalog("0.4.0@3.10 3.11");

        assertThat(catalog.image("0.4.0", " 3.11.x "))
                .isEqualTo(ImageReference.of("ghcr.io/x/provider", "0.4.0-python3.11"));
        assertThatThrownBy(() -> catalog.image("0.5.0", "3.11"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(
                        "instrumentationVersion \"0.5.0\" is not supported by this deployment; supported: [0.4.0 0.2.1]");
        assertThatThrownBy(() -> catalog.image("0.4.0", "3.12"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(
                        "instrumentation \"0.4.0\" does not support python \"3.12\" (supports: [3.10 3.11])");
        assertThatThrownBy(() -> catalog.image("0.4.0", "3"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("invalid languageVersion format: expected 'major.minor' but got '3'");
    }

    @Test
    void answersWhatACreateAgentFormAsks() {
        InstrumentationCatalog catalog = catalog("0.4.0@3.13 3.14 3.12", "0.5.0@3.14", "0.6.0@3.11 3.14");

        assertThat(catalog.pythonsFor(catalog.find("0.4.0").orElseThrow())).containsExactly("3.12", "3.13");
        assertThat(catalog.compatibleWith("3.12.7"))
                .extracting(CatalogEntry::version)
                .containsExactly("0.4.0", "0.2.1");
        assertThat(catalog.bestFor("3.12")).map(CatalogEntry::version).contains("0.2.1");
        assertThat(catalog.bestFor("3.14.1")).map(CatalogEntry::version).contains("0.6.0");
        assertThat(catalog.bestFor("2.7")).isEmpty();
        assertThat(catalog.bestFor("")).isEmpty();
    }

    @Test
    void findsByExactTextWithoutMakingAnything() {
        InstrumentationCatalog catalog = catalog("0.4.0@3.11");

        assertThat(catalog.find("0.4.0")).isSameAs(catalog.find("0.4.0")).isPresent();
        assertThat(catalog.find(" 0.4.0")).isEmpty();
        assertThat(catalog.contains("0.4")).isFalse();
    }
}
