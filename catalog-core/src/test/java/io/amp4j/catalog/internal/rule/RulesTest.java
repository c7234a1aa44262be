package io.amp4j.catalog.internal.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.catalog.CatalogLoader;
import io.amp4j.catalog.CatalogSource;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.Validation;
import io.amp4j.catalog.internal.node.ReadFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule has a directory with the files {@code bad*.yaml}, {@code good*.yaml} and {@code expected.txt}: all that is said
 * of the bad ones, word for word. Nothing is said of the good ones.
 */
class RulesTest {
    private static final Path FIXTURES = Path.of("src", "test", "resources", "io", "amp4j", "catalog", "rules");
    private static final Path TABLE = Path.of("..", "docs", "catalog-problems.md");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\| (error|warning) \\| .+ \\| .+ \\|");

    static Stream<Rule> rules() {
        return Rules.ALL.stream();
    }

    private static Validation load(Rule rule, String kind) throws IOException {
        CatalogLoader.Builder builder = CatalogLoader.builder();
        for (Path file : files(rule, kind)) {
            builder.extension(CatalogSource.text(file.getFileName().toString(), Files.readString(file)));
        }
        return builder.load();
    }

    private static List<Path> files(Rule rule, String kind) throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES.resolve(rule.code()))) {
            return files.filter(file -> file.getFileName().toString().startsWith(kind))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void speaksOfItsBadFixtureAndNoOtherRuleDoes(Rule rule) throws IOException {
        Validation validation = load(rule, "bad");

        assertThat(validation.problems()).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(rule.code());
            assertThat(problem.severity()).isEqualTo(rule.severity());
        });
        assertThat(validation.problems())
                .extracting(Problem::toString)
                .containsExactlyElementsOf(
                        Files.readAllLines(FIXTURES.resolve(rule.code()).resolve("expected.txt")));
        assertThat(validation.isValid()).isEqualTo(rule.severity() == Severity.WARNING);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void keepsSilentOnItsGoodFixture(Rule rule) throws IOException {
        assertThat(files(rule, "good")).isNotEmpty();
        assertThat(load(rule, "good").problems()).isEmpty();
    }

    @Test
    void everyFixtureBelongsToARule() throws IOException {
        try (Stream<Path> directories = Files.list(FIXTURES)) {
            assertThat(directories.map(directory -> directory.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(rules().map(Rule::code).toList());
        }
    }

    @Test
    void theTableHasARowForEveryCodeAndNoOther() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (Rule rule : Rules.ALL) {
            assertThat(expected.put(rule.code(), rule.severity().text()))
                    .as("second rule with code %s", rule.code())
                    .isNull();
        }
        ReadFailure.CODES.forEach(code -> expected.put(code, "error"));
        expected.put("too-many-problems", "error");
        expected.put("absent-extension", "warning");
        Map<String, String> documented = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && documented.put(row.group(1), row.group(2)) != null) {
                twice.add(row.group(1));
            }
        }

        assertThat(documented).containsExactlyEntriesOf(expected);
        assertThat(twice).isEmpty();
    }

    @Test
    void everyWarningCanBeRaisedAndSilenced() throws IOException {
        for (Rule rule : Rules.ALL) {
            if (rule.severity() == Severity.WARNING) {
                Path bad = FIXTURES.resolve(rule.code()).resolve("bad.yaml");
                if (Files.exists(bad)) {
                    CatalogSource source = CatalogSource.file(bad);
                    assertThat(CatalogLoader.builder()
                                    .extension(source)
                                    .raise(rule.code())
                                    .load()
                                    .isValid())
                            .isFalse();
                    assertThat(CatalogLoader.builder()
                                    .extension(source)
                                    .silence(rule.code())
                                    .load()
                                    .problems())
                            .isEmpty();
                }
            }
        }
        assertThat(CatalogLoader.warningCodes())
                .contains("absent-extension", "override-drops-python")
                .doesNotContain("missing-field");
    }
}
