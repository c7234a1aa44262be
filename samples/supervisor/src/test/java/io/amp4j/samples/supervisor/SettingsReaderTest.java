package io.amp4j.samples.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The supervisor's file, its JSON Schema and its documentation. */
class SettingsReaderTest {
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "supervisor.md");

    private static final String MINIMAL = """
            server: {endpoint: "wss://opamp.example"}
            agent: {name: a, command: [run]}
            state_directory: state
            """;

    @TempDir
    private Path directory;

    private static String schemaText() {
        try (InputStream schema = Main.class.getResourceAsStream("/supervisor.schema.json")) {
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schemaText(), InputFormat.JSON);
    }

    private Settings read(String text) throws Exception {
        return SettingsReader.read(text, directory, Map.of("TOKEN", "a-secret-token", "KEY", "another-secret"));
    }

    private List<String> problems(String text) {
        return catchThrowableOfType(SettingsReader.BadSettings.class, () -> read(text))
                .problems();
    }

    @Test
    void namesEveryProblemWithItsPathAtOnce() {
        assertThat(problems("""
                                server:
                                  endpoint: opamp.example
                                  headers: {Authorization: "Bearer ${NOWHERE}"}
                                  tls: {certificate: gone.pem}
                                  heartbeat: soon
                                agent:
                                  command: [run, "--key=${KEY}"]
                                  working_directory: gone
                                configuration:
                                  format: toml
                                  layers: [gone.yaml]
                                  protected: [a..b]
                                  validate: {timeout: 0s}
                                  reload: {signal: KILL}
                                health: {http: "ftp://x", port: 70000, intervall: 1s}
                                log: {max_size: big, files: 0}
                                """))
                .satisfiesExactly(
                        at("server.endpoint: is not an OpAMP endpoint"),
                        at("server.headers.Authorization: the environment variable NOWHERE is not set"),
                        at("server.tls: is of no use with "),
                        at("server.tls.certificate: there is no such file"),
                        at("server.tls.key: is missing"),
                        at("server.heartbeat: must be a duration"),
                        at("agent.name: is missing"),
                        at("agent.command[1]: must not contain a variable but ${config}"),
                        at("agent.working_directory: there is no such directory"),
                        at("configuration.format: must be one of json, text, yaml"),
                        at("configuration.layers[0]: there is no such file"),
                        at("configuration.protected[0]: must be keys with dots"),
                        at("configuration.reload.signal: must be one of HUP, INT, USR1, USR2, WINCH"),
                        at("configuration.validate.command: is missing"),
                        at("configuration.validate.timeout: must be a duration"),
                        at("health.http: must be an http or https URL"),
                        at("health.port: must be a whole number from 1 to 65535"),
                        at("health.intervall: is unknown; known are http, port, command"),
                        at("log.max_size: must be a size"),
                        at("log.files: must be a whole number"),
                        at("state_directory: is missing"));
    }

    private static org.assertj.core.api.ThrowingConsumer<String> at(String beginning) {
        return problem -> assertThat(problem).startsWith(beginning);
    }

    @Test
    void hasDefaults() throws Exception {
        Settings settings = read(MINIMAL);

        assertThat(settings.health().window()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.configuration().format()).isEqualTo(Settings.Format.YAML);
        assertThat(settings.log().file()).isEmpty();
        assertThat(settings.agent().workingDirectory()).isEqualTo(directory);
        assertThat(settings.stateDirectory()).isEqualTo(directory.resolve("state"));
    }

    @Test
    void keepsSecretsOfTheConnectionFromTheAgentAndFromWhatIsShown() throws Exception {
        Settings settings =
                read(MINIMAL.replace("example\"", "example\", headers: {Authorization: \"Bearer ${TOKEN}\"}")
                        .replace("[run]", "[run], environment: {API_KEY: \"${KEY}\", OTHER: \"${UNSET:-x}$$\"}"));

        assertThat(settings.server().headers()).containsEntry("Authorization", "Bearer a-secret-token");
        assertThat(settings.hiddenVariables()).containsExactly("TOKEN");
        assertThat(settings.agent().environment())
                .containsEntry("API_KEY", "another-secret")
                .containsEntry("OTHER", "x$");
        assertThat(settings.secrets().redact("with a-secret-token and another-secret"))
                .isEqualTo("with *** and ***");
    }

    @Test
    void knowsTheSameKeysAsTheSchemaAndTheDocumentation() throws Exception {
        Set<String> keys = new TreeSet<>();
        collect(new ObjectMapper().readTree(schemaText()), "", keys);

        Set<String> known = new TreeSet<>();
        for (String section : List.of(
                "",
                "server",
                "server.tls",
                "agent",
                "configuration",
                "configuration.validate",
                "configuration.reload",
                "health",
                "restarts",
                "log")) {
            String unknown = section.isEmpty() ? "nokey" : section + ".nokey";
            String problem = problems(nested(unknown)).stream()
                    .filter(text -> text.startsWith(unknown + ": is unknown"))
                    .findFirst()
                    .orElseThrow();
            for (String key :
                    problem.substring(problem.indexOf("known are ") + 10).split(", ", -1)) {
                known.add(section.isEmpty() ? key : section + "." + key);
            }
        }
        assertThat(known).isEqualTo(keys);

        Set<String> documented = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| `([a-z_.]+)`").matcher(Files.readString(DOCUMENT));
        while (row.find()) {
            documented.add(row.group(1));
        }
        Set<String> leaves = new TreeSet<>(keys);
        leaves.removeIf(key -> keys.stream().anyMatch(other -> other.startsWith(key + ".")));
        assertThat(documented).isEqualTo(leaves);
    }

    private static String nested(String path) {
        String text = "1";
        String[] keys = path.split("\\.", -1);
        for (int i = keys.length - 1; i >= 0; i--) {
            text = "{" + keys[i] + ": " + text + "}";
        }
        return text;
    }

    private static void collect(JsonNode schema, String path, Set<String> keys) {
        Iterator<Map.Entry<String, JsonNode>> properties =
                schema.path("properties").properties().iterator();
        while (properties.hasNext()) {
            Map.Entry<String, JsonNode> property = properties.next();
            String key = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            keys.add(key);
            collect(property.getValue(), key, keys);
        }
    }

    @Test
    void theExamplesOfTheDocumentationAreGood() throws Exception {
        Files.writeString(directory.resolve("base.yaml"), "");
        Matcher example =
                Pattern.compile("(?s)```yaml\\n# supervisor.yaml\\n(.*?)```").matcher(Files.readString(DOCUMENT));
        int examples = 0;
        while (example.find()) {
            examples++;
            Map<String, String> environment = Map.of("OPAMP_TOKEN", "a-secret-token", "INGEST_KEY", "another-secret");
            assertThat(SettingsReader.read(example.group(1), directory, environment))
                    .isNotNull();
            assertThat(schema().validate(example.group(1), InputFormat.YAML)).isEmpty();
        }
        assertThat(examples).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nokey: 1",
                "health: {window: long}",
                "health: {port: 0}",
                "restarts: {crashes: 0}",
                "configuration: {format: toml}",
                "configuration: {reload: {signal: KILL}}",
                "configuration: {validate: {timeout: 1s}}",
                "log: {files: 0}",
                "health: 1"
            })
    void schemaAndReaderRefuseTheSame(String more) {
        assertThat(schema().validate(MINIMAL, InputFormat.YAML)).isEmpty();
        assertThat(problems(MINIMAL + more)).isNotEmpty();
        assertThat(schema().validate(MINIMAL + more, InputFormat.YAML)).isNotEmpty();
    }
}
