package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The verdict of AMP's own loader beside ours. The verdicts of AMP in the table were observed; where ours differs on purpose,
 * {@code docs/catalog-differences.md} has the row.
 */
class AmpDifferencesTest {
    private static final Path TABLE = Path.of("..", "docs", "catalog-differences.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z0-9-]+)` \\| (accepts|refuses) \\| (accepts|refuses) .*");

    private enum Verdict {
        ACCEPTS,
        REFUSES
    }

    private static String list(String entries) {
        return "additionalInstrumentationVersions:\n" + entries;
    }

    private static String entry(String version, String pythons, String repository) {
        return "  - version: " + version + "\n    pythonVersions: " + pythons + "\n    imageRepository: " + repository
                + "\n";
    }

    private static final String GOOD = entry("\"0.4.0\"", "[\"3.11\"]", "ghcr.io/x/provider");

    private static Arguments row(String name, String text, Verdict amp, Verdict ours) {
        return argumentSet(name, name, text, "0.2.1", amp, ours);
    }

    private static Arguments row(String name, String text, String defaultVersion, Verdict amp, Verdict ours) {
        return argumentSet(name, name, text, defaultVersion, amp, ours);
    }

    static Stream<Arguments> rows() {
        Verdict yes = Verdict.ACCEPTS;
        Verdict no = Verdict.REFUSES;
        return Stream.of(
                // The same on both sides.
                row("good-entry", list(GOOD), yes, yes),
                row("empty-file", "", yes, yes),
                row("null-list", list(""), yes, yes),
                row("empty-list", "additionalInstrumentationVersions: []\n", yes, yes),
                row("missing-version", list("  - pythonVersions: [\"3.11\"]\n    imageRepository: x\n"), no, no),
                row("empty-version", list(entry("\"\"", "[\"3.11\"]", "x")), no, no),
                row("missing-repository", list("  - version: 0.4.0\n    pythonVersions: [\"3.11\"]\n"), no, no),
                row("empty-repository", list(entry("0.4.0", "[\"3.11\"]", "\"\"")), no, no),
                row("empty-pythons", list(entry("0.4.0", "[]", "x")), no, no),
                row("default-absent", list(GOOD), "0.5.0", no, no),
                row("default-empty", list(GOOD), "", no, no),
                row("default-from-extension", list(GOOD), "0.4.0", yes, yes),
                row("default-outside-platform", list(entry("0.4.0", "[\"3.9\"]", "x")), "0.4.0", no, no),
                row("entry-outside-platform", list(entry("0.4.0", "[\"3.9\"]", "x")), yes, yes),
                row("override-without-sdk", list(entry("0.2.1", "[\"3.11\"]", "x")), yes, yes),
                row("duplicate-key", list(GOOD + "    version: \"0.5.0\"\n"), no, no),
                row("text-for-list", list(entry("0.4.0", "\"3.11\"", "x")), no, no),
                row("top-level-list", "- version: 0.4.0\n", no, no),
                row("text-for-entry", list("  - 0.4.0\n"), no, no),
                row("open-quote", list("  - version: \"0.4.0\n"), no, no),
                row("tab", list("\t- version: 0.4.0\n"), no, no),
                row("unquoted-version", list(entry("0.4.0", "[\"3.11\"]", "x")), yes, yes),
                row("unquoted-surviving-python", list(entry("0.4.0", "[3.11]", "x")), yes, yes),
                row("pre-release", list(entry("0.4.0-rc.1", "[\"3.11\"]", "x")), yes, yes),
                row(
                        "anchors-and-merge",
                        "x-a: &a {pythonVersions: [\"3.11\"], imageRepository: x}\n"
                                + list("  - {version: 0.4.0, <<: *a}\n"),
                        yes,
                        yes),
                // Stricter on purpose.
                row("null-entry", list(GOOD + "  -\n"), yes, no),
                row("unquoted-python-with-zero", list(entry("0.4.0", "[3.10]", "x")), yes, no),
                row("python-without-its-zero", list(entry("0.4.0", "[\"3.1\"]", "x")), yes, no),
                row("number-as-version", list(entry("0.10", "[\"3.11\"]", "x")), yes, no),
                row("boolean-as-text", list(entry("0.4.0", "[\"3.11\"]", "true")), yes, no),
                row("duplicate-version", list(GOOD + GOOD), yes, no),
                row("unknown-key", list(GOOD + "    pythonVersion: \"3.11\"\n"), yes, no),
                row("source-key", list(GOOD + "    source: bundled\n"), yes, no),
                row("mistyped-top-key", "additionalInstrumentationVersion:\n" + GOOD, yes, no),
                row("second-top-key", list(GOOD) + "other: 1\n", yes, no),
                row("second-document", list(GOOD) + "---\nother: 1\n", yes, no),
                row("blank-version", list(entry("\"  \"", "[\"3.11\"]", "x")), yes, no),
                row("padded-version", list(entry("\"0.4.0 \"", "[\"3.11\"]", "x")), yes, no),
                row("leading-v", list(entry("v0.4.0", "[\"3.11\"]", "x")), yes, no),
                row("no-semantic-version", list(entry("latest", "[\"3.11\"]", "x")), yes, no),
                row("build-metadata", list(entry("0.4.0+b1", "[\"3.11\"]", "x")), yes, no),
                row("empty-python", list(entry("0.4.0", "[\"\"]", "x")), yes, no),
                row("python-with-patch", list(entry("0.4.0", "[\"3.11.4\"]", "x")), yes, no),
                row("duplicate-python", list(entry("0.4.0", "[\"3.11\", \"3.11\"]", "x")), yes, no),
                row("repository-with-tag", list(entry("0.4.0", "[\"3.11\"]", "ghcr.io/x:1")), yes, no),
                row("repository-with-slash", list(entry("0.4.0", "[\"3.11\"]", "ghcr.io/x/")), yes, no));
    }

