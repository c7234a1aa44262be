package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.RemoteConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpampConfigFolderTest {
    private static final RemoteConfig CONFIG =
            RemoteConfig.of(Map.of("a.yaml", ConfigFile.yaml("a: 1")), Hash.of((byte) 1));

    @TempDir
    private Path temporary;

    private Path directory = Path.of("");

    @BeforeEach
    void makeADirectory() throws IOException {
        assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("unix"));
        directory = Files.createDirectory(temporary.resolve("configs"));
    }

    @Test
    void deletesNothingBehindALinkThatLooksLikeAnOldConfiguration() throws IOException {
        Path home = Files.createDirectory(temporary.resolve("home"));
        Path precious = Files.writeString(home.resolve("precious"), "precious");
        Path link = Files.createSymbolicLink(directory.resolve(".amp4j-config-x"), home);

        Map<String, Path> stored = new OpampConfigFolder(directory).store(CONFIG);

        assertThat(stored.get("a.yaml")).hasContent("a: 1");
        assertThat(precious).hasContent("precious");
        assertThat(link).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0755, 0775, 02775, 0700})
    void acceptsADirectoryThatOnlyItsOwnerAndItsGroupCanChange(int mode) throws IOException {
        Files.setAttribute(directory, "unix:mode", mode);

        assertThat(new OpampConfigFolder(directory).store(CONFIG).get("a.yaml")).hasContent("a: 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0777, 01777, 0702})
    void refusesADirectoryThatEverybodyCanChange(int mode) throws IOException {
        Files.setAttribute(directory, "unix:mode", mode);

        assertRefuses(directory, "can be written by every user; take that right from others (chmod o-w)");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"configs", "not/there/yet"})
    void refusesADirectoryThatEverybodyCanExchange(String name) throws IOException {
        Files.setAttribute(temporary, "unix:mode", 0777);
        Path path = temporary.resolve(name);

        assertRefuses(path, "could be exchanged by every user, because all can write in " + temporary);
        assertThat(directory).isEmptyDirectory();
        assertThat(temporary.resolve("not")).doesNotExist();

        Files.setAttribute(temporary, "unix:mode", 01777);
        assertThat(new OpampConfigFolder(path).store(CONFIG).get("a.yaml")).hasContent("a: 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void deletesNothingElsewhereIfALinkTakesThePlaceOfAnOldConfiguration(int look) throws IOException {
        Path home = Files.createDirectory(temporary.resolve("home"));
        Path precious = Files.writeString(home.resolve("a.yaml"), "precious");
        new OpampConfigFolder(directory).store(CONFIG);
        Path old = directory.resolve(Files.readSymbolicLink(directory.resolve(OpampConfigFolder.CURRENT)));
        Files.setAttribute(directory, "unix:mode", 0775);
        // The first look is at the new configuration, those after it are at the old one: before and after it is opened.
        Runnable exchange = at(look, () -> exchange(old, home));

        new OpampConfigFolder(directory, exchange).store(CONFIG);

        assertThat(old).isSymbolicLink();
        assertThat(precious).hasContent("precious");
    }

    @Test
    void writesNothingElsewhereIfALinkTakesThePlaceOfTheNewConfiguration() throws IOException {
        Path home = Files.createDirectory(temporary.resolve("home"));
        Files.setAttribute(directory, "unix:mode", 0775);
        Runnable exchange = at(1, () -> exchange(onlyIn(directory), home));

        assertThatIOException().isThrownBy(() -> new OpampConfigFolder(directory, exchange).store(CONFIG));

        assertThat(home).isEmptyDirectory();
        assertThat(directory.resolve(OpampConfigFolder.CURRENT)).doesNotExist();
    }

    @Test
    void writesNothingIntoTheDirectoryThatAnotherUserPutInThePlaceOfTheNewConfiguration() throws IOException {
        assumeTrue(Files.getAttribute(directory, "unix:uid").equals(0), "only root can give files away");
        Runnable exchange = at(1, () -> {
            Path offer = onlyIn(directory);
            try {
                Files.move(offer, temporary.resolve("before"));
                Files.createDirectory(offer);
                Files.setAttribute(offer, "unix:uid", 12_345);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        assertThatIOException()
                .isThrownBy(() -> new OpampConfigFolder(directory, exchange).store(CONFIG))
                .withMessageStartingWith("another user put something else in the place of");
    }

    @Test
    void refusesALink() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);

        assertRefuses(link, "is a link; name the directory that it leads to");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesTheDirectoryOfAnotherUser() throws IOException {
        assumeTrue(Files.getAttribute(directory, "unix:uid").equals(0), "only root can give files away");
        Files.setAttribute(directory, "unix:uid", 12_345, LinkOption.NOFOLLOW_LINKS);

        assertRefuses(directory, "belongs to another user than the one of this process");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void saysAtTheStartThatADirectoryCannotBeUsed() throws IOException {
        Files.setAttribute(directory, "unix:mode", 0777);

        CommandRun run = CommandRun.of(
                "opamp", "agent", "http://127.0.0.1:1", "--connect-timeout", "1", "--config-dir", directory.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--config-dir: " + directory + " can be written by every user");
    }

    @Test
    void saysAtTheStartThatTheStateCannotBeKept() throws IOException {
        Files.setAttribute(directory, "unix:mode", 0777);

        CommandRun run = CommandRun.of(
                "opamp", "agent", "http://127.0.0.1:1", "--connect-timeout", "1", "--state-dir", directory.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--state-dir: the state directory " + directory + " can be written by every user");
        assertThat(directory).isEmptyDirectory();
    }

    private static Runnable at(int look, Runnable action) {
        AtomicInteger looks = new AtomicInteger();
        return () -> {
            if (looks.incrementAndGet() == look) {
                action.run();
            }
        };
    }

    private void exchange(Path offer, Path target) {
        try {
            Files.move(offer, temporary.resolve("before"));
            Files.createSymbolicLink(offer, target);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path onlyIn(Path directory) {
        try (var found = Files.list(directory)) {
            return found.findFirst().orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefuses(Path path, String problem) {
        assertThatIOException()
                .isThrownBy(() -> new OpampConfigFolder(path).store(CONFIG))
                .withMessageStartingWith(path + " " + problem);
    }
}
