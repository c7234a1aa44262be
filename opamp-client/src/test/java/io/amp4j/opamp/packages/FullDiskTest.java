package io.amp4j.opamp.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full in the middle of an installation. A limit of the system on the size of files stands for it, which the writing meets just so. */
class FullDiskTest {
    private static final Path SHELL = Path.of("/bin/sh");

    /** In blocks of 512 or 1,024 bytes. */
    private static final int LIMIT = 512;

    @Test
    void keepsWhatIsThereAndInstallsTheNextThatFits(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "no shell to limit a process");
        Process process = new ProcessBuilder(
                        SHELL.toString(),
                        "-c",
                        "ulimit -f " + LIMIT + " && exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).isEqualTo(Program.DONE + System.lineSeparator());
    }

    /** Installs versions into a directory, of which the second is too large. */
    static final class Program {
        static final String DONE = "done";

        private Program() {}

        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[0]);
            DirectoryInstaller installer = DirectoryInstaller.in(directory.resolve("packages"));
            install(installer, directory, "1", "small");
            assertThatThrownBy(() -> install(installer, directory, "2", "large".repeat(1 << 20)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("too large");

            assertThat(installer.installed())
                    .extracting(InstalledPackage::version)
                    .containsExactly("1");
            assertThat(content(installer)).isEqualTo("small");
            try (Stream<Path> left = Files.list(directory.resolve("packages/a/versions"))) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .hasSize(2)
                        .allMatch(name -> name.startsWith("v1-"));
            }

            install(installer, directory, "3", "small again");
            assertThat(content(installer)).isEqualTo("small again");
            System.out.println(DONE);
        }

        private static String content(DirectoryInstaller installer) throws IOException {
            return Files.readString(installer.current("a").orElseThrow().resolve("run"));
        }

        private static void install(DirectoryInstaller installer, Path directory, String version, String content)
                throws IOException {
            Path file = directory.resolve("file");
            Files.write(file, Archives.tarGz(Archives.file("README", "the first"), Archives.file("run", content)));
            OfferedPackage offered = OfferedPackage.builder("a")
                    .version(version)
                    .hash(new Hash(Bytes.utf8(version)))
                    .contentHash(new Hash(Bytes.utf8(version)))
                    .build();
            installer.install(offered, file);
            installer.activate(offered);
        }
    }
}
