package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateStoreTest {
    private static final ClientState FIRST = ClientState.initial(new InstanceUid(1, 2));
    private static final ClientState SECOND = FIRST.withSequenceNumber(7)
            .withRemoteConfig(RemoteConfig.of(Map.of("a", ConfigFile.yaml("password: hunter2")), Hash.of((byte) 1)))
            .withRemoteConfigStatus(RemoteConfigStatus.applied(Hash.of((byte) 1)));

    @TempDir
    Path temporary;

    private Path directory = Path.of("");

    @BeforeEach
    void chooseADirectoryThatIsNotThereYet() {
        directory = temporary.resolve("agents/checkout");
    }

    @Test
    void inMemoryKeepsWhatWasSavedLast() throws IOException {
        try (StateStore store = StateStore.inMemory()) {
            assertThat(store.load()).isEmpty();
            store.save(FIRST);
            store.save(SECOND);
            assertThat(store.load()).contains(SECOND);
        }
    }

    @Test
    void fileKeepsWhatWasSavedLastForTheNextProcess() throws IOException {
        try (StateStore store = StateStore.file(directory)) {
            assertThat(store.load()).isEmpty();
            store.save(FIRST);
            assertThat(store.load()).contains(FIRST);
            store.save(SECOND);
        }
        try (StateStore store = StateStore.file(directory)) {
            assertThat(store.load()).contains(SECOND);
        }
    }

    @Test
    void touchesNothingBeforeItIsUsed() throws IOException {
        StateStore.file(directory).close();

        assertThat(directory).doesNotExist();
    }

    @Test
    void opensAgainAfterItWasClosed() throws IOException {
        StateStore store = StateStore.file(directory);
        store.save(FIRST);
        store.close();
        store.close();

        assertThat(store.load()).contains(FIRST);
        store.close();
    }

    @Test
    void filesAndDirectoriesAreForTheirOwnerOnly() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));

        try (StateStore store = StateStore.file(directory)) {
            store.save(SECOND);
        }

        assertThat(permissions(directory)).isEqualTo("rwx------");
        assertThat(permissions(temporary.resolve("agents"))).isEqualTo("rwx------");
        assertThat(permissions(directory.resolve(FileStateStore.STATE))).isEqualTo("rw-------");
        assertThat(permissions(directory.resolve(FileStateStore.LOCK))).isEqualTo("rw-------");
    }

    @Test
    void tightensAFileThatAnotherProgramMadeReadableForAll() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.createDirectories(directory);
        Path state = Files.createFile(directory.resolve(FileStateStore.STATE));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rw-r--r--"));

        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
        }

        assertThat(permissions(state)).isEqualTo("rw-------");
    }

    @Test
    void leavesNothingButTheStateAndTheLockBehind() throws IOException {
        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
            store.save(SECOND);
        }

        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(FileStateStore.STATE, FileStateStore.LOCK);
        }
    }

    @Test
    void ignoresWhatACrashLeftHalfWritten() throws IOException {
        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
            Files.writeString(directory.resolve(FileStateStore.TEMPORARY), "half of a st");
            assertThat(store.load()).contains(FIRST);
            store.save(SECOND);
            assertThat(store.load()).contains(SECOND);
        }
    }

    @Test
    void doesNotFollowALinkThatSomebodyPutInItsWay() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.createDirectories(directory);
        Path target = Files.writeString(temporary.resolve("precious"), "precious");
        Files.createSymbolicLink(directory.resolve(FileStateStore.TEMPORARY), target);

        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
            assertThat(store.load()).contains(FIRST);
        }

        assertThat(target).hasContent("precious");
    }

    @Test
    void opensNoLockThatIsALink() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.createDirectories(directory);
        Path target = Files.writeString(temporary.resolve("precious"), "precious");
        Files.createSymbolicLink(directory.resolve(FileStateStore.LOCK), target);

        try (StateStore store = StateStore.file(directory)) {
            assertThatThrownBy(() -> store.save(FIRST)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void takesNoLinkForAState() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path elsewhere = temporary.resolve("elsewhere");
        try (StateStore store = StateStore.file(elsewhere)) {
            store.save(SECOND);
        }
        Files.createDirectories(directory);
        Files.createSymbolicLink(directory.resolve(FileStateStore.STATE), elsewhere.resolve(FileStateStore.STATE));

        try (StateStore store = StateStore.file(directory);
                LogLines warnings = new LogLines(FileStateStore.class)) {
            assertThat(store.load()).isEmpty();
            assertThat(warnings.messages()).singleElement().asString().contains("it is not a file");
        }
    }

    @Test
    void savesAlsoForAThreadThatIsInterrupted() throws IOException {
        try (StateStore store = StateStore.file(directory)) {
            store.load();
            Thread.currentThread().interrupt();
            store.save(FIRST);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store.load()).contains(FIRST);
        }
    }

    @Test
    void setsADamagedStateAsideAndStartsAnew() throws IOException {
        try (StateStore store = StateStore.file(directory)) {
            store.save(SECOND);
        }
        Path state = directory.resolve(FileStateStore.STATE);
        byte[] damaged = Files.readAllBytes(state);
        damaged[damaged.length / 2] ^= 1;
        Files.write(state, damaged);

        try (StateStore store = StateStore.file(directory);
                LogLines warnings = new LogLines(FileStateStore.class)) {
            assertThat(store.load()).isEmpty();

            assertThat(warnings.messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message)
                            .contains(state.toString(), "its checksum is wrong", FileStateStore.UNUSABLE)
                            .doesNotContain("hunter2"));
            assertThat(directory.resolve(FileStateStore.UNUSABLE)).hasBinaryContent(damaged);
            assertThat(store.load()).isEmpty();
            assertThat(warnings.messages()).hasSize(1);
            store.save(FIRST);
            assertThat(store.load()).contains(FIRST);
        }
    }

    @Test
    void setsAForeignFileAsideInPlaceOfAnOlderOne() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(FileStateStore.UNUSABLE), "older");
        Files.writeString(directory.resolve(FileStateStore.STATE), "somebody's notes");

        try (StateStore store = StateStore.file(directory);
                LogLines warnings = new LogLines(FileStateStore.class)) {
            assertThat(store.load()).isEmpty();
            assertThat(warnings.messages())
                    .singleElement()
                    .asString()
                    .contains("it is not a state of this client")
                    .doesNotContain("somebody");
        }
        assertThat(directory.resolve(FileStateStore.UNUSABLE)).hasContent("somebody's notes");
    }

    @Test
    void setsADirectoryOfThatNameAside() throws IOException {
        Files.createDirectories(directory.resolve(FileStateStore.STATE));

        try (StateStore store = StateStore.file(directory);
                LogLines warnings = new LogLines(FileStateStore.class)) {
            assertThat(store.load()).isEmpty();
            assertThat(warnings.messages()).singleElement().asString().contains("it is not a file");
            store.save(FIRST);
            assertThat(store.load()).contains(FIRST);
        }
    }

    @Test
    void refusesADirectoryThatAnotherClientOfThisProcessHas() throws IOException {
        StateStore store = StateStore.file(directory);
        store.save(FIRST);
        try (StateStore other = StateStore.file(directory)) {
            assertThatThrownBy(other::load)
                    .isInstanceOf(OpampException.class)
                    .hasMessage("the state directory " + directory.toAbsolutePath()
                            + " is in use by another client; give each client a directory of its own");
            assertThatThrownBy(() -> other.save(SECOND)).isInstanceOf(OpampException.class);
            assertThat(store.load()).contains(FIRST);

            store.close();
            assertThat(other.load()).contains(FIRST);
        }
    }

    @Test
    void keepsTheOldStateIfItCannotSave() throws IOException {
        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
            // Directories that are not empty, in the place of all temporary files, stop any user, also root.
            for (int i = 0; i < 100; i++) {
                String name = FileStateStore.TEMPORARY + (i == 0 ? "" : "-" + i);
                Files.createDirectories(directory.resolve(name).resolve("x"));
            }

            assertThatThrownBy(() -> store.save(SECOND))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("client.state.tmp: is in the way, and cannot be removed");
            assertThat(store.load()).contains(FIRST);
        }
    }

    @Test
    void savesAndSetsAsideAlsoWhereDirectoriesAreInTheWay() throws IOException {
        for (String name : List.of(FileStateStore.STATE, FileStateStore.UNUSABLE, FileStateStore.TEMPORARY)) {
            Files.createDirectories(directory.resolve(name).resolve("x"));
        }

        try (StateStore store = StateStore.file(directory);
                LogLines warnings = new LogLines(FileStateStore.class)) {
            assertThat(store.load()).isEmpty();
            assertThat(warnings.messages()).singleElement().asString().contains("it is not a file", "unusable-1");
            store.save(FIRST);
            assertThat(store.load()).contains(FIRST);
        }
    }

    @Test
    void loadsAlsoForAThreadThatIsInterrupted() throws IOException {
        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
            Thread.currentThread().interrupt();
            assertThat(store.load()).contains(FIRST);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
