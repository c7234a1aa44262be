package io.amp4j.otel.internal.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read where {@code OTEL_CONFIG_FILE} points to. */
class FileExporterTest {
    @TempDir
    Path folder;

    @Test
    void readsAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("otel.yaml"), "file_format: 1.0");

        assertThat(FileExporter.text(file.toString())).contains("file_format: 1.0");
    }

    @Test
    void readsNoDeviceAndIsNotHeldUpByAPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "needs mkfifo");

        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(FileExporter.text(pipe.toString())).isEmpty());
        assertThat(FileExporter.text("/dev/zero")).isEmpty();
    }
}
