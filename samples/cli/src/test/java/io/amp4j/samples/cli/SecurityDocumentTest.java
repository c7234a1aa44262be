package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That each row of the tables of {@code docs/security.md} names a test of the module that it speaks of, and that there are these tests. */
class SecurityDocumentTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final String CLI = "cli";

    /** The modules as the document calls them. The tests of the command line prove things of the jars, too. */
    private static final Map<String, String> MODULES = Map.of(
            "catalog-core",
            "catalog-core",
            "opamp-client",
            "opamp-client",
            "opamp-testing",
            "opamp-testing",
            "otel-init",
            "otel-init",
            "spring-boot-starter",
            "spring-boot-starter",
            CLI,
            "samples/cli");

    private static final Pattern TEST = Pattern.compile("@(?:Test|ParameterizedTest)\\b");
    private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");
    private static final Pattern NAME = Pattern.compile("`(\\w+\\.\\w+)`");

    /** Skipped where a program is missing, so nothing may rest on them. */
    private static final Pattern OPTIONAL =
            Pattern.compile("@EnabledIf|package io\\.amp4j\\.opamp\\.(interop|network);");

    @Test
    void everyRowNamesTestsThatThereAre() throws IOException {
        String document = Files.readString(ROOT.resolve("docs/security.md"));

        assertThat(problems(document, tests())).isEmpty();
        assertThat(document.lines().filter(line -> line.startsWith("| can "))).hasSizeGreaterThan(20);
        assertThat(document.lines().filter(line -> line.startsWith("| cannot ")))
                .hasSizeGreaterThan(20);
    }

    @Test
    void findsWhatIsMissingAndUnknown() {
        String document = """
            | | what | where | tests |
            |---|---|---|---|
            | can | a | opamp-client | `OneTest.there` |
            | can | b | opamp-client | `OneTest.gone` |
            | can | c | otel-init | `OneTest.there` |
            | can | d | opamp-client, otel-init | `OneTest.there` |
            | can | e | otel-init | `CommandTest.there` |
            | can | f | nowhere | `OneTest.there` |
            | can | g | cli | – |
            | can | h | cli |
            """;

        assertThat(problems(
                        document,
                        Map.of(
                                "opamp-client",
                                Set.of("OneTest.there"),
                                "otel-init",
                                Set.of(),
                                CLI,
                                Set.of("CommandTest.there"))))
                .containsExactly(
                        "b: there is no test OneTest.gone in [opamp-client]",
                        "b: no test of opamp-client",
                        "c: there is no test OneTest.there in [otel-init]",
                        "c: no test of otel-init",
                        "d: no test of otel-init",
                        "f: there is no module nowhere",
                        "g: no test of cli",
                        "h: not four cells");
    }

    @Test
    void findsTheTestsOfASource() {
        assertThat(testsIn("OneTest", """
                @Test
                void a() {}

                @ParameterizedTest
                @CsvSource({"x"})
                void b(String x) {}

                @BeforeEach
                void c() {}
            """)).containsExactlyInAnyOrder("OneTest.a", "OneTest.b");
        assertThat(testsIn("OneTest", "@EnabledIfSystemProperty @Test\n void a() {}"))
                .isEmpty();
    }

    private static List<String> problems(String document, Map<String, Set<String>> tests) {
        List<String> problems = new ArrayList<>();
        String before = "";
        for (String line : document.lines().toList()) {
            boolean isHead = before.isEmpty();
            before = line;
            if (line.startsWith("|") && !line.startsWith("|---") && !isHead) {
                List<String> cells = Stream.of(
                                line.substring(1, line.length() - 1).split("\\|", -1))
                        .map(String::strip)
                        .toList();
                if (cells.size() == 4) {
                    problemsOfARow(cells, tests, problems);
                } else {
                    problems.add(cells.get(1) + ": not four cells");
                }
            }
        }
        return problems;
    }

    private static void problemsOfARow(List<String> cells, Map<String, Set<String>> tests, List<String> problems) {
        String what = cells.get(1);
        List<String> modules = Arrays.asList(cells.get(2).split(", ", -1));
        List<String> named = NAME.matcher(cells.get(3))
                .results()
                .map(found -> found.group(1))
                .toList();
        List<String> unknown =
                modules.stream().filter(module -> !tests.containsKey(module)).toList();
        if (!unknown.isEmpty()) {
            problems.add(what + ": there is no module " + String.join(", ", unknown));
            return;
        }
        for (String name : named) {
            if (modules.stream().noneMatch(module -> has(tests, module, name)) && !has(tests, CLI, name)) {
                problems.add(what + ": there is no test " + name + " in " + modules);
            }
        }
        for (String module : modules) {
            if (named.stream().noneMatch(name -> has(tests, module, name) || has(tests, CLI, name))) {
                problems.add(what + ": no test of " + module);
            }
        }
    }

    private static boolean has(Map<String, Set<String>> tests, String module, String name) {
        return tests.getOrDefault(module, Set.of()).contains(name);
    }

    /** The tests by module, each as class and method. */
    private static Map<String, Set<String>> tests() throws IOException {
        Map<String, Set<String>> tests = new HashMap<>();
        for (Map.Entry<String, String> module : MODULES.entrySet()) {
            Set<String> names = new HashSet<>();
            try (Stream<Path> files = Files.walk(ROOT.resolve(module.getValue()).resolve("src/test/java"))) {
                files.filter(file -> file.toString().endsWith("Test.java"))
                        .forEach(file -> names.addAll(
                                testsIn(file.getFileName().toString().replace(".java", ""), read(file))));
            }
            tests.put(module.getKey(), names);
        }
        return tests;
    }

    private static Set<String> testsIn(String type, String source) {
        Set<String> names = new HashSet<>();
        if (!OPTIONAL.matcher(source).find()) {
            Matcher test = TEST.matcher(source);
            Matcher method = METHOD.matcher(source);
            while (test.find() && method.find(test.end())) {
                names.add(type + "." + method.group(1));
            }
        }
        return names;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
