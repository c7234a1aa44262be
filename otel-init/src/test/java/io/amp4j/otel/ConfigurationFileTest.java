package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.untouched.AutoconfiguredApplication;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real Java agent with a configuration file of OpenTelemetry, and this jar as its extension. */
class ConfigurationFileTest {
    @TempDir
    private Path folder;

    private final OtlpReceiver receiver = OtlpReceiver.start();
    private final Map<String, String> environment =
            new HashMap<>(Map.of("AMP_OTEL_ENDPOINT", receiver.endpoint(), "AMP_AGENT_API_KEY", "secret-key"));

    @AfterEach
    void close() {
        receiver.close();
    }

    private static String file(String format, String exporter) {
        return """
                file_format: "%s"
                resource:
                  attributes:
                    - name: service.name
                      value: checkout
                tracer_provider:
                  processors:
                    - batch:
                        exporter:
                          %s: {}
                """.formatted(format, exporter);
    }

    private String run(Path agent, String variable, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("otel.yaml"), text);
        environment.put(variable, file.toString());
        ForkedJvm.Ended ended = JavaAgents.runUntouched(
                folder,
                environment,
                agent,
                ForkedJvm.jar(folder.resolve("otel-init.jar"), Path.of("target", "classes")),
                List.of("http://127.0.0.1:" + receiver.port() + "/hello"));
        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("answer 200").doesNotContain("secret-key");
        return ended.output();
    }

    @Test
    void sendsSpansOfAPlainProgramToAmpWhenTheFileNamesIt() throws IOException {
        Path file = Files.writeString(folder.resolve("otel.yaml"), file("1.1", "amp"));
        environment.put("OTEL_CONFIG_FILE", file.toString());
        String classPath = String.join(
                File.pathSeparator,
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                Path.of("target", "classes").toAbsolutePath().toString(),
                Path.of("target", "opentelemetry", "declarative-1.65.0").toAbsolutePath() + File.separator + "*");
        ForkedJvm.Ended ended = ForkedJvm.run(
                folder, environment, List.of("-cp", classPath, AutoconfiguredApplication.class.getName()));
        assertThat(ended.output()).contains("done").doesNotContain("secret-key", "WARNING: No span");
        assertThat(exports()).as(ended.output()).singleElement().satisfies(request -> {
            assertThat(request.key()).isEqualTo("secret-key");
            assertThat(request.spanNames()).containsExactly("without an agent");
            assertThat(request.resource()).containsEntry("service.name", "checkout");
        });
    }

    private List<OtlpReceiver.Received> exports() {
        return receiver.all().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "2.9.0,OTEL_EXPERIMENTAL_CONFIG_FILE,0.1",
        "2.10.0,OTEL_EXPERIMENTAL_CONFIG_FILE,0.3",
        "2.18.1,OTEL_EXPERIMENTAL_CONFIG_FILE,0.4", // the first after those that start with no file at all
        "2.20.1,OTEL_EXPERIMENTAL_CONFIG_FILE,1.0-rc.1",
        "2.33.1,OTEL_CONFIG_FILE,1.2", // as docs/otel-setup.md shows it
    })
    void sendsSpansToAmpWhenTheFileNamesIt(String agent, String variable, String format) throws IOException {
        assumeThat(JavaAgents.isChosen(JavaAgents.version(agent))).isTrue();
        String output = run(JavaAgents.version(agent), variable, file(format, "amp"));
        assertThat(exports()).as(output).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/otel/v1/traces");
            assertThat(request.key()).isEqualTo("secret-key");
            assertThat(request.spanNames()).containsExactly("GET");
            assertThat(request.resource()).containsEntry("service.name", "checkout");
        });
        assertThat(output).doesNotContain("WARN ");
    }

    @ParameterizedTest
    @CsvSource({
        "2.10.0,OTEL_EXPERIMENTAL_CONFIG_FILE,0.3",
        "2.20.1,OTEL_EXPERIMENTAL_CONFIG_FILE,1.0-rc.1",
        "2.33.1,OTEL_CONFIG_FILE,1.2"
    })
    void warnsOnceWithTheLinesToWriteWhenTheFileDoesNotNameIt(String agent, String variable, String format)
            throws IOException {
        assumeThat(JavaAgents.isChosen(JavaAgents.version(agent))).isTrue();
        String output = run(JavaAgents.version(agent), variable, file(format, "console"));
        assertThat(output)
                .containsOnlyOnce("No span is sent to AMP")
                .containsOnlyOnce("WARN ")
                .contains("(" + variable + ")", "    - batch:\n        exporter:\n          amp: {}\n");
        assertThat(output).as("what the file says").containsPattern("'GET' : \\w{32} ");
        assertThat(exports()).isEmpty();
    }

    @Test
    void followsAmpsVariablesWhereTheAgentDoesNotReadTheFile() throws IOException {
        String output = run(JavaAgents.version("2.20.1"), "OTEL_CONFIG_FILE", file("1.0-rc.1", "console"));
        assertThat(exports()).as(output).hasSize(1);
        assertThat(output).doesNotContain("No span is sent to AMP");
    }

    @Test
    void letsTheApplicationRunWithoutAKey() throws IOException {
        environment.remove("AMP_AGENT_API_KEY");
        String output = run(JavaAgents.newest(), "OTEL_CONFIG_FILE", file("1.2", "amp"));
        assertThat(output)
                .containsOnlyOnce("No span is sent to AMP")
                .contains("AMP_AGENT_API_KEY is required but not set");
        assertThat(exports()).isEmpty();
    }
}
