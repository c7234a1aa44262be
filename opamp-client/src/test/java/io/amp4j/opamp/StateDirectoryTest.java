package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.amp4j.opamp.internal.files.ProcessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which directories a {@link StateStore#file} takes, if they are there already, and what other users can do to it. */
class StateDirectoryTest {
    private static final ClientState FIRST = ClientState.initial(new InstanceUid(1, 2));
    private static final ClientState PLANTED = ClientState.initial(new InstanceUid(6, 6));
    private static final int OTHER_USER = 12_345;

    @TempDir
    Path temporary;

    private Path above = Path.of("");
    private Path directory = Path.of("");

    @BeforeEach
    void makeADirectory() throws IOException {
        above = Files.createDirectory(temporary.resolve("volume"));
        directory = Files.createDirectory(above.resolve("checkout"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwx------"})
    void acceptsADirectoryThatOnlyItsOwnerCanWriteIn(String permissions) throws IOException {
        assumeHasOwners();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));

        assertWorks(StateStore.file(directory));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo(permissions);
    }

    @ParameterizedTest
    @ValueSource(ints = {0775, 0770, 02770})
    void takesTheRightToWriteFromTheGroupWhichKubernetesGivesIt(int mode) throws IOException {
        assumeHasOwners();
        Files.setAttribute(directory, "unix:mode", mode);

        assertWorks(StateStore.file(directory));
        assertThat((Integer) Files.getAttribute(directory, "unix:mode") & 0020).isZero();
    }

    @Test
    void leavesADirectoryItsOtherBitsWhenItTakesTheRightFromTheGroup() throws IOException {
        assumeHasOwners();
        Files.setAttribute(directory, "unix:mode", 02775);

        assertWorks(StateStore.file(directory));
        assertThat((Integer) Files.getAttribute(directory, "unix:mode") & 07777).isEqualTo(02755);
    }

    @Test
    void saysOnceThatItTookTheRightToWriteFromTheGroup() throws IOException {
        assumeHasOwners();
        Files.setAttribute(directory, "unix:mode", 0770);

        try (LogLines lines = new LogLines(DirectoryRule.class)) {
            assertWorks(StateStore.file(directory));

            assertThat(lines.messages())
                    .containsExactly("The group of the state directory " + directory + " can no longer write in it.");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0777, 0702})
    void namesTheMountOptionsOfVolumesOnWhichChmodHasNoEffect(int mode) throws IOException {
        assumeHasOwners();
        Files.setAttribute(directory, "unix:mode", mode);

        try (StateStore store = StateStore.file(directory)) {
            assertThatThrownBy(store::load)
                    .isInstanceOf(OpampException.class)
                    .hasMessageContaining("dir_mode=0700,file_mode=0600");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0777, 01777, 0702})
    void refusesADirectoryThatEveryUserCanWriteIn(int mode) throws IOException {
        assumeHasOwners();
        Files.setAttribute(directory, "unix:mode", mode);

        for (StateStore store :
                new StateStore[] {StateStore.file(directory), StateStore.fileOnSharedVolume(directory)}) {
            assertRefuses(store, directory + " can be written by every user; take that right from them (chmod o-w)");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"0777, false", "01777, true"})
    void namesADirectoryInItAsAWayOutOnlyWhereThatIsOne(String mode, boolean isOne) throws IOException {
        assumeHasOwners();
        Files.setAttribute(directory, "unix:mode", Integer.parseInt(mode, 8));
        String wayOut = "name a directory in it that is not there yet";

        String refusal = refusal(StateStore.file(directory));
        assertThat(refusal.contains(wayOut)).as(refusal).isEqualTo(isOne);
        if (isOne) {
            assertWorks(StateStore.file(directory.resolve("own")));
        } else {
            assertRefuses(
                    StateStore.file(directory.resolve("own")),
                    directory.resolve("own") + " could be exchanged by every user");
        }
        assertThat(refusal(StateStore.fileOnSharedVolume(directory))).contains(wayOut);
        assertWorks(StateStore.fileOnSharedVolume(directory.resolve("shared")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0777, 02777, 0703})
    void refusesADirectoryThatEveryUserCanExchange(int mode) throws IOException {
        assumeHasOwners();
        Files.setAttribute(above, "unix:mode", mode);

        assertRefuses(
                StateStore.file(directory),
                directory + " could be exchanged by every user, because all can write in " + above
                        + "; take that right from them (chmod o-w " + above + ")");
        assertRefuses(
                StateStore.file(above.resolve("a/b")), above.resolve("a/b") + " could be exchanged by every user");
        assertThat(above.resolve("a")).doesNotExist();
        assertWorks(StateStore.fileOnSharedVolume(directory));
        assertWorks(StateStore.fileOnSharedVolume(above.resolve("a/b")));
    }

    @ParameterizedTest
    @ValueSource(ints = {01777, 02775, 0755})
    void acceptsADirectoryBelowOneWhereOthersCannotExchangeIt(int mode) throws IOException {
        assumeHasOwners();
        Files.setAttribute(above, "unix:mode", mode);

        assertWorks(StateStore.file(directory));
    }

    @Test
    void refusesADirectoryBelowThatOfAnotherUser() throws IOException {
        assumeRunsAsRoot();
        Files.setAttribute(above, "unix:uid", OTHER_USER);

        assertRefuses(
                StateStore.file(directory),
                directory + " could be exchanged by another user, to whom " + above + " belongs");
        assertWorks(StateStore.fileOnSharedVolume(directory));
    }

    @Test
    void refusesAWayOverALinkThatEveryUserCanExchange() throws IOException {
        assumeHasOwners();
        Path open = Files.createDirectory(temporary.resolve("open"));
        Path link = Files.createSymbolicLink(open.resolve("link"), Path.of("../volume"));
        Path first = Files.createSymbolicLink(temporary.resolve("first"), link);
        assertWorks(StateStore.file(first.resolve("checkout")));
        Files.setAttribute(open, "unix:mode", 0777);

        assertRefuses(
                StateStore.file(first.resolve("checkout")),
                first.resolve("checkout") + " could be exchanged by every user, because all can write in " + open);
    }

    @Test
    void comesToAnEndWhereLinksLeadInACircle() throws IOException {
        assumeHasOwners();
        Path circle = Files.createSymbolicLink(temporary.resolve("circle"), temporary.resolve("circle"));

        try (StateStore store = StateStore.file(circle)) {
            assertThatThrownBy(store::load).isInstanceOf(IOException.class);
        }
    }

    @Test
    void usesNoStateThatAnotherUserHasPutThere() throws IOException {
        assumeRunsAsRoot();
        plantStateIn(directory);

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
        Files.setAttribute(directory, "unix:uid", OTHER_USER);

        assertRefuses(
                StateStore.file(directory),
                directory + " belongs to another user than the one of this process; name a directory of its own");
    }

    @Test
    void refusesALinkThatAnotherUserMadeAndAcceptsOneOfItsOwn() throws IOException {
        assumeRunsAsRoot();
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
        assertWorks(StateStore.file(link));
        Files.setAttribute(link, "unix:uid", OTHER_USER, LinkOption.NOFOLLOW_LINKS);

        assertRefuses(
                StateStore.fileOnSharedVolume(link),
                link + " is reached over " + link + ", a link that another user made");
    }

    @Test
    void usesNoDirectoryThatAnotherUserPutThereAfterTheLookAtIt() throws IOException {
        assumeRunsAsRoot();
        Files.setAttribute(above, "unix:mode", 0777);
        Path planted = Files.createDirectory(above.resolve("planted"), ownerOnly());
        plantStateIn(planted);
        Files.setAttribute(planted, "unix:uid", OTHER_USER);

        assertRefuses(
                new FileStateStore(directory, false, once(() -> exchange(planted, directory))),
                directory + " belongs to another user");
    }

    @Test
    void followsNoLinkThatAnotherUserPutThereAfterTheLookAtIt() throws IOException {
        assumeHasOwners();
        Path others = Files.createDirectory(temporary.resolve("others"), ownerOnly());
        try (StateStore store = StateStore.file(others)) {
            store.save(PLANTED);
        }
        Path link = Files.createSymbolicLink(above.resolve("planted"), others);

        try (StateStore store = new FileStateStore(directory, false, once(() -> exchange(link, directory)))) {
            assertThatThrownBy(store::load).isInstanceOfAny(IOException.class, OpampException.class);
        }
    }

    @Test
    void readsTheDirectoryThatItLookedAtAlsoIfAnotherStandsThereMeanwhile() throws IOException {
        assumeRunsAsRoot();
        try (var stream = Files.newDirectoryStream(temporary)) {
            assumeTrue(stream instanceof SecureDirectoryStream, "needs handles on directories");
        }
        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
        }
        Path planted = Files.createDirectory(above.resolve("planted"));
        plantStateIn(planted);
        AtomicInteger looks = new AtomicInteger();
        // The first look is at the directory, the second at the state in it.
        Runnable exchange = () -> {
            if (looks.incrementAndGet() == 2) {
                exchange(planted, directory);
            }
        };

        try (StateStore store = new FileStateStore(directory, false, exchange)) {
            assertThat(store.load()).contains(FIRST);
        }
        assertThat(looks).hasValue(2);
    }

    @Test
    void usesNoStateThatIsExchangedAfterTheLookAtIt() throws IOException {
        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
        }
        Path other = Files.createDirectory(temporary.resolve("other"));
        try (StateStore store = StateStore.file(other)) {
            store.save(PLANTED);
        }
        AtomicInteger looks = new AtomicInteger();
        Runnable exchange = () -> {
            if (looks.incrementAndGet() == 2) {
                exchange(other.resolve("client.state"), directory.resolve("client.state"));
            }
        };

        try (StateStore store = new FileStateStore(directory, true, exchange)) {
            assertThat(store.load()).isEmpty();
        }
        assertThat(looks).hasValue(2);
    }

    @Test
    void savesNothingIntoADirectoryThatTookThePlaceOfItsOwn() throws IOException {
        assumeHasOwners();
        Path other = Files.createDirectory(above.resolve("other"));
        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
            exchange(other, directory);

            assertThatThrownBy(() -> store.save(FIRST))
                    .isInstanceOf(OpampException.class)
                    .hasMessageContaining("was replaced after this client had locked it");
        }
        assertThat(directory).isEmptyDirectory();
    }

    /** What {@link StateStore#fileOnSharedVolume} does not hold up: he who may write above brings a whole directory of before. */
    @Test
    void isTurnedBackOnASharedVolumeByWhoeverMayWriteAbove() throws IOException {
        assumeHasOwners();
        Files.setAttribute(above, "unix:mode", 0777);
        try (StateStore store = StateStore.fileOnSharedVolume(above.resolve("older"))) {
            store.save(PLANTED);
        }
        try (StateStore store = StateStore.fileOnSharedVolume(directory)) {
            store.save(FIRST);
        }
        exchange(above.resolve("older"), directory);

        try (StateStore store = StateStore.fileOnSharedVolume(directory)) {
            assertThat(store.load()).contains(PLANTED);
        }
        assertRefuses(StateStore.file(directory), directory + " could be exchanged by every user");
    }

    @Test
    void writesNothingIntoTheDirectoryToLearnWhoItsUserIs() throws IOException {
        try (StateStore store = StateStore.file(directory)) {
            store.save(FIRST);
        }
        FileTime longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(directory, longAgo);

        try (StateStore store = StateStore.file(directory)) {
            assertThat(store.load()).contains(FIRST);
        }
        assertThat(Files.getLastModifiedTime(directory)).isEqualTo(longAgo);
    }

    @Test
    void takesTheUserThatNewFilesGet() throws IOException {
        assertThat(ProcessUser.fileUid("Name:\tjava\nUid:\t1000\t1001\t1002\t1003\nGid:\t5\t6\t7\t8\n"))
                .isEqualTo("1003");
        assumeHasOwners();
        assertThat(ProcessUser.get()).isEqualTo(Files.getOwner(directory));
    }

    @Test
    void isNotHeldUpByAPipeInPlaceOfTheLockOrTheState() throws Exception {
        assumeHasOwners();
        pipe("lock");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try (StateStore store = StateStore.file(directory)) {
                assertThatThrownBy(store::load)
                        .isInstanceOf(IOException.class)
                        .hasMessage("the lock " + directory.resolve("lock")
                                + " is not a file of the user of this process; remove it");
            }
        });
        Files.delete(directory.resolve("lock"));
        pipe("client.state");
        pipe("client.state.tmp");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertWorks(StateStore.file(directory)));
    }

    private void pipe(String name) throws Exception {
        assumeTrue(
                new ProcessBuilder("mkfifo", directory.resolve(name).toString())
                                .start()
                                .waitFor()
                        == 0,
                "needs mkfifo");
    }

    private static Runnable once(Runnable action) {
        AtomicInteger calls = new AtomicInteger();
        return () -> {
            if (calls.getAndIncrement() == 0) {
                action.run();
            }
        };
    }

    private static void exchange(Path planted, Path place) {
        try {
            Files.move(place, place.resolveSibling("before"));
            Files.move(planted, place);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void plantStateIn(Path directory) throws IOException {
        try (StateStore store = StateStore.fileOnSharedVolume(directory)) {
            store.save(PLANTED);
        }
        Files.setAttribute(directory.resolve("client.state"), "unix:uid", OTHER_USER);
    }

    private static FileAttribute<?> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }

    private void assumeHasOwners() {
        assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("unix"));
    }

    private void assumeRunsAsRoot() throws IOException {
        assumeHasOwners();
        assumeTrue(Files.getAttribute(temporary, "unix:uid").equals(0), "only root can give files away");
    }

    private static void assertWorks(StateStore store) throws IOException {
        try (store) {
            store.load();
            store.save(FIRST);
            assertThat(store.load()).contains(FIRST);
        }
    }

    private static String refusal(StateStore store) throws IOException {
        try (store) {
            store.load();
            return "";
        } catch (OpampException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void assertRefuses(StateStore store, String problem) throws IOException {
        try (store) {
            assertThatThrownBy(store::load)
                    .isInstanceOf(OpampException.class)
                    .hasMessageStartingWith("the state directory " + problem);
            assertThatThrownBy(() -> store.save(FIRST)).isInstanceOf(OpampException.class);
        }
    }
}
