package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may stand where an option or an argument names a file. */
class NamedFilesTest {
    @TempDir
    private Path folder;

    @Test
    void readsNoDevice() throws Exception {
        Path zero = Path.of("/dev/zero");
        assumeTrue(Files.exists(zero));

        assertIsRefusedEverywhere(zero);
    }

    @Test
    void isNotHeldUpByAPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "needs mkfifo");

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertIsRefusedEverywhere(pipe));
    }

    private void assertIsRefusedEverywhere(Path file) throws Exception {
        Path docker = Files.createDirectory(folder.resolve("docker"));
        Files.createSymbolicLink(docker.resolve("config.json"), file);
        String name = file.toString();

        assertRefuses(1, "catalog", "check", "--extension", name);
        assertRefuses(1, "catalog", "impact", "--pins", name);
        assertRefuses(1, "catalog", "verify-images", "--docker-config", docker.toString());
        assertRefuses(2, "otel", "check", name);
        assertRefuses(2, "opamp", "agent", "http://127.0.0.1:1", "--connect-timeout", "1", "--ca", name);
        assertRefuses(
                2, "opamp", "agent", "http://127.0.0.1:1", "--connect-timeout", "1", "--cert", name, "--key", name);
    }

    private static void assertRefuses(int exitCode, String... command) {
        CommandRun run = CommandRun.of(command);

        assertThat(run.out() + run.err())
                .as(String.join(" ", command))
                .contains("is not a regular file")
                .doesNotContain("\tat ");
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }
}
