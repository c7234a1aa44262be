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
    @ValueSource(strings = {"rwxr-xr-x", "rwxrwxr-x", "rwxrwx---", "rwx------", "rwxrwxrwx"})
    void acceptsADirectoryWhoeverElseMayWriteInIt(String permissions) throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));

        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
            assertThat(store.load()).contains(FIRST);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo(permissions);
    }

    @Test
    void usesNoStateThatAnotherUserHasPutThere() throws IOException {
        assumeRunsAsRoot();
        Files.setAttribute(directory, "unix:mode", 0777);
        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
        }
        Files.setAttribute(directory.resolve("client.state"), "unix:uid", 12_345);

        try (StateStore store = StateStore.file(directory)) {
            assertThat(store.load()).isEmpty();
            assertThat(directory.resolve("client.state.unusable")).exists();
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
