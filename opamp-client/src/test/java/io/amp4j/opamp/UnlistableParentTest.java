package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state directory below one that its user may pass through but not list, in a process that is bound to permissions, also as root. */
class UnlistableParentTest {
    @TempDir
    Path temporary;

    private Path above = Path.of("");
    private Path directory = Path.of("");

    @BeforeEach
    void takeTheRightToListFromTheDirectoryAbove() throws IOException {
        assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("unix"));
        above = Files.createDirectory(temporary.resolve("above"));
        directory = above.resolve("checkout");
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("-wx--x--x"));
    }

    @AfterEach
    void giveItBack() throws IOException {
        if (Files.isDirectory(above.resolve("checkout"))) {
            Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void savesAndLoads() throws Exception {
        assertThat(output()).isEqualTo("saved and loaded\n");
        assertThat(directory.resolve(FileStateStore.STATE)).exists();
    }

    private String output() throws Exception {
        List<String> command = new ArrayList<>();
        if (Files.getAttribute(temporary, "unix:uid").equals(0)) {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
            command.addAll(List.of("/usr/bin/setpriv", "--bounding-set", "-dac_override,-dac_read_search"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                directory.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    static final class Program {
        public static void main(String[] args) throws IOException {
            ClientState state = ClientState.initial(new InstanceUid(1, 2));
            if (Files.isReadable(Path.of(args[0]).resolveSibling("."))) {
                System.out.print("the directory above can be listed, ");
            }
            try (StateStore store = StateStore.file(Path.of(args[0]))) {
                store.save(state);
                System.out.print(store.load().filter(state::equals).isPresent() ? "saved and loaded\n" : "nothing\n");
            }
        }
    }
}
