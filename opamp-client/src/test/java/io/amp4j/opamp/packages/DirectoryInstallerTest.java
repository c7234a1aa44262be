package io.amp4j.opamp.packages;

import static io.amp4j.opamp.packages.Archives.entry;
import static io.amp4j.opamp.packages.Archives.file;
import static io.amp4j.opamp.packages.Archives.gzip;
import static io.amp4j.opamp.packages.Archives.replaced;
import static io.amp4j.opamp.packages.Archives.tarGz;
import static io.amp4j.opamp.packages.Archives.withMode;
import static io.amp4j.opamp.packages.Archives.zip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryInstallerTest {

    @TempDir
    private Path temporary;

    private Path root = Path.of("");
    private DirectoryInstaller installer = DirectoryInstaller.in(root);

    @BeforeEach
    void makeInstaller() {
        root = temporary.resolve("packages");
        installer = DirectoryInstaller.in(root);
    }

    private static OfferedPackage offered(String name, String version, byte[] content) {
        try {
            return OfferedPackage.builder(name)
                    .version(version)
                    .hash(new Hash(Bytes.utf8(name + version)))
                    .contentHash(Hash.of(MessageDigest.getInstance("SHA-256").digest(content)))
                    .build();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Path download(byte[] content) throws IOException {
        return Files.write(installer.downloads().resolve("file"), content);
    }

    private OfferedPackage stage(String version, byte[] content) throws IOException {
        OfferedPackage offered = offered("agent", version, content);
        installer.install(offered, download(content));
        return offered;
    }

    private OfferedPackage install(String version, byte[] content) throws IOException {
        OfferedPackage offered = stage(version, content);
        installer.activate(offered);
        return offered;
    }

    private String read(String name) throws IOException {
        return Files.readString(root.resolve("agent/current").resolve(name));
    }

    @Test
    void switchesToAVersionInOneStepAndKeepsTheOneBefore() throws IOException {
        OfferedPackage one = install("1", tarGz(file("bin/run", "one")));
        OfferedPackage two = stage("2", tarGz(file("bin/run", "two")));

        assertThat(read("bin/run")).as("until it is activated").isEqualTo("one");
        assertThat(installer.installed()).containsExactly(InstalledPackage.from(one));

        installer.activate(two);
        installer.activate(two);

        assertThat(read("bin/run")).isEqualTo("two");
        assertThat(installer.installed()).containsExactly(InstalledPackage.from(two));

        installer.rollBack(two);
        installer.rollBack(two);

        assertThat(read("bin/run")).isEqualTo("one");
        assertThat(installer.installed()).containsExactly(InstalledPackage.from(one));
    }

    @Test
    void rollsTheFirstVersionBackToNone() throws IOException {
        OfferedPackage one = install("1", zip("run", "one"));

        installer.rollBack(one);

        assertThat(installer.installed()).isEmpty();
        assertThat(installer.current("agent")).isEmpty();
    }

    @Test
    void keepsNoMoreThanTwoVersions() throws IOException {
        for (int version = 1; version <= 4; version++) {
            install(String.valueOf(version), tarGz(file("run", "version " + version)));
        }
        stage("5", tarGz(file("run", "five")));

        try (Stream<Path> versions = Files.list(root.resolve("agent/versions"))) {
            assertThat(versions.filter(Files::isDirectory)
                            .map(path -> path.getFileName().toString()))
                    .hasSize(3)
                    .anyMatch(name -> name.startsWith("v3-"))
                    .anyMatch(name -> name.startsWith("v4-"))
                    .anyMatch(name -> name.startsWith("v5-"));
        }
    }

    @Test
    void knowsAfterARestartWhatIsActive() throws IOException {
        OfferedPackage one = install("1 β/..", tarGz(file("run", "one")));

        assertThat(DirectoryInstaller.in(root).installed()).containsExactly(InstalledPackage.from(one));
    }

    @Test
    void takesNoteOfAnotherNameForTheSameContent() throws IOException {
        byte[] content = zip("run", "one");
        install("1", content);
        OfferedPackage again = offered("agent", "1.0", content);

        assertThat(installer.relabel(again)).isTrue();
        assertThat(installer.relabel(offered("agent", "2", zip("run", "two")))).isFalse();

        assertThat(installer.installed()).containsExactly(InstalledPackage.from(again));
        assertThat(read("run")).isEqualTo("one");
    }

    @Test
    void keepsOtherFilesAndJarsAsTheyAre() throws IOException {
        byte[] jar = zip("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n", "A.class", "x");
        install("1", jar);
        assertThat(root.resolve("agent/current/agent")).hasBinaryContent(jar);

        byte[] compressed = gzip("not a tar archive".getBytes(UTF_8));
        install("2", compressed);
        assertThat(root.resolve("agent/current/agent")).hasBinaryContent(compressed);

        byte[] text = "plain".getBytes(UTF_8);
        OfferedPackage nameless = offered("", "1", text);
        installer.install(nameless, download(text));
        installer.activate(nameless);
        assertThat(installer.current("").orElseThrow().resolve("package")).hasContent("plain");
    }

    @Test
    void givesFilesToTheirOwnerAlone() throws IOException {
        install("1", tarGz(entry("run", '0', 04777, new byte[] {1}), file("notes", "text")));

        assertThat(permissions("agent/current/run")).isEqualTo("rwx------");
        assertThat(permissions("agent/current/notes")).isEqualTo("rw-------");
        assertThat(permissions("agent/versions")).isEqualTo("rwx------");

        install("2", withMode(zip("run", "two"), 0100755));
        assertThat(permissions("agent/current/run")).isEqualTo("rwx------");
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
    }

    @Test
    void refusesADirectoryInWhichOthersMayWrite() throws IOException {
        install("1", zip("run", "one"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> stage("2", zip("run", "two"))).hasMessageContaining("chmod go-w");
        assertThatThrownBy(installer::installed).hasMessageContaining("chmod go-w");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NUL", "com1.x", "..", ".", "a/b", "../x", "/etc", "a\\b", "-x", ".downloads", "nul\0", "ü", "_"
            })
    void refusesNamesThatAreNoDirectory(String name) {
        byte[] content = zip("run", "one");

        assertThatThrownBy(() -> installer.install(offered(name, "1", content), download(content)))
                .hasMessageContaining("cannot be that of a directory");
        assertThatThrownBy(() -> installer.uninstall(name)).hasMessageContaining("cannot be that of a directory");
    }

    static Stream<Arguments> hostileArchives() {
        byte[] nothing = {};
        byte[] far = "/etc/passwd".getBytes(UTF_8);
        byte[] bomb = new byte[64 << 20];
        return Stream.of(
                argumentSet("tar: up", tarGz(file("../evil", "x")), "leads out of it"),
                argumentSet("tar: up inside", tarGz(file("a/../../evil", "x")), "leads out of it"),
                argumentSet("tar: absolute", tarGz(file("/evil", "x")), "absolute"),
                argumentSet("tar: drive", tarGz(file("C:/evil", "x")), "absolute"),
                argumentSet("tar: backslash", tarGz(file("..\\evil", "x")), "backslash"),
                argumentSet("tar: symbolic link", tarGz(entry("link", '2', 0777, nothing)), "link"),
                argumentSet("tar: hard link", tarGz(entry("link", '1', 0644, nothing)), "link"),
                argumentSet(
                        "tar: symbolic link and a file through it",
                        tarGz(entry("d", '2', 0777, nothing), file("d/evil", "x")),
                        "link"),
                argumentSet("tar: device", tarGz(entry("null", '3', 0666, nothing)), "neither a file nor a directory"),
                argumentSet("tar: pipe", tarGz(entry("pipe", '6', 0666, nothing)), "neither a file nor a directory"),
                argumentSet(
                        "tar: long name up",
                        tarGz(entry("././@LongLink", 'L', 0, "../evil\0".getBytes(UTF_8)), file("good", "x")),
                        "leads out of it"),
                argumentSet(
                        "tar: attribute up",
                        tarGz(entry("pax", 'x', 0, "16 path=../evil\n".getBytes(UTF_8)), file("good", "x")),
                        "leads out of it"),
                argumentSet(
                        "tar: attribute link",
                        tarGz(entry("pax", 'x', 0, "14 linkpath=/\n".getBytes(UTF_8)), file("good", "x")),
                        "link"),
                argumentSet(
                        "tar: attribute of a wrong length",
                        tarGz(entry("pax", 'x', 0, "99 path=evil\n".getBytes(UTF_8)), file("good", "x")),
                        "damaged"),
                argumentSet("tar: twice", tarGz(file("a", "x"), file("a", "y")), "twice"),
                argumentSet("tar: twice in other letters", tarGz(file("ß/A", "x"), file("SS/a", "y")), "twice"),
                argumentSet("tar: twice by detour", tarGz(file("a", "x"), file("./a", "y")), "twice"),
                argumentSet("tar: file as directory", tarGz(file("a", "x"), file("a/b", "y")), "a"),
                argumentSet("tar: directories in other letters", tarGz(file("A/x", "x"), file("a/y", "y")), "twice"),
                argumentSet(
                        "tar: directory like a file", tarGz(file("A", "x"), entry("a", '5', 0755, nothing)), "twice"),
                argumentSet("tar: dot at the end", tarGz(file("a", "x"), file("a. ", "y")), "twice"),
                argumentSet("tar: dots alone", tarGz(file("a/.../b", "x")), "none on some systems"),
                argumentSet("tar: device of Windows", tarGz(file("lib/Aux.txt", "x")), "none on some systems"),
                argumentSet("tar: no name", tarGz(file("ok", ""), file("./", "x")), "no name"),
                argumentSet("tar: control character", tarGz(file("a\nb", "x")), "control character"),
                argumentSet("tar: bomb", tarGz(entry("zeros", '0', 0644, bomb)), "times as large"),
                argumentSet("tar: cut", gzip(file("a", "x")), "cut off"),
                argumentSet(
                        "tar: cut inside",
                        gzip(entry("a", '0', 0644, new byte[600])).clone(),
                        "cut off"),
                argumentSet("tar: goes on", gzip(concat(file("a", "x"), new byte[4 << 20])), "goes on"),
                argumentSet("tar: cut gzip", cut(tarGz(file("a", "x"), file("b", "y"))), "damaged"),
                argumentSet("zip: up", zip("../evil", "x"), "leads out of it"),
                argumentSet("zip: absolute", zip("/evil", "x"), "absolute"),
                argumentSet("zip: backslash", zip("..\\evil", "x"), "backslash"),
                argumentSet("zip: twice", replaced(zip("aaa", "x", "bbb", "y"), "bbb", "aaa"), "twice"),
                argumentSet("zip: twice in other letters", zip("a", "x", "A", "y"), "twice"),
                argumentSet("zip: link", withMode(zip("link", new String(far, UTF_8)), 0120777), "link"),
                argumentSet("zip: bomb", zip("zeros", "0".repeat(64 << 20)), "times as large"),
                argumentSet("zip: cut", cut(zip("a", "x", "b", "y")), "damaged"));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] cut(byte[] bytes) {
        return java.util.Arrays.copyOf(bytes, bytes.length - 12);
    }

    @ParameterizedTest
    @MethodSource("hostileArchives")
    void refusesHostileArchivesAsAWhole(byte[] archive, String reason) throws IOException {
        OfferedPackage one = install("1", zip("run", "one"));
        List<String> before = tree();

        assertThatThrownBy(() -> stage("2", archive))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);

        assertThat(read("run")).isEqualTo("one");
        assertThat(installer.installed()).containsExactly(InstalledPackage.from(one));
        assertThat(tree()).isEqualTo(before);
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> all = Files.walk(temporary)) {
            return all.map(path -> temporary.relativize(path).toString())
                    .filter(path -> !path.contains(".downloads"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void countsEntriesAndBytes() throws IOException {
        DirectoryInstaller strict = DirectoryInstaller.builder(root)
                .maxEntries(2)
                .maxUnpackedBytes(10)
                .build();
        byte[] many = tarGz(file("a", ""), file("b", ""), file("c", ""));
        byte[] large = tarGz(file("a", "123456"), file("b", "78901"));

        assertThatThrownBy(() -> strict.install(offered("agent", "1", many), download(many)))
                .hasMessageContaining("more than 2 entries");
        assertThatThrownBy(() -> strict.install(offered("agent", "1", large), download(large)))
                .hasMessageContaining("more than 10 bytes");
    }

    @Test
    void takesLongNamesOfBothKinds() throws IOException {
        String name = "d/".repeat(40) + "x".repeat(150);
        String other = "e/" + "y".repeat(200);
        String record = "212 path=" + other + "\n"; // 3 + 6 + 202 + 1
        install(
                "1",
                tarGz(
                        entry("././@LongLink", 'L', 0, (name + "\0").getBytes(UTF_8)),
                        file("cut", "gnu"),
                        entry("pax", 'x', 0, record.getBytes(UTF_8)),
                        file("cut", "pax"),
                        entry("empty", '5', 0755, new byte[0])));

        assertThat(read(name)).isEqualTo("gnu");
        assertThat(read(other)).isEqualTo("pax");
        assertThat(root.resolve("agent/current/empty")).isDirectory();
    }

    @Test
    void startsOverWhereTheProcessEndedInBetween() throws IOException {
        OfferedPackage one = install("1", zip("run", "one"));
        byte[] content = tarGz(file("run", "two"));
        Path versions = root.resolve("agent/versions");
        stage("2", content);
        String id;
        try (Stream<Path> all = Files.list(versions)) {
            id = all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("v2-") && !name.endsWith(".package"))
                    .findFirst()
                    .orElseThrow();
        }
        // As after an end while the files were written: some are there, under the name of a version, without a note.
        Files.delete(versions.resolve(id + ".package"));
        Files.write(versions.resolve(id).resolve("run"), new byte[0]);
        Files.createDirectory(versions.resolve(".tmp-" + id));

        assertThatThrownBy(() -> installer.activate(offered("agent", "2", content)))
                .hasMessageContaining("is not installed");
        assertThat(installer.installed()).containsExactly(InstalledPackage.from(one));

        install("2", content);
        assertThat(read("run")).isEqualTo("two");
    }

    @Test
    void uninstallsAllVersions() throws IOException {
        install("1", zip("run", "one"));
        install("2", zip("run", "two"));

        installer.uninstall("agent");
        installer.uninstall("agent");

        assertThat(installer.installed()).isEmpty();
        assertThat(root.resolve("agent")).doesNotExist();
    }

    @Test
    void activatesAndRollsBackWhatWasRelabelled() throws IOException {
        OfferedPackage one = install("1", zip("run", "one"));
        byte[] content = zip("run", "two");
        install("2", content);
        OfferedPackage again = offered("agent", "2.0", content);
        assertThat(installer.relabel(again)).isTrue();

        installer.activate(again);
        assertThat(installer.installed()).containsExactly(InstalledPackage.from(again));

        installer.rollBack(again);
        assertThat(installer.installed()).containsExactly(InstalledPackage.from(one));
        assertThat(read("run")).isEqualTo("one");
    }

    @Test
    void refusesAVersionThatIsTooLongToBeKept() throws IOException {
        OfferedPackage one = install("1", zip("run", "one"));

        assertThatThrownBy(() -> stage("2".repeat(70_000), zip("run", "two"))).hasMessageContaining("70000 characters");
        assertThatThrownBy(() -> installer.relabel(offered("agent", "2".repeat(70_000), zip("run", "one"))))
                .hasMessageContaining("70000 characters");

        assertThat(installer.installed()).containsExactly(InstalledPackage.from(one));
    }

    @Test
    void leavesOutADamagedPackage() throws IOException {
        OfferedPackage one = install("1", zip("run", "one"));
        byte[] content = zip("run", "other");
        OfferedPackage other = offered("other", "1", content);
        installer.install(other, download(content));
        installer.activate(other);
        try (Stream<Path> all = Files.list(root.resolve("other/versions"))) {
            for (Path note : all.filter(Files::isRegularFile).toList()) {
                Files.writeString(note, "hash=nonsense");
            }
        }

        assertThat(installer.installed()).containsExactly(InstalledPackage.from(one));
    }

    @Test
    void refusesNamesThatDifferInCapitalsAlone() throws IOException {
        install("1", zip("run", "one"));
        byte[] content = zip("run", "two");

        for (String name : List.of("Agent", "agent.")) {
            assertThatThrownBy(() -> installer.install(offered(name, "1", content), download(content)))
                    .hasMessageContaining("one on some file systems");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "agent/versions", ".downloads"})
    void refusesADirectoryBelowInWhichOthersMayWrite(String below) throws IOException {
        install("1", zip("run", "one"));
        Files.setPosixFilePermissions(root.resolve(below), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> stage("2", zip("run", "two"))).hasMessageContaining("chmod go-w");
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", ".downloads"})
    void goesThroughNoLinkBelow(String below) throws IOException {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.createDirectory(root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(root.resolve(below), elsewhere);

        assertThatThrownBy(() -> stage("1", zip("run", "one"))).hasMessageContaining("that of a link or file");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void countsHeadersThatHoldNoFile() throws IOException {
        DirectoryInstaller strict =
                DirectoryInstaller.builder(root).maxEntries(10).build();
        byte[][] entries = new byte[11][];
        java.util.Arrays.fill(entries, entry("pax", 'g', 0, new byte[0]));
        byte[] many = tarGz(entries);

        assertThatThrownBy(() -> strict.install(offered("agent", "1", many), download(many)))
                .hasMessageContaining("more than 10 entries");
    }

    @Test
    void boundsWhatIsInflatedBesidesFiles() throws IOException {
        byte[][] entries = new byte[1000][];
        java.util.Arrays.fill(entries, entry("pax", 'g', 0, new byte[64 << 10]));
        byte[] bomb = tarGz(entries);

        assertThatThrownBy(() -> stage("1", bomb)).hasMessageContaining("times as large");
    }

    @Test
    void looksAtTheEndOfAZipArchiveFirst() throws IOException {
        DirectoryInstaller strict =
                DirectoryInstaller.builder(root).maxEntries(1).build();
        byte[] lying = zip("a", "x", "b", "y");
        lying[lying.length - 12] = 1; // says that it has one entry
        lying[lying.length - 14] = 1;

        assertThatThrownBy(() -> strict.install(offered("agent", "1", lying), download(lying)))
                .hasMessageContaining("more than 1 entries");
    }

    @Test
    void takesTheRightToWriteFromTheGroup() throws IOException {
        install("1", zip("run", "one"));
        List<String> all = List.of("", "agent", "agent/versions", ".downloads");
        for (String each : all) {
            Files.setPosixFilePermissions(root.resolve(each), PosixFilePermissions.fromString("rwxrwx---"));
        }

        install("2", zip("run", "two"));

        assertThat(read("run")).isEqualTo("two");
        for (String each : all) {
            assertThat(permissions(each)).as(each).isEqualTo("rwxr-x---");
        }
    }
}
