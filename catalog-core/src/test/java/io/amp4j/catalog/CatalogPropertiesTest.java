package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every input; each seed makes other layers. */
class CatalogPropertiesTest {
    private static final List<String> VERSIONS = List.of(
            "0.2.1",
            "0.4.0",
            "0.4.0-rc.1",
            "0.4.0-rc.11",
            "0.4.0-rc.2",
            "0.9.0",
            "0.10.0",
            "1.0.0-alpha",
            "1.0.0",
            "2.0.0");
    private static final List<String> PYTHONS = List.of("3.9", "3.10", "3.11", "3.12", "3.13", "3.14");

    /** What the file of a layer says of one version. */
    private record Line(String version, String text) {}

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    private static List<Line> layer(Random random) {
        List<String> versions = new ArrayList<>(VERSIONS);
        Collections.shuffle(versions, random);
        List<Line> lines = new ArrayList<>();
        for (String version : versions.subList(0, random.nextInt(versions.size() + 1))) {
            List<String> pythons = new ArrayList<>(PYTHONS);
            Collections.shuffle(pythons, random);
            String list = String.join("\", \"", pythons.subList(0, 1 + random.nextInt(PYTHONS.size())));
            String sdk = random.nextBoolean() ? ", traceloopSdk: \"0." + random.nextInt(99) + ".0\"" : "";
            lines.add(new Line(
                    version,
                    "{version: \"" + version + "\", pythonVersions: [\"" + list + "\"], imageRepository: r"
                            + random.nextInt(5) + ".example.com/provider" + sdk + "}"));
        }
        return lines;
    }

    private static String file(List<Line> lines) {
        StringBuilder text = new StringBuilder("additionalInstrumentationVersions:\n");
        lines.forEach(line -> text.append("  - ").append(line.text()).append('\n'));
        return text.toString();
    }

    /** Every version has a Python of the platform in the lowest layer, so that any of them can be the default. */
    private static CatalogLoader.Builder over(String... files) {
        CatalogLoader.Builder builder =
                CatalogLoader.builder().platformPythons(PYTHONS).defaultVersion("0.2.1");
        for (int i = 0; i < files.length; i++) {
            builder.extension(CatalogSource.text("layer-" + i + ".yaml", files[i]));
        }
        return builder;
    }

    private static List<String> contents(InstrumentationCatalog catalog) {
        return catalog.entries().stream().map(CatalogPropertiesTest::content).toList();
    }

    private static String content(CatalogEntry entry) {
        return Stream.of(entry.version(), entry.traceloopSdk(), entry.pythonVersions(), entry.imageRepository())
                .map(Objects::toString)
                .toList()
                .toString();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mergingIsAssociativeOverLayers(long seed) {
        Random random = new Random(seed);
        String a = file(layer(random));
        String b = file(layer(random));
        String c = file(layer(random));

        InstrumentationCatalog allAtOnce = over(a, b, c).load().orElseThrow();
        InstrumentationCatalog leftFirst = over(c).baseline(CatalogSource.text(
                        "left.json", CatalogJson.catalog(over(a, b).load().orElseThrow())))
                .load()
                .orElseThrow();
        // The default lies in the bundled baseline, so the right side alone needs it as well; it is the lowest layer
        // there.
        InstrumentationCatalog right = over(b, c).load().orElseThrow();
        List<String> rightOnly = new ArrayList<>();
        for (CatalogEntry entry : right.entries()) {
            if (entry.source().kind() == CatalogLayer.Kind.EXTENSION) {
                rightOnly.add("{version: \"" + entry.version() + "\", pythonVersions: [\""
                        + String.join("\", \"", entry.pythonVersions()) + "\"], imageRepository: \""
                        + entry.imageRepository() + "\""
                        + (entry.traceloopSdk() == null ? "" : ", traceloopSdk: \"" + entry.traceloopSdk() + "\"")
                        + "}");
            }
        }
        InstrumentationCatalog rightFirst = over(
                        a, "additionalInstrumentationVersions: [" + String.join(",\n", rightOnly) + "]")
                .load()
                .orElseThrow();

        assertThat(contents(leftFirst)).isEqualTo(contents(allAtOnce));
        assertThat(contents(rightFirst)).isEqualTo(contents(allAtOnce));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void loadingIsDeterministicAndIndependentOfTheOrderInAFile(long seed) {
        Random random = new Random(seed);
        List<Line> lines = layer(random);
        String text = file(lines);
        Validation once = over(text).load();
        Validation again = over(text).load();
        Collections.shuffle(lines, random);
        Validation shuffled = over(file(lines)).load();

        assertThat(again.problems()).isEqualTo(once.problems());
        assertThat(again.orElseThrow().entries()).isEqualTo(once.orElseThrow().entries());
        assertThat(contents(shuffled.orElseThrow())).isEqualTo(contents(once.orElseThrow()));
        assertThat(once.orElseThrow().entries())
                .extracting(entry -> SemanticVersion.parse(entry.version()).orElseThrow())
                .isSortedAccordingTo(SemanticVersion.NEWEST_FIRST);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyCatalogRoundTripsThroughItsJson(long seed) {
        InstrumentationCatalog catalog =
                over(file(layer(new Random(seed)))).load().orElseThrow();

        Validation readBack = CatalogLoader.builder()
                .platformPythons(PYTHONS)
                .baseline(CatalogSource.text("catalog.json", CatalogJson.catalog(catalog)))
                .load();

        assertThat(readBack.problems()).isEmpty();
        assertThat(contents(readBack.orElseThrow())).isEqualTo(contents(catalog));
        assertThat(readBack.orElseThrow().defaultVersion()).isEqualTo(catalog.defaultVersion());
        assertThat(CatalogJson.catalog(readBack.orElseThrow()).replace("\"bundled\"", "\"extension\""))
                .isEqualTo(CatalogJson.catalog(catalog).replace("\"bundled\"", "\"extension\""));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theHistoryEndsInTheEntryInEffect(long seed) {
        Random random = new Random(seed);
        String[] files =
                IntStream.range(0, 4).mapToObj(i -> file(layer(random))).toArray(String[]::new);

        InstrumentationCatalog catalog = over(files).load().orElseThrow();

        for (CatalogEntry entry : catalog.entries()) {
            List<CatalogEntry> history = catalog.history(entry.version());
            assertThat(history.get(history.size() - 1)).isSameAs(entry);
            assertThat(history)
                    .extracting(definition ->
                            catalog.layers().indexOf(definition.source().layer()))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }
}
