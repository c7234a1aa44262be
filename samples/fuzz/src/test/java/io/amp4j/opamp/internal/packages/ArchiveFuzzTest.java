package io.amp4j.opamp.internal.packages;

import io.amp4j.fuzz.ArchiveDamage;
import io.amp4j.fuzz.Fuzzer;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.packages.DirectoryInstaller;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Archives that a server offers, through the installer that unpacks them. */
class ArchiveFuzzTest {
    private static final int MOST_ENTRIES = 50;
    private static final int MOST_BYTES = 64 << 10;
    private static final byte[] CANARY = {1, 2, 3};

    /** In memory where the system has that: each file is written through to the disk. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private Path directory;
    private Path root;
    private DirectoryInstaller installer;
    private int version;

    @BeforeEach
    void prepare() throws IOException {
        directory = Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "amp4j-fuzz-")
                : Files.createTempDirectory("amp4j-fuzz-");
        root = directory.resolve("packages");
        installer = DirectoryInstaller.builder(root)
                .maxEntries(MOST_ENTRIES)
                .maxUnpackedBytes(MOST_BYTES)
                .build();
        Files.write(directory.resolve("canary"), CANARY);
    }

    @AfterEach
    void remove() throws IOException {
        PrivateFiles.remove(directory);
    }

    private static OfferedPackage offered(int version) {
        byte[] content = ByteBuffer.allocate(32).putInt(version).array();
        return OfferedPackage.builder("a")
                .version("v" + version)
                .hash(new Hash(Bytes.utf8("v" + version)))
                .contentHash(new Hash(Bytes.of(content)))
                .build();
    }

    @Test
    void survivesAnyArchive(TestInfo test) {
        // As much again as is bounded by the limits, and no more: each byte of it is read.
        Fuzzer.run(test, 1, new ArchiveDamage(4 * MOST_BYTES), bytes -> {
            Path file = installer.downloads().resolve("file");
            Files.write(file, bytes);
            OfferedPackage offered = offered(++version);
            List<InstalledPackage> before = List.copyOf(installer.installed());
            Optional<Path> active = installer.current("a");
            boolean isInstalled = false;
            try {
                installer.install(offered, file);
                isInstalled = true;
            } catch (ArchiveException e) {
                Fuzzer.checkMessage(e.getMessage());
            }
            Fuzzer.must(before.equals(List.copyOf(installer.installed())), "an installation changes what is active");
            Files.deleteIfExists(file);
            if (isInstalled) {
                installer.activate(offered);
                Fuzzer.must(
                        List.copyOf(installer.installed()).equals(List.of(InstalledPackage.from(offered))),
                        "what is installed cannot be activated");
                checkSize(installer.current("a").orElseThrow(), bytes);
            } else {
                Fuzzer.must(active.equals(installer.current("a")), "a failed installation changes what is active");
            }
            checkPlaces(isInstalled ? installer.current("a") : active);
            return isInstalled;
        });
    }

    private static void checkSize(Path tree, byte[] archive) throws IOException {
        long bytes = 0;
        int entries = 0;
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Fuzzer.must(
                        Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                                || Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS),
                        "neither a file nor a directory: " + each);
                bytes += Files.isDirectory(each) ? 0 : Files.size(each);
                entries++;
            }
        }
        boolean isPlain = bytes == archive.length;
        Fuzzer.must(isPlain || bytes <= MOST_BYTES, bytes + " bytes");
        Fuzzer.must(entries - 1 <= MOST_ENTRIES, entries - 1 + " entries");
    }

    /** What is there: the versions that are active and that were, one more until the next comes, what is noted of them, and the links to them; nothing half done, nothing elsewhere. */
    private void checkPlaces(Optional<Path> active) throws IOException {
        Fuzzer.must(names(directory).equals(List.of("canary", "packages")), "something beside: " + names(directory));
        Fuzzer.must(
                Arrays.equals(Files.readAllBytes(directory.resolve("canary")), CANARY),
                "the file beside it has changed");
        Fuzzer.must(
                names(root).stream().allMatch(name -> name.equals("a") || name.equals(".downloads")),
                "something in the directory of all packages: " + names(root));
        List<String> inPackage = names(root.resolve("a"));
        Fuzzer.must(
                List.of("current", "previous", "versions").containsAll(inPackage),
                "something in the directory of the package: " + inPackage);
        List<String> versions = names(root.resolve("a").resolve("versions"));
        Fuzzer.must(
                versions.stream().noneMatch(name -> name.startsWith(".")), "something is left half done: " + versions);
        Fuzzer.must(versions.size() <= 6, "too many versions: " + versions);
        Fuzzer.must(
                active.isEmpty() || versions.contains(active.get().getFileName().toString()), "nothing is active");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
