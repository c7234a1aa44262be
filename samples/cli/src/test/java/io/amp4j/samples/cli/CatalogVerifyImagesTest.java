package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.amp4j.catalog.CatalogSchema;
import io.amp4j.samples.cli.oci.FakeRegistry;
import io.amp4j.samples.cli.oci.FakeRegistry.Asked;
import io.amp4j.samples.cli.oci.FakeRegistry.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogVerifyImagesTest {
    @TempDir
    private Path directory;

    private FakeRegistry registry;
    private Path extension;
    private String repository;

    /** Holds 0.2.1 for every Python, and 0.4.0 for 3.11 only. */
    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry(
                asked -> asked.path().contains("/0.2.1-") || asked.path().endsWith("0.4.0-python3.11")
                        ? Reply.of(200)
                        : Reply.of(404));
        repository = registry.authority() + "/wso2/provider";
        extension = Files.writeString(directory.resolve("extension.yaml"), extension(repository));
    }

    private static String extension(String repository) {
        return """
                additionalInstrumentationVersions:
                  - version: "0.4.0"
                    pythonVersions: ["3.11", "3.12"]
                    imageRepository: "%1$s"
                  - version: "0.2.1"
                    traceloopSdk: "0.60.0"
                    pythonVersions: ["3.10", "3.11", "3.12", "3.13"]
                    imageRepository: "%1$s"
                """.formatted(repository);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private CommandRun verify(String... more) {
        List<String> args = new ArrayList<>(List.of("catalog", "verify-images", "--extension", extension.toString()));
        // Nobody's own credentials get into a test.
        args.addAll(List.of("--docker-config", directory.toString()));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray(String[]::new));
    }

    @Test
    void tellsOfEveryImageNewestVersionFirst() {
        CommandRun run = verify();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .containsExactly(
                        "present      " + repository + ":0.4.0-python3.11",
                        "missing      " + repository + ":0.4.0-python3.12: " + registry.authority()
                                + " does not have it; push it, or correct imageRepository",
                        "present      " + repository + ":0.2.1-python3.10",
                        "present      " + repository + ":0.2.1-python3.11",
                        "present      " + repository + ":0.2.1-python3.12",
                        "present      " + repository + ":0.2.1-python3.13",
                        "5 of 6 images can be pulled");
        assertThat(run.out()).doesNotContain("\u001b", "\r[");
    }

    @Test
    void tellsTheSameAsJson() throws IOException {
        CommandRun run = verify("--format", "json", "--version", "0.4.0");

        assertThat(run.exitCode()).isEqualTo(1);
        JsonNode images = new ObjectMapper().readTree(run.out()).get("images");
        assertThat(images.findValuesAsText("image"))
                .containsExactly(repository + ":0.4.0-python3.11", repository + ":0.4.0-python3.12");
        assertThat(images.findValuesAsText("status")).containsExactly("present", "missing");
        assertThat(images.get(0).get("message").asText()).isEmpty();
        assertThat(images.get(1).get("message").asText()).contains("does not have it");
    }

    @Test
    void asksOnlyForTheVersionsAndPythonsThatAreWanted() {
        CommandRun run = verify("--version", "0.4.0,0.2.1", "--python", "3.11.4");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).endsWith("2 of 2 images can be pulled" + System.lineSeparator());
        assertThat(registry.asked())
                .extracting(Asked::path)
                .containsExactlyInAnyOrder(
                        "/v2/wso2/provider/manifests/0.4.0-python3.11", "/v2/wso2/provider/manifests/0.2.1-python3.11");
    }

    @Test
    void refusesAVersionThatIsNotThereAndAPythonThatNothingSupports() {
        CommandRun version = verify("--version", "9.9.9");
        assertThat(version.exitCode()).isEqualTo(1);
        assertThat(version.err()).contains("\"9.9.9\" is not supported by this deployment; supported: [0.4.0 0.2.1]");

        CommandRun python = verify("--python", "3.9");
        assertThat(python.exitCode()).isEqualTo(1);
        assertThat(python.err()).contains("no such version has an image for [3.9]");
        assertThat(registry.asked()).isEmpty();
    }

    @Test
    void asksForAsManyImagesAtATimeAsThereAreJobs() throws IOException {
        CyclicBarrier three = new CyclicBarrier(3);
        try (FakeRegistry meeting = new FakeRegistry(asked -> {
            try {
                three.await(30, TimeUnit.SECONDS);
                return Reply.of(200);
            } catch (Exception e) {
                return Reply.of(404);
            }
        })) {
            Files.writeString(extension, extension(meeting.authority() + "/p"));

            assertThat(verify("--jobs", "3").exitCode()).isZero();
        }
    }

    @Test
    void refusesADockerConfigThatItCannotReadAndQuotesNothingOfIt() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{ s3cr3t");
        CommandRun run = verify();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("config.json: error: is not JSON: line 1")
                .doesNotContain("s3cr3t");
        assertThat(registry.asked()).isEmpty();
    }

    @Test
    void asksNobodyOfABadCatalog() throws IOException {
        Files.writeString(extension, "additionalInstrumentationVersions: [{version: latest}]");

        assertThat(verify().exitCode()).isEqualTo(1);
        assertThat(registry.asked()).isEmpty();
    }

    static Stream<Arguments> wrongUsages() {
        return Stream.of(
                argumentSet("no jobs", (Object) new String[] {"--jobs", "0"}),
                argumentSet("too many jobs", (Object) new String[] {"--jobs", "65"}),
                argumentSet("no time", (Object) new String[] {"--timeout", "0"}),
                argumentSet("jobs that are no number", (Object) new String[] {"--jobs", "many"}),
                argumentSet("a host with a scheme", (Object) new String[] {"--insecure", "http://a.example"}),
                argumentSet("an unknown option", (Object) new String[] {"--insecur", "x"}));
    }

    @ParameterizedTest
    @MethodSource("wrongUsages")
    void refusesWrongUsage(String[] args) {
        CommandRun run = verify(args);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isNotBlank();
    }

    @Test
    void explainsItself() {
        CommandRun run = CommandRun.of("catalog", "verify-images", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--insecure=HOST[:PORT]", "$DOCKER_CONFIG");
    }

    @Test
    void printsTheSchemaAsItIs() {
        CommandRun run = CommandRun.of("catalog", "schema");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(CatalogSchema.json());
    }
}
