package io.amp4j.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script, in a real bash. */
class CompletionTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "'', catalog opamp otel completion",
        "catalog che, check",
        "catalog check --ext, --extension",
        "opamp agent --packages, --packages-dir",
    })
    void completesCommandsAndOptions(String typed, String expected) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
        Path script = directory.resolve("completion");
        CommandRun run = CommandRun.of("completion");
        assertThat(run.exitCode()).isZero();
        Files.writeString(script, run.out());

        assertThat(completed(script, "amp4j " + typed)).contains(expected.split(" "));
    }

    /** Returns what bash offers at the end of a line. */
    private static List<String> completed(Path script, String line) throws IOException, InterruptedException {
        String words =
                "source '" + script + "'; COMP_LINE='" + line + "'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=($COMP_LINE);"
                        + " case $COMP_LINE in *' ') COMP_WORDS+=('');; esac; COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
                        + " _complete_amp4j; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("/bin/bash", "-c", words)
                .redirectErrorStream(true)
                .start();
        bash.getOutputStream().close();
        String out = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return out.lines().map(String::strip).toList();
    }
}
