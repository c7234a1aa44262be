package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand where a key or a certificate is to be read. */
class NamedFilesTest {
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AMP_OTEL_ENDPOINT",
            "https://amp.example.com/otel",
            "AMP_AGENT_API_KEY",
            "unused",
            "OTEL_SERVICE_NAME",
            "checkout"));

    @TempDir
    Path folder;

    @Test
    void readsALinkToAFileAsKubernetesMountsASecret() throws IOException {
        Path file = Files.createDirectory(folder.resolve("..2026_01_01")).resolve("key");
        Files.writeString(file, "of-the-secret");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01_01"));
        Path link = Files.createSymbolicLink(folder.resolve("key"), Path.of("..data/key"));
        environment.put("AMP_AGENT_API_KEY_FILE", link.toString());

        HeaderSource source = AmpOtel.builder()
                .environment(environment::get)
                .systemProperties(name -> null)
                .config()
                .headers();

        assertThat(source.headers()).containsEntry("x-amp-api-key", "of-the-secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AMP_AGENT_API_KEY_FILE", "OTEL_EXPORTER_OTLP_CERTIFICATE"})
    void readsNoDevice(String variable) {
        Path zero = Path.of("/dev/zero");
        assumeTrue(Files.exists(zero));

        assertRefuses(variable, zero, "it is not a regular file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AMP_AGENT_API_KEY_FILE", "OTEL_EXPORTER_OTLP_CERTIFICATE"})
    void isNotHeldUpByAPipe(String variable) throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "needs mkfifo");

        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertRefuses(variable, pipe, "it is not a regular file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AMP_AGENT_API_KEY_FILE", "OTEL_EXPORTER_OTLP_CERTIFICATE"})
    void readsNoDirectory(String variable) {
        assertRefuses(variable, folder, "it is a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AMP_AGENT_API_KEY_FILE", "OTEL_EXPORTER_OTLP_CERTIFICATE"})
    void readsNoMoreOfAFileThanItsLimit(String variable) throws IOException {
        Path large = folder.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(8L << 30);
        }

        assertRefuses(variable, large, "it is larger than");
    }

    /** Who may read it is left to whoever made it: a mounted Secret is readable by all in its pod. */
    @Test
    void readsAKeyThatEverybodyCanRead() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path file = Files.writeString(folder.resolve("key"), "of-the-secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(HeaderSource.apiKeyFile(file).headers()).containsEntry("x-amp-api-key", "of-the-secret");
    }

    private void assertRefuses(String variable, Path file, String problem) {
        environment.put(variable, file.toString());
        AmpOtelBuilder builder = AmpOtel.builder().environment(environment::get).systemProperties(name -> null);

        AmpConfigurationException refusal = catchThrowableOfType(
                AmpConfigurationException.class, () -> SwitchableSpanExporter.create(builder.config()));

        assertThat(refusal.problems())
                .singleElement()
                .asString()
                .contains(variable, file + " cannot be", "(" + problem);
    }
}