    private static Validation load(String text, String defaultVersion) {
        return CatalogLoader.builder()
                .extension(CatalogSource.text("t", text))
                .defaultVersion(defaultVersion)
                .load();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void ourVerdictIsAsTheTableSays(String name, String text, String defaultVersion, Verdict amp, Verdict ours) {
        assertThat(load(text, defaultVersion).isValid()).isEqualTo(ours == Verdict.ACCEPTS);
    }

    @Test
    void everyDifferenceHasARowInTheTableAndNothingElseHas() throws IOException {
        TreeSet<String> documented = new TreeSet<>();
        for (String line : Files.readAllLines(TABLE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(row.group(2)).as(line).isNotEqualTo(row.group(3));
                documented.add(row.group(1) + " " + row.group(3));
            }
        }
        TreeSet<String> differing = new TreeSet<>();
        rows().map(Arguments::get).forEach(row -> {
            if (row[3] != row[4]) {
                differing.add(row[0] + " " + (row[4] == Verdict.ACCEPTS ? "accepts" : "refuses"));
            }
        });

        assertThat(documented).isEqualTo(differing);
    }

    /** What AMP checks of an entry, in its order; the first fault is the verdict. */
    private record AmpEntry(String version, boolean hasRepository, List<String> pythons) {
        boolean isRefused() {
            return version.isEmpty() || !hasRepository || pythons.isEmpty();
        }

        String text() {
            StringBuilder text = new StringBuilder("  - traceloopSdk: \"0.65.0\"\n");
            if (!version.isEmpty()) {
                text.append("    version: \"").append(version).append("\"\n");
            }
            if (hasRepository) {
                text.append("    imageRepository: ghcr.io/x/provider\n");
            }
            if (!pythons.isEmpty()) {
                text.append("    pythonVersions: [\"")
                        .append(String.join("\", \"", pythons))
                        .append("\"]\n");
            }
            return text.toString();
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void agreesWithAmpOnPlainInput(long seed) {
        Random random = new Random(seed);
        List<AmpEntry> entries = Stream.iterate(1, i -> i + 1)
                .limit(random.nextInt(5))
                .map(i -> new AmpEntry(
                        random.nextInt(12) == 0 ? "" : "0." + i + ".0",
                        random.nextInt(12) != 0,
                        Stream.of("3.9", "3.11", "3.13")
                                .filter(python -> random.nextInt(3) > 0)
                                .toList()))
                .toList();
        String defaultVersion = "0." + random.nextInt(6) + (random.nextBoolean() ? ".0" : ".1");
        StringBuilder text = new StringBuilder("additionalInstrumentationVersions:\n");
        entries.forEach(entry -> text.append(entry.text()));

        boolean inSet = defaultVersion.equals("0.2.1")
                || entries.stream()
                        .anyMatch(entry -> entry.version().equals(defaultVersion)
                                && (entry.pythons().contains("3.11")
                                        || entry.pythons().contains("3.13")));
        boolean ampAccepts = entries.stream().noneMatch(AmpEntry::isRefused) && inSet;

        assertThat(load(text.toString(), defaultVersion).isValid()).isEqualTo(ampAccepts);
    }
}
