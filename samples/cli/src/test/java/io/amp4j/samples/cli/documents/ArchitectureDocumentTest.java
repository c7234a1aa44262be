package io.amp4j.samples.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} names classes and modules that exist, and the list of decisions has each. */
class ArchitectureDocumentTest {
    private static final Path DOCS = Sources.ROOT.resolve("docs");
    private static final List<String> CORE = List.of("catalog-core", "opamp-client", "otel-init");

    /** Two capital letters with small ones between them: so look the names of our classes, and no other word on the page. */
    private static final Pattern CLASS = Pattern.compile("\\b(?:[A-Z][a-z]+){2,}\\b");

    private static final Set<String> OF_OTHERS = Set.of("ArchUnit", "OkHttp", "OpenTelemetry", "WebSocket");
    private static final Pattern MODULE = Pattern.compile("<module>([\\w-]+)</module>");
    private static final Pattern LINKED = Pattern.compile("\\[(\\d{4})]\\((\\1-[\\w-]+\\.md)\\)");

    @Test
    void namesClassesThatExist() throws IOException {
        Set<String> known = new TreeSet<>(OF_OTHERS);
        for (String module : CORE) {
            try (Stream<Path> files = Files.walk(Sources.ROOT.resolve(module).resolve("src"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> known.add(name.replace(".java", "")));
            }
        }

        assertThat(CLASS.matcher(page()).results().map(MatchResult::group))
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(known).contains(name));
    }

    @Test
    void showsEveryModule() throws IOException {
        String page = page();
        assertThat(MODULE.matcher(Files.readString(Sources.ROOT.resolve("pom.xml")))
                        .results()
                        .map(found -> found.group(1))
                        .filter(module ->
                                !Set.of("bom", "benchmarks", "compatibility").contains(module)))
                .hasSizeGreaterThan(6)
                .allSatisfy(module -> assertThat(page).contains(module));
    }

    @Test
    void listsEveryDecisionOnce() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("decisions"))) {
            List<String> pages = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("README.md"))
                    .toList();
            String index = Files.readString(DOCS.resolve("decisions/README.md"));

            assertThat(LINKED.matcher(index).results().map(found -> found.group(2)))
                    .containsExactlyInAnyOrderElementsOf(pages);
            for (String page : pages) {
                assertThat(Files.readAllLines(DOCS.resolve("decisions").resolve(page))
                                .get(0))
                        .startsWith("# " + page.substring(0, 4) + ": ");
            }
        }
    }

    private static String page() throws IOException {
        return Files.readString(DOCS.resolve("architecture.md"));
    }
}
