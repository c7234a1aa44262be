package io.amp4j.samples.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AgentLogTest {
    @TempDir
    private Path directory;

    private final Lines out = new Lines();
    private final Secrets secrets = new Secrets();

    private static void write(AgentLog log, String text) throws InterruptedException {
        log.follow(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .join();
    }

    private AgentLog log(@Nullable Path file, long size, int files) {
        return new AgentLog(new Settings.Log(Optional.ofNullable(file), size, files), secrets, out.stream());
    }

    @Test
    void passesTheOutputThroughWithoutSecrets() throws Exception {
        secrets.add("a-secret-token");
        try (AgentLog log = log(null, 1, 1)) {
            write(log, "one\r\nwith a-secret-token\nlast");
            assertThat(log.lastLines()).isEqualTo("one\nwith ***\nlast");
        }
        assertThat(out.all()).containsExactly("one", "with ***", "last");
    }

    @Test
    void hidesTheLinesOfAKey() throws Exception {
        secrets.add("-----BEGIN\n  c2VjcmV0IGtleQ==\n-----END");
        try (AgentLog log = log(null, 1, 1)) {
            write(log, "read c2VjcmV0IGtleQ==\n");
            assertThat(log.lastLines()).isEqualTo("read ***");
        }
    }

    @Test
    void remembersTheLastTwentyLines() throws Exception {
        try (AgentLog log = log(null, 1, 1)) {
            write(log, IntStream.range(0, 30).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining()));
            assertThat(log.lastLines().lines()).hasSize(20).first().isEqualTo("line 10");
            log.forget();
            assertThat(log.lastLines()).isEmpty();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no POSIX permissions")
    void rotatesItsFile() throws Exception {
        Path file = directory.resolve("logs/agent.log");
        try (AgentLog log = log(file, 10, 3)) {
            write(log, "first\nsecond\nthird\nfourth\nthe fifth is longer than allowed\n");
        }
        assertThat(file).hasContent("the fifth is longer than allowed\n");
        assertThat(directory.resolve("logs/agent.log.1")).hasContent("fourth\n");
        assertThat(directory.resolve("logs/agent.log.2")).hasContent("third\n");
        assertThat(directory.resolve("logs/agent.log.3")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void startsItsOnlyFileAnew() throws Exception {
        Path file = directory.resolve("agent.log");
        try (AgentLog log = log(file, 10, 1)) {
            write(log, "first line\nsecond\n");
        }
        assertThat(file).hasContent("second\n");
        assertThat(directory.resolve("agent.log.1")).doesNotExist();
    }
}
