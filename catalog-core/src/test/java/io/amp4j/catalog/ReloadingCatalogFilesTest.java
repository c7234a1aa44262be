package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to files, and what a {@link ReloadingCatalog} makes of it. */
class ReloadingCatalogFilesTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Duration ABSENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private final ManualScheduler scheduler = new ManualScheduler();
    private final HeardReloads heard = new HeardReloads();
    private Path file;
    private ReloadingCatalog catalogs;

    @BeforeEach
    void open() throws IOException {
        file = directory.resolve("extension.yaml");
        Files.writeString(file, extension("0.4.0"));
        catalogs = follow(file);
    }

    @AfterEach
    void close() {
        catalogs.close();
    }

    private ReloadingCatalog follow(Path extension) {
        CatalogLoader loader =
                CatalogLoader.builder().extension(CatalogSource.file(extension)).build();
        return ReloadingCatalog.builder(loader)
                .interval(INTERVAL)
                .settle(SETTLE)
                .absence(ABSENCE)
                .executor(scheduler)
                .listener(heard)
                .open();
    }

    private static String extension(String version) {
        return """
                additionalInstrumentationVersions:
                  - version: "%s"
                    pythonVersions: ["3.11"]
                    imageRepository: registry.example.com/provider
                """.formatted(version);
    }

    /** Long enough for one look, and for a change that holds still. */
    private void pass() {
        scheduler.advance(INTERVAL.plus(SETTLE));
    }

    private void replace(Path target, String content) throws IOException {
        Path written = Files.writeString(directory.resolve("written"), content);
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void noticesAConfigMapThatKubernetesSwaps() throws IOException {
        Path mount = Files.createDirectory(directory.resolve("mount"));
        Path mounted = mount.resolve("extension.yaml");
        swapAsKubernetesDoes(mount, "..2026_11_20_10_00_00.1", extension("0.4.0"));
        Files.createSymbolicLink(mounted, Path.of("..data", "extension.yaml"));
        try (ReloadingCatalog followed = follow(mounted)) {
            Path old = swapAsKubernetesDoes(mount, "..2026_11_20_10_01_00.2", extension("0.5.0"));
            Files.delete(old.resolve("extension.yaml"));
            Files.delete(old);
            pass();

            assertThat(followed.current().contains("0.5.0")).isTrue();
            assertThat(heard.onlyReload()).containsExactly("added 0.5.0", "removed 0.4.0");
        }
    }

    /** A new directory beside the old one, a link to it under another name, and that link renamed over {@code ..data}. */
    private static Path swapAsKubernetesDoes(Path mount, String name, String content) throws IOException {
        Path data = mount.resolve("..data");
        Path old = Files.exists(data) ? data.toRealPath() : mount;
        Path written = Files.createDirectory(mount.resolve(name));
        Files.writeString(written.resolve("extension.yaml"), content);
        Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(name));
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
        return old;
    }

    @Test
    void noticesAFileThatIsRenamedOverIt() throws IOException {
        replace(file, extension("0.5.0"));
        pass();

        assertThat(heard.onlyReload()).containsExactly("added 0.5.0", "removed 0.4.0");
        assertThat(heard.catalogs).containsExactly(catalogs.current());
    }

    @Test
    void noticesAFileThatIsWrittenInPlaceAndKeepsSizeAndTime() throws IOException {
        FileTime before = Files.getLastModifiedTime(file);
        Files.writeString(file, extension("0.5.0"));
        Files.setLastModifiedTime(file, before);
        pass();

        assertThat(heard.onlyReload()).containsExactly("added 0.5.0", "removed 0.4.0");
    }

    @Test
    void waitsUntilAFileThatIsBeingWrittenHoldsStill() throws IOException {
        Files.writeString(file, "additionalInstrumentationVersions:\n");
        scheduler.advance(INTERVAL);
        Files.writeString(file, "additionalInstrumentationVersions:\n  - version: \"0.5.0\"\n");
        scheduler.advance(SETTLE);
        Files.writeString(file, extension("0.5.0"));
        scheduler.advance(SETTLE);
        assertThat(heard.heardNothing()).isTrue();
        assertThat(catalogs.current().contains("0.4.0")).isTrue();

        scheduler.advance(SETTLE);

        assertThat(heard.onlyReload()).containsExactly("added 0.5.0", "removed 0.4.0");
        assertThat(heard.refusals).isEmpty();
    }

    @Test
    void saysNothingOfAFileThatSaysTheSameAgainBeforeItHeldStill() throws IOException {
        Files.writeString(file, "");
        scheduler.advance(INTERVAL);
        Files.writeString(file, extension("0.4.0"));
        pass();

        assertThat(heard.heardNothing()).isTrue();
        assertThat(scheduler.waiting()).containsExactly(INTERVAL);
    }

    @Test
    void saysNothingOfAFileThatIsOnlyTouched() throws IOException {
        InstrumentationCatalog before = catalogs.current();
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        replace(file, extension("0.4.0"));
        pass();

        assertThat(heard.heardNothing()).isTrue();
        assertThat(catalogs.current()).isSameAs(before);
    }

    @Test
    void tellsTheDifferenceOnce() throws IOException {
        replace(file, extension("0.5.0"));
        pass();
        pass();
        scheduler.advance(Duration.ofHours(1));

        assertThat(heard.reloads).hasSize(1);
    }

    @Test
    void keepsTheEntriesOfAFileThatIsGoneForAMoment() throws IOException {
        InstrumentationCatalog before = catalogs.current();
        Files.delete(file);
        scheduler.advance(ABSENCE);
        assertThat(catalogs.current()).isSameAs(before);

        Files.writeString(file, extension("0.4.0"));
        scheduler.advance(ABSENCE.multipliedBy(2));

        assertThat(catalogs.current()).isSameAs(before);
        assertThat(heard.heardNothing()).isTrue();
    }

    @Test
    void goesOnWithoutAFileThatStaysAway() throws IOException {
        Files.delete(file);
        scheduler.advance(INTERVAL.plus(ABSENCE));

        assertThat(heard.onlyReload()).containsExactly("removed 0.4.0");
        assertThat(catalogs.latest().problems()).extracting(Problem::code).containsExactly("absent-extension");
    }

    @Test
    void noticesAFileThatComesIntoBeing() throws IOException {
        Path late = directory.resolve("late.yaml");
        try (ReloadingCatalog followed = follow(late)) {
            assertThat(followed.current().entries()).hasSize(1);
            Files.writeString(late, extension("0.6.0"));
            pass();

            assertThat(followed.current().contains("0.6.0")).isTrue();
            assertThat(heard.onlyReload()).containsExactly("added 0.6.0");
        }
    }

    @Test
    void keepsTheLastGoodCatalogUntilABadFileIsGood() throws IOException {
        InstrumentationCatalog good = catalogs.current();
        Files.writeString(file, extension("latest"));
        pass();
        pass();

        assertThat(heard.refusals).hasSize(1);
        assertThat(heard.refusals.get(0)).extracting(Problem::code).containsExactly("version-grammar");
        assertThat(heard.catalogs).containsExactly(good);
        assertThat(catalogs.current()).isSameAs(good);
        assertThat(catalogs.latest().isValid()).isFalse();
        assertThat(catalogs).asString().contains("0.4.0").contains("refused");

        Files.writeString(file, extension("0.5.0"));
        pass();

        assertThat(heard.onlyReload()).containsExactly("added 0.5.0", "removed 0.4.0");
        assertThat(catalogs.latest()).isEqualTo(new Validation.Valid(catalogs.current(), List.of()));
    }

    @Test
    void tellsThatABadFileSaysAgainWhatItSaidBefore() throws IOException {
        Files.writeString(file, ": not yaml [");
        pass();
        Files.writeString(file, extension("0.4.0"));
        pass();

        assertThat(heard.refusals).hasSize(1);
        assertThat(heard.onlyReload()).isEmpty();
        assertThat(catalogs.latest().isValid()).isTrue();
    }

    @Test
    void refusesADirectoryInPlaceOfTheFile() throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
        pass();

        assertThat(heard.refusals).hasSize(1);
        assertThat(heard.refusals.get(0)).extracting(Problem::code).containsExactly("unreadable");
        assertThat(catalogs.current().contains("0.4.0")).isTrue();
    }
}
