package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that {@code amp4j catalog view} writes. */
class CatalogViewTest {
    @TempDir
    private Path folder;

    private CommandRun view(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("values.yaml"), yaml);
        return CommandRun.of("catalog", "view", file.toString());
    }

    @Test
    void showsVersionsImagesAndWhatOverridesWhat() throws IOException {
        CommandRun run = view("""
                additionalInstrumentationVersions:
                  - version: "0.2.1"
                    traceloopSdk: "0.60.0"
                    pythonVersions: ["3.10", "3.11"]
                    imageRepository: registry.example.com/mirror/provider
                """);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("<!DOCTYPE html>")
                .contains("1 version; the default is <strong>0.2.1</strong>")
                .contains("<code>registry.example.com/mirror/provider:0.2.1-python3.11</code>")
                .containsPattern("overridden by <code>[^<]*values.yaml:2:14</code>")
                .contains(
                        "imageRepository: ghcr.io/wso2/amp-python-instrumentation-provider → registry.example.com/mirror/provider")
                .doesNotContain("<script");
    }

    @Test
    void showsProblemsBesideTheirVersionAndEscapesWhatTheFileHolds() throws IOException {
        CommandRun run = view("""
                additionalInstrumentationVersions:
                  - version: "0.4.0"
                    traceloopSdk: "<script>alert(1)</script>"
                    pythonVersions: ["3.10", "3.11"]
                    imageRepository: registry.example.com/provider
                """);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .doesNotContain("<script>")
                .contains("&lt;script&gt;")
                .containsPattern("class=\"warning\">[^<]*traceloop");
    }

    @Test
    void showsEveryProblemOfACatalogThatWouldBeRefused() throws IOException {
        CommandRun run = view("additionalInstrumentationVersions:\n  - version: \"0.4.0\"\n");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("A service would refuse this catalog.")
                .contains("missing imageRepository", "missing pythonVersions");
    }

    @Test
    void isNoJson() {
        CommandRun run = CommandRun.of("catalog", "view", "--format", "json");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("view writes HTML");
    }
}
