package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogCommandTest {
    private static final String REPOSITORY = "ghcr.io/wso2/amp-python-instrumentation-provider";

    @Test
    void listsTheBundledBaselineAsJson() throws IOException {
        CommandRun run = CommandRun.of("catalog", "list", "--format", "json");

        assertThat(run.exitCode()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(fieldNames(json)).containsExactly("defaultVersion", "versions");
        assertThat(json.get("defaultVersion").asText()).isEqualTo("0.2.1");
        JsonNode entry = json.get("versions").get(0);
        assertThat(fieldNames(entry))
                .containsExactly("version", "traceloopSdk", "pythonVersions", "imageRepository", "source");
        assertThat(entry.get("traceloopSdk").asText()).isEqualTo("0.60.0");
        assertThat(entry.get("pythonVersions")).hasToString("[\"3.10\",\"3.11\",\"3.12\",\"3.13\"]");
        assertThat(entry.get("imageRepository").asText()).isEqualTo(REPOSITORY);
        assertThat(entry.get("source").asText()).isEqualTo("bundled");
    }

    @Test
    void listsNewestFirstWithTheSourceOfEachVersion() {
        CommandRun run = CommandRun.of("catalog", "list", "--extension", file("values.yaml"), "--default", "0.4.0");

        assertThat(run.exitCode()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith("0.4.0 (default)").contains("0.65.0", "extension", REPOSITORY);
        assertThat(lines.get(2)).startsWith("0.2.1").contains("0.60.0", "bundled", REPOSITORY);
    }

    @Test
    void printsTheImageOfAVersionOnAPython() {
        CommandRun run = CommandRun.of("catalog", "image", "0.4.0", "3.11.4", "--extension", file("values.yaml"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines(REPOSITORY + ":0.4.0-python3.11");
    }

    @Test
    void refusesTheImageOfAVersionThatIsNotThere() {
        CommandRun run = CommandRun.of("catalog", "image", "9.9.9", "3.11");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("\"9.9.9\" is not supported by this deployment; supported: [0.2.1]");
    }

    static Stream<Arguments> startupFailures() {
        return Stream.of(
                argumentSet(
                        "missing imageRepository",
                        "missing-image-repository.yaml",
                        "extension entry \"0.4.0\": missing imageRepository"),
                argumentSet("missing version", "missing-version.yaml", "extension entry \"\": missing version"),
                argumentSet(
                        "missing pythonVersions",
                        "missing-python-versions.yaml",
                        "extension entry \"0.4.0\": missing pythonVersions"),
                argumentSet(
                        "default not in the set",
                        "default-not-in-set.yaml",
                        "default instrumentation version \"0.4.0\" not in effective set"),
                argumentSet("no YAML", "does-not-parse.yaml", "parse extension "));
    }

    @ParameterizedTest
    @MethodSource("startupFailures")
    void tellsWhatWouldKeepTheServerFromStarting(String name, String message) throws IOException {
        String file = file(name);

        CommandRun text = CommandRun.of("catalog", "check", "--extension", file);
        CommandRun json = CommandRun.of("catalog", "check", "--extension", file, "--format", "json");

        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.out()).matches("(?s)\\Q" + file + "\\E:\\d+:\\d+: error: \\Q" + message + "\\E.*");
        assertThat(json.exitCode()).isEqualTo(1);
        JsonNode problem =
                new ObjectMapper().readTree(json.out()).get("problems").get(0);
        assertThat(fieldNames(problem))
                .containsExactly("severity", "code", "message", "file", "line", "column", "entry", "field");
        assertThat(problem.get("severity").asText()).isEqualTo("error");
        assertThat(problem.get("message").asText()).startsWith(message);
        assertThat(problem.get("file").asText()).isEqualTo(file);
        assertThat(problem.get("line").asInt()).isPositive();
        assertThat(problem.get("column").asInt()).isPositive();
    }

    @Test
    void tellsAllProblemsOfAFileAtOnce() {
        CommandRun run = CommandRun.of("catalog", "check", "--extension", file("two-faults.yaml"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines().filter(line -> line.contains(": error: ")))
                .satisfiesExactly(
                        first -> assertThat(first).contains("extension entry \"0.4.0\": missing imageRepository"),
                        second -> assertThat(second).contains("extension entry \"0.5.0\": missing pythonVersions"));
    }

    @Test
    void findsAGoodFileGood() {
        CommandRun run = CommandRun.of("catalog", "check", "--extension", file("values.yaml"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("good: 2 versions, default 0.2.1");
    }

    @Test
    void findsNoProblemsInAGoodFileAsJson() throws IOException {
        CommandRun run = CommandRun.of("catalog", "check", "--extension", file("values.yaml"), "--format", "json");

        assertThat(run.exitCode()).isZero();
        assertThat(new ObjectMapper().readTree(run.out()).get("problems")).isEmpty();
    }

    @Test
    void keepsWarningsOutOfTheList() throws IOException {
        CommandRun run = CommandRun.of("catalog", "list", "--extension", file("redirect.yaml"), "--format", "json");

        assertThat(run.exitCode()).isZero();
        assertThat(new ObjectMapper().readTree(run.out()).get("versions")).hasSize(1);
        assertThat(run.err()).contains("redirect.yaml").contains("warning");
    }

    @Test
    void takesAFileThatIsNotThereAsAddingNothingAndSaysSo() {
        CommandRun list = CommandRun.of("catalog", "list", "--extension", "nowhere.yaml");
        CommandRun check = CommandRun.of("catalog", "check", "--extension", "nowhere.yaml");

        assertThat(list.exitCode()).isZero();
        assertThat(list.out().lines()).hasSize(2);
        assertThat(list.err()).startsWith("nowhere.yaml: warning: ").contains("check the path");
        assertThat(check.exitCode()).isZero();
        assertThat(check.out()).startsWith("nowhere.yaml: warning: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check --extension nowhere.yaml", "diff nowhere.yaml nowhere.yaml"})
    void refusesAFileThatIsNotThereWhereThatIsRaised(String command) {
        CommandRun run = CommandRun.of(("catalog " + command + " --raise absent-extension").split(" "));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out() + run.err()).startsWith("nowhere.yaml: error: ").contains("check the path");
    }

    @Test
    void readsStandardInputOnceForAllWhoNameIt() throws IOException {
        byte[] text = Files.readAllBytes(Path.of(file("values.yaml")));

        CommandRun run = withStandardInput(text, "catalog", "diff", "-", "-");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("nothing changes");
    }

    @Test
    void refusesStandardInputThatIsNotUtf8() {
        CommandRun run = withStandardInput(
                new byte[] {'a', ':', ' ', (byte) 0xFC, '\n'}, "catalog", "check", "--extension", "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("<stdin>:1:4: error: ").contains("save the file as UTF-8");
    }

    private static CommandRun withStandardInput(byte[] bytes, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(bytes));
        try {
            return CommandRun.of(args);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void showsNothingThatWouldSteerATerminal(@TempDir Path directory) throws IOException {
        Path extension = Files.writeString(directory.resolve("hostile.yaml"), """
                additionalInstrumentationVersions:
                  - version: "0.2.1"
                    traceloopSdk: "a\\e[31m\\nb"
                    pythonVersions: ["3.11"]
                    imageRepository: r.example/x
                """);
        Path pins = Files.writeString(directory.resolve("pins.csv"), "\u001b[2J,3.\u001b[2J\n");

        for (String[] command : new String[][] {
            {"list"}, {"explain", "0.2.1"}, {"explain", "\u001b[2J"}, {"impact", "--pins", pins.toString()}
        }) {
            String[] args = Stream.of(
                            new String[] {"catalog"}, command, new String[] {"--extension", extension.toString()})
                    .flatMap(Stream::of)
                    .toArray(String[]::new);
            CommandRun run = CommandRun.of(args);
            assertThat(run.out()).isNotEmpty();
            assertThat(run.out() + run.err()).doesNotContain("\u001b", "\nb");
        }
    }

    @Test
    void explainsWhereAVersionComesFrom() {
        CommandRun run = CommandRun.of("catalog", "explain", "0.2.1", "--extension", file("redirect.yaml"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("bundled "),
                        line -> assertThat(line).isEqualTo("extension " + file("redirect.yaml") + ":2:14"),
                        line -> assertThat(line).contains("pythonVersions: [3.10 3.11 3.12 3.13] -> [3.11 3.12]"),
                        line -> assertThat(line)
                                .contains("imageRepository: " + REPOSITORY + " -> registry.example.com"));
    }

    @Test
    void tellsWhatARolloutChanges() throws IOException {
        CommandRun text = CommandRun.of("catalog", "diff", file("values.yaml"), file("redirect.yaml"));
        CommandRun json =
                CommandRun.of("catalog", "diff", file("values.yaml"), file("redirect.yaml"), "--format", "json");

        assertThat(text.exitCode()).isZero();
        assertThat(text.out()).contains("removed 0.4.0").contains("narrowed 0.2.1: no longer for Python 3.10 3.13");
        assertThat(new ObjectMapper().readTree(json.out()).get("changes").findValuesAsText("change"))
                .containsExactly("removed", "overridden", "pythons-narrowed", "repository-redirected");
    }

    @Test
    void failsOnARiskyChangeWhenAskedTo() {
        String today = file("values.yaml");
        String tomorrow = file("redirect.yaml");

        assertThat(CommandRun.of("catalog", "diff", today, tomorrow, "--fail-on-risk")
                        .exitCode())
                .isEqualTo(1);
        assertThat(CommandRun.of("catalog", "diff", today, today, "--fail-on-risk")
                        .exitCode())
                .isZero();
        assertThat(CommandRun.of("catalog", "diff", today, tomorrow)
                        .out()
                        .lines()
                        .filter(line -> line.startsWith("! ")))
                .hasSize(2);
    }

    @Test
    void tellsTheProblemsOfBothFilesOfADiff() {
        CommandRun run = CommandRun.of("catalog", "diff", file("missing-version.yaml"), file("does-not-parse.yaml"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("missing version").contains("parse extension");
    }

    @Test
    void tellsWhichAgentsWouldFailTheirNextUpdate() {
        CommandRun run =
                CommandRun.of("catalog", "impact", "--extension", file("redirect.yaml"), "--pins", file("pins.csv"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("5 of 12 agents would fail their next update")
                .contains("3 on 0.4.0 with Python 3.11: invalid input: instrumentationVersion \"0.4.0\" not in catalog")
                .contains("to keep them: add an extension entry for version \"0.4.0\" with pythonVersions [\"3.11\"]")
                .contains("to keep them: add [\"3.10\"] to pythonVersions of \"0.2.1\"");
    }

    @Test
    void findsNoAgentThatWouldFail() {
        CommandRun run =
                CommandRun.of("catalog", "impact", "--extension", file("values.yaml"), "--pins", file("pins.csv"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("0 of 12 agents would fail their next update");
    }

    @Test
    void tellsEveryLineOfPinsThatSaysNothing() {
        CommandRun run = CommandRun.of("catalog", "impact", "--pins", file("broken-pins.csv"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .endsWith(":1:1: error: the count must be a whole number from 1 to 999999999: -2"),
                        line -> assertThat(line).contains(":2:1: error: expected version,python,count"),
                        line -> assertThat(line).contains(":4:1: error: the Python is missing"));
    }

    @Test
    void readsPinsAsASpreadsheetWritesThem(@TempDir Path directory) throws IOException {
        Path pins = Files.writeString(
                directory.resolve("pins.csv"),
                "\ufeff\"version\",\"python\",\"count\"\r\n\"0.2.1\",\"3.11\",\"7\"\r\n\"\",\"3.12\",\r\n");

        CommandRun run = CommandRun.of("catalog", "impact", "--pins", pins.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("0 of 8 agents would fail their next update");
    }

    @Test
    void tellsThatPinsCannotBeRead(@TempDir Path directory) throws IOException {
        Path latin = Files.write(directory.resolve("latin.csv"), new byte[] {'0', (byte) 0xFC, '\n'});

        CommandRun absent = CommandRun.of("catalog", "impact", "--pins", "nowhere.csv");
        CommandRun encoded = CommandRun.of("catalog", "impact", "--pins", latin.toString());

        assertThat(absent.exitCode()).isEqualTo(1);
        assertThat(absent.err())
                .isEqualToIgnoringNewLines("nowhere.csv: error: the file does not exist; check the path");
        assertThat(encoded.exitCode()).isEqualTo(1);
        assertThat(encoded.err()).isEqualToIgnoringNewLines(latin + ": error: the file is not UTF-8; save it as UTF-8");
    }

    @Test
    void printsTheScriptThatMirrorsEveryTag() {
        CommandRun run = CommandRun.of("catalog", "mirror", "--to", "registry.example.com/wso2-mirror", "--script");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().filter(line -> line.startsWith("docker push ")))
                .hasSize(4)
                .contains(
                        "docker push registry.example.com/wso2-mirror/amp-python-instrumentation-provider:0.2.1-python3.10");
    }

    @Test
    void printsTheExtensionEntriesOfTheMirroredImages(@TempDir Path directory) throws IOException {
        String registry = "registry.example.com/wso2-mirror";
        CommandRun entries = CommandRun.of("catalog", "mirror", "--to", registry, "--entries");
        assertThat(entries.exitCode()).isZero();
        assertThat(entries.out()).isEqualTo("""
                additionalInstrumentationVersions:
                  - version: "0.2.1"
                    traceloopSdk: "0.60.0"
                    pythonVersions: ["3.10", "3.11", "3.12", "3.13"]
                    imageRepository: "registry.example.com/wso2-mirror/amp-python-instrumentation-provider"
                """);
        String file = Files.writeString(directory.resolve("extension.yaml"), entries.out())
                .toString();

        CommandRun check = CommandRun.of("catalog", "check", "--extension", file);
        CommandRun image = CommandRun.of("catalog", "image", "0.2.1", "3.11", "--extension", file);
        CommandRun again = CommandRun.of("catalog", "mirror", "--to", registry, "--extension", file, "--entries");

        assertThat(check.out()).isEqualTo("good: 1 version, default 0.2.1" + System.lineSeparator());
        assertThat(image.out().strip())
                .isEqualTo("registry.example.com/wso2-mirror/amp-python-instrumentation-provider:0.2.1-python3.11");
        assertThat(again.out()).isEqualTo(entries.out());
    }

    @Test
    void printsTheEntriesBesideThePlanToo() throws IOException {
        String[] mirror = {"catalog", "mirror", "--to", "registry.example.com", "--extension", file("redirect.yaml")};
        String yaml = CommandRun.of(with(mirror, "--entries")).out();

        assertThat(CommandRun.of(mirror).out())
                .startsWith("SOURCE")
                .contains("write these entries into the extension")
                .endsWith(yaml);
        assertThat(CommandRun.of(with(mirror, "--script")).out())
                .endsWith(yaml.replaceAll("(?m)^", "# ").replaceAll("# $", ""));
        JsonNode json = new ObjectMapper()
                .readTree(CommandRun.of(with(mirror, "--format", "json")).out());
        assertThat(fieldNames(json)).containsExactly("copies", "extension");
        assertThat(json.get("extension")).isEqualTo(new YAMLMapper().readTree(yaml));
        assertThat(CommandRun.of("catalog", "mirror", "--help").out())
                .contains("--entries")
                .containsPattern("extension\\s+entries");
    }

    private static String[] with(String[] args, String... more) {
        return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
    }

    static Stream<Arguments> wrongUsages() {
        return Stream.of(
                argumentSet("unknown command", (Object) new String[] {"catalog", "lsit"}),
                argumentSet("missing parameter", (Object) new String[] {"catalog", "image", "0.4.0"}),
                argumentSet("unknown format", (Object) new String[] {"catalog", "list", "--format", "xml"}),
                argumentSet("unknown warning", (Object) new String[] {"catalog", "list", "--silence", "nothing"}),
                argumentSet(
                        "missing baseline", (Object) new String[] {"catalog", "list", "--baseline", "nowhere.json"}),
                argumentSet("a registry with a scheme", (Object)
                        new String[] {"catalog", "mirror", "--to", "https://registry.example.com"}),
                argumentSet("a mirror in two forms", (Object)
                        new String[] {"catalog", "mirror", "--to", "registry.example.com", "--script", "--entries"}),
                argumentSet("a script as JSON", (Object) new String[] {
                    "catalog", "mirror", "--to", "registry.example.com", "--script", "--format", "json"
                }),
                argumentSet("no command", (Object) new String[] {"catalog"}));
    }

    @ParameterizedTest
    @MethodSource("wrongUsages")
    void refusesWrongUsage(String[] args) {
        CommandRun run = CommandRun.of(args);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isNotBlank();
    }

    private static List<String> fieldNames(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String file(String name) {
        URL url = Objects.requireNonNull(CatalogCommandTest.class.getResource("/catalog/" + name), name);
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
