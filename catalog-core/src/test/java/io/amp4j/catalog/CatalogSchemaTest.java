package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema against the fixtures of the rules, and against the loader. */
class CatalogSchemaTest {
    private static final Path FIXTURES = Path.of("src", "test", "resources", "io", "amp4j", "catalog", "rules");

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(CatalogSchema.json(), InputFormat.JSON);

    private static final Schema METASCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    /** The rules that a schema cannot express, and why. Of every other rule the bad fixture is refused. */
    private static final Map<String, String> BEYOND_A_SCHEMA = new TreeMap<>(Map.ofEntries(
            Map.entry("default-not-in-set", "compares two values with one another and with the baseline"),
            Map.entry(
                    "default-without-platform-python", "follows the default to its entry, and to the platform's list"),
            Map.entry("duplicate-key", "a parser drops or refuses the second key before a schema sees it"),
            Map.entry("duplicate-version", "uniqueItems compares whole entries, and these differ in another field"),
            Map.entry("entry-outside-platform", "the platform's list is a setting, and the entry is good elsewhere"),
            Map.entry("no-catalog-section", "values without the list are good values"),
            Map.entry("override-changes-nothing", "compares with the baseline"),
            Map.entry("override-drops-python", "compares with the baseline"),
            Map.entry("override-drops-traceloop-sdk", "compares with the baseline"),
            Map.entry("traceloop-sdk-grammar", "AMP takes any text, and a schema cannot warn"),
            Map.entry("unknown-top-level-key", "a chart has keys of other parts, and no schema knows them all"),
            Map.entry("version-in-several-extensions", "sees one input at a time")));

    static Stream<String> rules() throws IOException {
        try (Stream<Path> directories = Files.list(FIXTURES)) {
            return directories.map(directory -> directory.getFileName().toString()).sorted().toList().stream();
        }
    }

