package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may stand where a file of a catalog is to be read. */
class NamedFilesTest {
    @TempDir
    private Path folder;

    @Test
    void readsALinkToAFileAsKubernetesMountsAConfigMap() throws IOException {
        Path file = Files.createDirectory(folder.resolve("..2026_01_01")).resolve("values.yaml");
        Files.writeString(file, "additionalInstrumentationVersions: []");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01_01"));
        Path link = Files.createSymbolicLink(folder.resolve("values.yaml"), Path.of("..data/values.yaml"));

        assertThat(CatalogLoader.builder()
                        .extension(CatalogSource.file(link))
                        .load()
                        .problems())
                .isEmpty();
    }

    @Test
    void readsNoDevice() {
        Path zero = Path.of("/dev/zero");
        assumeTrue(Files.exists(zero));

        assertRefuses(zero);
    }

    @Test
    void isNotHeldUpByAPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "needs mkfifo");

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertRefuses(pipe));
    }

    private static void assertRefuses(Path file) {
        String message = "read extension " + file + ": is not a regular file";
        assertThat(CatalogLoader.builder()
                        .extension(CatalogSource.file(file))
                        .load()
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).startsWith(message));
        // As the operator names it.
        assertThat(CatalogLoader.builder()
                        .environment(Map.of(CatalogLoader.EXTENSION_PATH_VARIABLE, file.toString()))
                        .load()
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).startsWith(message));
    }
}
