package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which directories a {@link StateStore#file} takes, if they are there already. */
class StateDirectoryTest {
    private static final ClientState FIRST = ClientState.initial(new InstanceUid(1, 2));

    @TempDir
    Path temporary;

    private Path directory = Path.of("");

    @BeforeEach
    void makeADirectory() throws IOException {
        directory = Files.createDirectory(temporary.resolve("checkout"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwxrwxr-x", "rwxrwx---", "rwx------"})
    void acceptsADirectoryThatOnlyItsOwnerAndItsGroupCanChange(String permissions) throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));

        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
            assertThat(store.load()).contains(FIRST);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo(permissions);
    }

    @ParameterizedTest
    @ValueSource(ints = {0777, 01777, 02777, 0702})
    void refusesADirectoryThatEverybodyCanChange(int mode) throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("unix"));
        Files.setAttribute(directory, "unix:mode", mode);

        try (StateStore store = StateStore.file(directory)) {
            assertThatThrownBy(store::load)
                    .isInstanceOf(OpampException.class)
                    .hasMessage("the state directory " + directory
                            + " can be written by every user; take that right from others (chmod o-w),"
                            + " or name a directory in it that is not there yet");
            assertThatThrownBy(() -> store.save(FIRST)).isInstanceOf(OpampException.class);
        }
        assertThat(directory).isEmptyDirectory();

        try (StateStore store = StateStore.file(directory.resolve("own"))) {
            store.save(FIRST);
            assertThat(store.load()).contains(FIRST);
        }
    }

    @Test
    void refusesTheDirectoryOfAnotherUser() throws IOException {
        assumeRunsAsRoot();
        Files.setAttribute(directory, "unix:uid", 12_345);

        assertRefusesTheOwnerOf(directory);
    }

    @Test
    void refusesALinkThatAnotherUserMadeAndAcceptsOneOfItsOwn() throws IOException {
        assumeRunsAsRoot();
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
        try (StateStore store = StateStore.file(link)) {
            store.save(FIRST);
        }
        Files.setAttribute(link, "unix:uid", 12_345, LinkOption.NOFOLLOW_LINKS);

        assertRefusesTheOwnerOf(link);
    }

    private void assumeRunsAsRoot() throws IOException {
        assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("unix"));
        assumeTrue(Files.getAttribute(temporary, "unix:uid").equals(0), "only root can give files away");
    }

    private static void assertRefusesTheOwnerOf(Path path) throws IOException {
        try (StateStore store = StateStore.file(path)) {
            assertThatThrownBy(store::load)
                    .isInstanceOf(OpampException.class)
                    .hasMessage("the state directory " + path
                            + " belongs to another user than the one of this process; name a directory of its own");
        }
    }
}
