package io.amp4j.samples.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/troubleshooting.md} has each message of the jars, and no message that is gone. */
class TroubleshootingDocumentTest {
    private static final List<String> MODULES =
            List.of("catalog-core", "opamp-client", "otel-init", "otel-langchain4j", "spring-boot-starter");

    /** Packages whose messages carry a code, by which their own page has them. */
    private static final Pattern FOUND_BY_CODE =
            Pattern.compile("io\\.amp4j\\.(catalog\\.internal|otel\\.internal\\.contract|otel\\.contract\\.data).*");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.+?) \\| .+ \\|$");
    private static final Pattern IN_BACKTICKS = Pattern.compile("`([^`]+)`");
    private static final Pattern CODE = Pattern.compile("\"((?:published|schema|observer|trace)\\.[a-z-]+)\"");
    private static final Pattern CODE_ROW =
            Pattern.compile("(?m)^\\| `((?:published|schema|observer|trace)\\.)(.+?) \\|");

    private static final Set<String> MESSAGES = new TreeSet<>();

    @BeforeAll
    static void readTheSources() throws IOException {
        for (String module : MODULES) {
            for (CompilationUnitTree source : Sources.of(module)) {
                if (!FOUND_BY_CODE.matcher(Sources.packageOf(source)).matches()) {
                    Messages.in(source, MESSAGES::add);
                }
            }
        }
    }

    @Test
    void hasAnEntryForEachMessage() throws IOException {
        List<Pattern> entries =
                entries().stream().map(TroubleshootingDocumentTest::matching).toList();

        assertThat(MESSAGES)
                .hasSizeGreaterThan(600)
                .allSatisfy(message -> assertThat(entries)
                        .as(message)
                        .anyMatch(entry -> entry.matcher(message).lookingAt()));
    }

    @Test
    void hasNoEntryWithoutMessage() throws IOException {
        assertThat(entries())
                .hasSizeGreaterThan(100)
                .allSatisfy(entry -> assertThat(MESSAGES)
                        .as(entry)
                        .anyMatch(message -> matching(entry).matcher(message).lookingAt()));
    }

    @Test
    void hasNoEntryForNearlyEverything() throws IOException {
        assertThat(entries())
                .allSatisfy(entry -> assertThat(entry.chars().filter(Character::isLetter))
                        .as(entry)
                        .hasSizeGreaterThanOrEqualTo(4));
    }

    @Test
    void theContractsPageHasEachCodeOfAFinding() throws IOException {
        Set<String> codes = new TreeSet<>();
        try (Stream<Path> sources =
                Files.list(Sources.ROOT.resolve("otel-init/src/main/java/io/amp4j/otel/internal/contract"))) {
            for (Path source : sources.toList()) {
                groups(CODE, Files.readString(source))
                        .flatMap(code ->
                                code.endsWith("-") ? Stream.of(code + "input", code + "output") : Stream.of(code))
                        .forEach(codes::add);
            }
        }
        Set<String> documented = new TreeSet<>();
        CODE_ROW.matcher(Files.readString(Sources.ROOT.resolve("docs/span-contract.md")))
                .results()
                .forEach(row -> groups(IN_BACKTICKS, "`" + row.group(2))
                        .forEach(code -> documented.add(row.group(1) + code.replaceFirst("^\\.", ""))));

        assertThat(documented).containsExactlyElementsOf(codes);
    }

    /** Returns the texts in the first cells of all rows. */
    private static List<String> entries() throws IOException {
        List<String> entries = new ArrayList<>();
        groups(ROW, Files.readString(Sources.ROOT.resolve("docs/troubleshooting.md")))
                .forEach(cell -> groups(IN_BACKTICKS, cell).forEach(entries::add));
        return entries;
    }

    /** An entry has the first words of its messages; what can differ in it is {@code …}. */
    private static Pattern matching(String entry) {
        return Pattern.compile(Stream.of(entry.replace("&#124;", "|").split("…", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }

    private static Stream<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult found) -> found.group(1));
    }
}
