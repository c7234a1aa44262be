package io.amp4j.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees who runs the demo. */
class DemoTest {
    private static final String EVENT = " *[0-9]+ ms  (catalog|operator|server|agent|receiver|checked|log) +\\S.*";

    @TempDir
    private Path folder;

    @Test
    void tellsTheWholeStoryWithoutAStrayLine() throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        ProcessBuilder demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("temporary")),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Demo.class.getName(),
                        folder.toString())
                .redirectError(errors.toFile());
        demo.environment().remove("JAVA_TOOL_OPTIONS"); // of which the JVM itself would say that it read them
        Process process = demo.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(process.waitFor()).as(() -> String.join("\n", lines)).isZero();
        assertThat(Files.readString(errors)).isEmpty();
        assertThat(lines)
                .allMatch(line -> line.isEmpty()
                        || line.startsWith("== ")
                        || line.matches(" {3}[A-Z].*\\.")
                        || line.matches(EVENT));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("== "))
                .hasSize(7)
                .last()
                .asString()
                .startsWith("== Everything above really happened")
                .endsWith(folder.resolve("index.html").toString());
        assertThat(lines)
                .filteredOn(line -> line.contains(" ms  log "))
                .as("what an operator finds in the log, and nothing else")
                .satisfiesExactly(
                        line -> assertThat(line).contains("goes back to the last good one"),
                        line -> assertThat(line).contains("the signature fits no key"));
        assertThat(folder.resolve("temporary")).isEmptyDirectory();
        assertThat(Files.readString(folder.resolve("index.html")))
                .contains("<h2 id=\"trace\">")
                .contains("<h2 id=\"chapter-6\">")
                .contains("execute_tool get_weather")
                .contains("493 tokens (463 in, 30 out)");
    }

    @Test
    void failsAtTheFirstClaimThatDoesNotHold() throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Timeline timeline = new Timeline(new PrintStream(out, true, StandardCharsets.UTF_8), () -> 0);

        boolean happened = Demo.run(
                timeline,
                List.of(
                        () -> timeline.check(true, "the first claim"),
                        () -> timeline.check(false, "the second claim"),
                        () -> timeline.check(true, "the third claim")));

        assertThat(happened).isFalse();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "     0 ms  checked  the first claim",
                        "     0 ms  demo     failed: did not happen: the second claim");
    }
}
