package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/catalog.md shows, and the proof that it shows just this. */
class CatalogGuideTest {
    private static final Logger LOGGER = Logger.getLogger(CatalogGuideTest.class.getName());
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final List<String> deployed = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    InstrumentationCatalog load() {
        Validation validation = CatalogLoader.builder()
                .environment(System.getenv())
                .extension(CatalogSource.file(Path.of("/etc/amp/instrumentation-extension.yaml")))
                .load();
        validation.problems().forEach(problem -> LOGGER.warning(problem.toString()));
        InstrumentationCatalog catalog = validation.orElseThrow();
        return catalog;
    }

    void create(InstrumentationCatalog catalog) {
        SelectionResult answer =
                catalog.check(Selection.create("python", "3.11.4").withInstrumentationVersion("0.4.0"));
        if (answer instanceof SelectionResult.Accepted accepted) {
            accepted.image().ifPresent(image -> deploy(image.toString()));
        } else {
            badRequest(CatalogJson.problems(answer.problems()));
        }
    }

    ReloadingCatalog follow(CatalogLoader loader) {
        ReloadingCatalog catalogs = ReloadingCatalog.builder(loader)
                .listener(new CatalogListener() {
                    @Override
                    public void onReloaded(InstrumentationCatalog catalog, CatalogDiff diff, List<Problem> warnings) {
                        LOGGER.info("The catalog has changed:\n" + diff);
                    }

                    @Override
                    public void onRefused(List<Problem> problems, InstrumentationCatalog kept) {
                        alert("The catalog is refused; the last good one stands", problems);
                    }
                })
                .open();
        return catalogs;
    }

    private void deploy(String image) {
        deployed.add(image);
    }

    private void badRequest(String json) {
        refused.add(json);
    }

    private static void alert(String message, List<Problem> problems) {
        LOGGER.warning(message + problems);
    }

    @Test
    void everyExampleOfTheGuideIsCompiled() throws IOException {
        String source = squeezed(Files.readString(Path.of("src/test/java/io/amp4j/catalog/CatalogGuideTest.java")));
        Matcher blocks = JAVA_BLOCK.matcher(Files.readString(Path.of("../docs/catalog.md")));
        int count = 0;
        while (blocks.find()) {
            count++;
            assertThat(source).contains(squeezed(blocks.group(1)));
        }

        assertThat(count).isEqualTo(3);
    }

    @Test
    void itsAnswersAreWhatTheGuideSays() {
        create(CatalogLoader.builder().load().orElseThrow());

        assertThat(deployed).isEmpty();
        assertThat(refused).singleElement().asString().contains("unknown-version");
        try (ReloadingCatalog catalogs = follow(CatalogLoader.builder().build())) {
            assertThat(catalogs.current().entries()).hasSize(1);
        }
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