    private static List<JsonNode> fixtures(String rule, String kind) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(FIXTURES.resolve(rule))) {
            for (Path file : files.filter(it -> it.getFileName().toString().startsWith(kind))
                    .toList()) {
                documents.add(yaml(Files.readString(file)));
            }
        }
        assertThat(documents).isNotEmpty();
        return documents;
    }

    private static JsonNode yaml(String text) throws IOException {
        return new YAMLMapper().readTree(text);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void takesTheGoodFixtureOfEveryRule(String rule) throws IOException {
        assertThat(fixtures(rule, "good"))
                .allSatisfy(document -> assertThat(SCHEMA.validate(document)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void refusesTheBadFixtureOfEveryRuleThatASchemaCanExpress(String rule) throws IOException {
        boolean refused = fixtures(rule, "bad").stream()
                .anyMatch(document -> !SCHEMA.validate(document).isEmpty());

        assertThat(refused)
                .as("%s: %s", rule, BEYOND_A_SCHEMA.getOrDefault(rule, "a schema can express it"))
                .isEqualTo(!BEYOND_A_SCHEMA.containsKey(rule));
    }

    @Test
    void theTableNamesOnlyRulesThatAreThere() throws IOException {
        assertThat(rules()).containsAll(BEYOND_A_SCHEMA.keySet());
    }

    /** So that one bad entry of a fixture does not hide that another one passes. */
    @ParameterizedTest
    @ValueSource(strings = {"image-repository", "version-grammar", "version-not-a-tag", "wrong-type", "missing-field"})
    void refusesEveryEntryOfABadFixtureByItself(String rule) throws IOException {
        for (JsonNode entry : fixtures(rule, "bad").get(0).get("additionalInstrumentationVersions")) {
            JsonNode alone = new ObjectMapper()
                    .createObjectNode()
                    .set(
                            "additionalInstrumentationVersions",
                            new ObjectMapper().createArrayNode().add(entry));
            assertThat(SCHEMA.validate(alone)).as("%s", entry).isNotEmpty();
        }
    }

    @Test
    void isAValidSchemaOfItsDraft() {
        assertThat(METASCHEMA.validate(CatalogSchema.json(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void usesNoExpressionThatGoDoesNotKnow() throws IOException {
        List<String> patterns =
                new ObjectMapper().readTree(CatalogSchema.json()).findValuesAsText("pattern");

        assertThat(patterns)
                .hasSize(5)
                .noneMatch(pattern -> pattern.contains("(?") || pattern.matches(".*\\\\[1-9].*"));
    }

    @Test
    void judgesTheListOfAChartAndLeavesTheRestOfItsValuesAlone() throws IOException {
        String values = """
                console: {replicas: 2}
                agentManagerService:
                  image: {tag: latest}
                  config:
                    logLevel: debug
                    otel:
                      exporter: {batch: 512}
                      defaultInstrumentationVersion: %s
                      additionalInstrumentationVersions:
                        - version: "0.4.0"
                          pythonVersions: ["3.10"]
                          imageRepository: %s
                """;

        assertThat(SCHEMA.validate(yaml(values.formatted("\"0.4.0\"", "localhost:5000/provider"))))
                .isEmpty();
        assertThat(SCHEMA.validate(yaml(values.formatted("0.4", "localhost:5000/provider:latest"))))
                .extracting(error -> error.getInstanceLocation().toString())
                .contains(
                        "/agentManagerService/config/otel/defaultInstrumentationVersion",
                        "/agentManagerService/config/otel/additionalInstrumentationVersions/0/imageRepository");
        assertThat(SCHEMA.validate(yaml("agentManagerService: {config: {otel: }}")))
                .isEmpty();
        assertThat(SCHEMA.validate(yaml("agentManagerService:\n"))).isEmpty();
    }

    static Stream<String> fields() {
        Stream<String> versions = Stream.of(
                        "0.4.0",
                        "10.20.30",
                        "0.5.0-rc.1",
                        "0.5.0-x--y.0",
                        "0.5.0-01",
                        "0.5.0-",
                        "00.1.0",
                        "1.2.3.4",
                        "v1.0.0",
                        "1.0",
                        "1.0.0+b",
                        " 1.0.0",
                        "1.0.0\\n",
                        "")
                .map(version -> "version: \"" + version + "\", pythonVersions: [\"3.11\"], imageRepository: a/b");
        Stream<String> pythons = Stream.of(
                        "\"3.10\"",
                        "\"3.13\", \"3.9\"",
                        "\"3.1\"",
                        "\"03.1\"",
                        "\"3.011\"",
                        "\"3.10\", \"3.10\"",
                        "\"3\"",
                        "\"3.11.1\"",
                        "\"\"",
                        "",
                        "null",
                        "true",
                        "[\"3.11\"]")
                .map(list -> "version: 0.4.0, pythonVersions: [" + list + "], imageRepository: a/b");
        Stream<String> repositories = Stream.of(
                        "a",
                        "a.b",
                        "a.b/c",
                        "a_b/c",
                        "a_b.c/d",
                        "a__b/c",
                        "a___b/c",
                        "a..b/c",
                        "a-/c",
                        "a--b/c",
                        "A/b",
                        "Host.example/b",
                        "host/B",
                        "localhost/x",
                        "localhost",
                        "localhost:5000",
                        "localhost:5000/x",
                        "localhost:0/x",
                        "localhost:65535/x",
                        "localhost:65536/x",
                        "a:b/c",
                        "[::1]/x",
                        "[::1]:5000/x",
                        "[::1/x",
                        "[g::1]/x",
                        "[]/x",
                        "a.b:1/c.d/e",
                        "-a.b/c",
                        "a-.b/c",
                        "a.-b/c",
                        "a/b/",
                        "/a",
                        "a//b",
                        "a b/c",
                        "http://a/b",
                        "a@sha256:0",
                        "ä/b",
                        "a/b.",
                        "a/.b",
                        "a/b_",
                        "")
                .map(repository ->
                        "version: 0.4.0, pythonVersions: [\"3.11\"], imageRepository: \"" + repository + "\"");
        Stream<String> sdks = Stream.of(
                        "\"0.65.0\"", "", "\"\"", "\"a b\"", "\" a\"", "\"a \"", "\" \"", "~", "[]", "true")
                .map(sdk -> "version: 0.4.0, pythonVersions: [\"3.11\"], imageRepository: a/b, traceloopSdk: " + sdk);
        return Stream.of(versions, pythons, repositories, sdks).flatMap(it -> it);
    }

    /** Where a rule looks at one value only, schema and loader are of one mind. */
    @ParameterizedTest
    @MethodSource("fields")
    void agreesWithTheLoaderOnEveryField(String fields) throws IOException {
        String text = "additionalInstrumentationVersions:\n  - {" + fields + "}\n";

        assertThat(SCHEMA.validate(yaml(text)).isEmpty())
                .isEqualTo(CatalogLoader.builder()
                        .extension(CatalogSource.text("extension.yaml", text))
                        .load()
                        .isValid());
    }
}
