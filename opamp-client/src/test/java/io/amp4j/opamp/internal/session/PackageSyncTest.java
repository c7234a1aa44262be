package io.amp4j.opamp.internal.session;

import static io.amp4j.opamp.internal.session.PackageRig.content;
import static io.amp4j.opamp.internal.session.PackageRig.hash;
import static io.amp4j.opamp.internal.session.PackageRig.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.codec.PackageStatuses;
import io.amp4j.opamp.internal.codec.PackageStatuses.State;
import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.internal.session.PackageTask.Change;
import io.amp4j.opamp.packages.InstalledPackage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PackageSyncTest {

    private final PackageRig world = PackageRig.of(policy -> policy);

    @Test
    void installsWhatIsOfferedAndReportsEachState() {
        world.local.put("c", InstalledPackage.local("c", "7", hash("mine")));
        world.start().offers("a", "1");
        PackageTask.Download download = world.task(PackageTask.Download.class);
        assertThat(download.offered().version()).isEqualTo("1");
        assertThat(download.file().url()).isEqualTo("https://files.example/1");
        world.settle();
        assertThat(world.last("a").state()).isEqualTo(State.DOWNLOADING);
        assertThat(world.last("a").progress()).isNotNull();

        world.downloaded(download).settle();
        PackageTask.Apply install = world.task(PackageTask.Apply.class);
        assertThat(install.change()).isEqualTo(Change.INSTALL);
        assertThat(world.last("a").state()).isEqualTo(State.INSTALLING);
        assertThat(world.last("a").version()).isEmpty();
        assertThat(world.last("a").offeredHash()).isEqualTo(hash("1"));

        world.applied(install);
        PackageTask.Apply activate = world.task(PackageTask.Apply.class);
        assertThat(activate.change()).isEqualTo(Change.ACTIVATE);
        world.applied(activate);

        assertThat(world.tasks()).isEmpty();
        assertThat(world.last("a"))
                .isEqualTo(new PackageStatuses.Status("1", hash("1"), "1", hash("1"), State.INSTALLED, "", null));
        assertThat(world.last("c"))
                .isEqualTo(new PackageStatuses.Status("7", hash("mine"), "", Hash.EMPTY, State.INSTALLED, "", null));
        assertThat(world.last().offeredAll()).isEqualTo(hash("a,1"));
        assertThat(world.reported()).allMatch(all -> all.packages().containsKey("c"));
    }

    @Test
    void keepsTheFormerVersionInItsReportsUntilTheNewOneIsThere() {
        world.start().offers("a", "1").doAll();
        world.offers("a", "2");
        PackageTask.Download download = world.task(PackageTask.Download.class);
        world.downloaded(download, PackageReport.Download.BAD, "wrong hash").settle();

        assertThat(world.last("a"))
                .isEqualTo(
                        new PackageStatuses.Status("1", hash("1"), "2", hash("2"), State.FAILED, "wrong hash", null));
        assertThat(world.reported())
                .filteredOn(all -> all.offeredAll().equals(hash("a,2")))
                .isNotEmpty()
                .allMatch(all -> PackageRig.status(all, "a").version().equals("1"));
    }

    @Test
    void downloadsNothingThatIsThere() {
        world.start().offers("a", "1", "b", "1").doAll();
        // The same hash of all, then the same hash of one.
        world.offers("a", "1", "b", "1");
        assertThat(world.tasks()).isEmpty();
        world.offers("a", "2", "b", "1");
        assertThat(world.task(PackageTask.Download.class).offered().name()).isEqualTo("a");
    }

    @Test
    void keepsOnlyWhatIsDownloadedForTheNewestOffer() {
        world.start().offers("a", "1", "b", "1");
        assertThat(world.kept()).containsExactlyInAnyOrder("a 1", "b 1");
        world.doAll();
        world.offers("a", "2", "b", "1");
        assertThat(world.kept()).containsExactly("a 2");
    }

    @Test
    void trustsTheHashOfAllAfterARestartToo() {
        world.start().offers("a", "1").doAll();
        world.kill().offers("a", "1");

        assertThat(world.tasks()).isEmpty();
        assertThat(world.reported()).as("from the first message on").hasSize(1);
        assertThat(world.rig.sent.get(0).packageStatuses()).isEqualTo(world.last());
        assertThat(world.last("a").state()).isEqualTo(State.INSTALLED);
    }

    @Test
    void doesNotTrustTheHashOfAllIfOneFailed() {
        world.start().offers("a", "1", "b", "1");
        for (PackageTask task : world.tasks()) {
            PackageTask.Download download = (PackageTask.Download) task;
            if (download.offered().name().equals("a")) {
                world.downloaded(download);
            } else {
                world.downloaded(download, PackageReport.Download.FAILED, "status 404");
            }
        }
        world.doAll();
        assertThat(world.last("a").state()).isEqualTo(State.INSTALLED);
        assertThat(world.last("b").error()).isEqualTo("status 404");

        world.offers("a", "1", "b", "1");
        assertThat(world.tasks()).as("at once").isEmpty();
        world.advanceSeconds(PackageSync.AGAIN / 1_000_000_000L).offers("a", "1", "b", "1");
        assertThat(world.task(PackageTask.Download.class).offered().name()).isEqualTo("b");
    }

    @Test
    void startsOverWhereContentIsGone() {
        world.start().offers("a", "1").doAll();
        world.active.clear();
        world.kill();

        assertThat(world.task(PackageTask.Download.class).offered().name()).isEqualTo("a");
    }

    @Test
    void takesAnOlderVersionUnlessThatIsForbidden() {
        world.start().offers("a", "2").doAll().offers("a", "1").doAll();
        assertThat(world.last("a").version()).isEqualTo("1");

        PackageRig strict = PackageRig.of(policy -> policy.allowsDowngrade(false));
        strict.start().offers("a", "2").doAll().offers("a", "1").settle();
        assertThat(strict.tasks()).isEmpty();
        assertThat(strict.last("a").error()).contains("older than the one that is installed");
        assertThat(strict.last("a").version()).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1.0, 0",
        "1.9, 1.10, -1",
        "v1.2, 1.2, 0",
        "1.2, 1.2.1, -1",
        "1.2.0-rc1, 1.2.0, -1",
        "2, 10, -1",
        "1.2.0-rc.2, 1.2.0-rc.10, -1",
        "1.0+build5, 1.0, 0",
        "99999999999999999999, 1, 1",
        "1.0.alpha, 1.0.beta, -1",
        "'', '', 0",
        "1.0-rc1, 1.0.1, -1"
    })
    void comparesVersions(String one, String other, int expected) {
        assertThat(Integer.signum(PackageRules.compare(one, other))).isEqualTo(expected);
        assertThat(Integer.signum(PackageRules.compare(other, one))).isEqualTo(-expected);
    }

    static Stream<Arguments> refusals() {
        PackagesOffer.File file = new PackagesOffer.File("https://x", content("c"), Bytes.EMPTY, List.of());
        PackagesOffer.Type top = PackagesOffer.Type.TOP_LEVEL;
        return Stream.of(
                argumentSet("no file", "a", new PackagesOffer.Item(top, "1", null, hash("1")), "without a file"),
                argumentSet(
                        "no URL",
                        "a",
                        new PackagesOffer.Item(
                                top, "1", new PackagesOffer.File("", content("c"), Bytes.EMPTY, List.of()), hash("1")),
                        "without a file"),
                argumentSet(
                        "no content hash",
                        "a",
                        new PackagesOffer.Item(
                                top,
                                "1",
                                new PackagesOffer.File("https://x", Hash.EMPTY, Bytes.EMPTY, List.of()),
                                hash("1")),
                        "without a SHA-256"),
                argumentSet("not on the list", "z", new PackagesOffer.Item(top, "1", file, hash("1")), "of this name"),
                argumentSet(
                        "unknown type",
                        "a",
                        new PackagesOffer.Item(PackagesOffer.Type.UNKNOWN, "1", file, hash("1")),
                        "type"),
                argumentSet(
                        "control character",
                        "a\nb",
                        new PackagesOffer.Item(top, "1", file, hash("1")),
                        "control character"),
                argumentSet(
                        "long version",
                        "a",
                        new PackagesOffer.Item(top, "1".repeat(201), file, hash("1")),
                        "the version has more"),
                argumentSet("no signature", "s", new PackagesOffer.Item(top, "1", file, hash("1")), "no signature"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatBreaksTheRulesAndInstallsTheRest(String name, PackagesOffer.Item item, String reason) {
        PackageRig strict = PackageRig.of(
                policy -> policy.names(Set.of("a", "s", "a\nb", "good")).requiresSignature(name.equals("s")));
        Map<String, PackagesOffer.Item> items = new LinkedHashMap<>();
        items.put(name, item);
        PackagesOffer.Item good = item("1");
        items.put(
                "good",
                new PackagesOffer.Item(
                        good.type(),
                        good.version(),
                        new PackagesOffer.File("https://x", content("g"), Bytes.utf8("sig"), List.of()),
                        good.hash()));
        strict.start().offers(new PackagesOffer(items, hash("all"))).doAll();

        assertThat(strict.last(name).state()).isEqualTo(State.FAILED);
        assertThat(strict.last(name).error()).contains(reason);
        assertThat(strict.last(name).offeredHash()).isEqualTo(hash("1"));
        assertThat(strict.last("good").state()).isEqualTo(State.INSTALLED);
        assertThat(strict.activated).hasSize(1);
    }

    @Test
    void saysOfTheOfferAsAWholeWhatIsOfNoPackage() {
        Map<String, PackagesOffer.Item> many = new HashMap<>();
        for (int i = 0; i <= PackageSync.MOST_PACKAGES; i++) {
            many.put("p" + i, item("1"));
        }
        world.start().offers(new PackagesOffer(many, hash("many"))).settle();
        assertThat(world.last().error()).isEqualTo("the offer has 1001 packages, above the limit of 1000");
        assertThat(world.tasks()).isEmpty();

        PackagesOffer.Item nameless = new PackagesOffer.Item(
                PackagesOffer.Type.ADDON,
                "1",
                new PackagesOffer.File("https://x", content("c"), Bytes.EMPTY, List.of()),
                Hash.EMPTY);
        world.offers(new PackagesOffer(Map.of("a", nameless), hash("x"))).settle();
        assertThat(world.last().error()).isEqualTo("the package 'a' is offered without a hash");

        world.offers("a", "1").doAll();
        assertThat(world.last().error()).isEmpty();
    }

    @Test
    void namesTheSameContentAnewWithoutADownload() {
        world.start().offers("a", "1").doAll();
        PackagesOffer.Item renamed = new PackagesOffer.Item(
                PackagesOffer.Type.TOP_LEVEL,
                "1.0",
                new PackagesOffer.File("https://x", content("1"), Bytes.EMPTY, List.of()),
                hash("other"));
        world.offers(new PackagesOffer(Map.of("a", renamed), hash("all")));
        PackageTask.Apply relabel = world.task(PackageTask.Apply.class);
        assertThat(relabel.change()).isEqualTo(Change.RELABEL);
        world.applied(relabel).settle();

        assertThat(world.last("a").version()).isEqualTo("1.0");
        assertThat(world.last("a").state()).isEqualTo(State.INSTALLED);
    }

    @Test
    void downloadsWhatTheInstallerCannotNameAnew() {
        world.start().offers("a", "1").doAll();
        world.refuses = task -> task.change() == Change.RELABEL;
        PackagesOffer.Item renamed = new PackagesOffer.Item(
                PackagesOffer.Type.TOP_LEVEL,
                "1.0",
                new PackagesOffer.File("https://x", content("1"), Bytes.EMPTY, List.of()),
                hash("other"));
        world.offers(new PackagesOffer(Map.of("a", renamed), hash("all"))).doAll();

        assertThat(world.last("a").version()).isEqualTo("1.0");
        assertThat(world.activated).hasSize(2);
    }

    @Test
    void removesWhatIsNoLongerOfferedOnlyIfItMay() {
        world.start().offers("a", "1", "b", "1").doAll().offers("a", "1").doAll();
        assertThat(world.last().packages()).containsOnlyKeys("a", "b");
        assertThat(world.last("b").offeredHash()).isEqualTo(hash("1"));

        PackageRig removing = PackageRig.of(policy -> policy.removesUnoffered(true));
        removing.local.put("c", InstalledPackage.local("c", "7", hash("mine")));
        removing.start().offers("a", "1", "b", "1").doAll().offers("a", "1").doAll();
        assertThat(removing.active).containsOnlyKeys("a");
        assertThat(removing.last().packages()).containsOnlyKeys("a", "c");
    }

    @Test
    void triesAgainToRemoveWhatCouldNotBeRemoved() {
        PackageRig removing = PackageRig.of(policy -> policy.removesUnoffered(true));
        removing.start().offers("a", "1", "b", "1").doAll();
        removing.refuses = task -> task.change() == PackageTask.Change.UNINSTALL;
        removing.offers("a", "1").doAll();
        assertThat(removing.active).containsOnlyKeys("a", "b");

        removing.refuses = task -> false;
        removing.offers("a", "1").doAll();
        assertThat(removing.active).as("not at once").containsOnlyKeys("a", "b");
        removing.advanceSeconds(600).offers("a", "1").doAll();
        assertThat(removing.active).containsOnlyKeys("a");
    }

    @Test
    void downloadsAFewAtATimeAndInstallsOneAfterTheOther() {
        world.start().offers("a", "1", "b", "1", "c", "1");
        List<PackageTask> first = world.tasks();
        assertThat(first).hasSize(2);
        world.settle();
        assertThat(world.last("c").state()).isEqualTo(State.PENDING);

        world.downloaded((PackageTask.Download) first.get(0)).downloaded((PackageTask.Download) first.get(1));
        List<PackageTask> second = world.tasks();
        assertThat(second).filteredOn(PackageTask.Download.class::isInstance).hasSize(1);
        assertThat(second).filteredOn(PackageTask.Apply.class::isInstance).hasSize(1);
    }

    @Test
    void sleepsWhileADownloadThatIsDueAgainWaitsForAnother() {
        PackageRig world =
                PackageRig.of(policy -> policy.parallelism(1)).start().offers("a", "1", "b", "1");
        world.downloaded(world.task(PackageTask.Download.class), PackageReport.Download.RETRY, "status 503");
        PackageTask.Download other = world.task(PackageTask.Download.class);

        // The rig fails if the session asks to be woken again and again.
        world.advanceSeconds(60);
        assertThat(world.tasks()).isEmpty();
        world.downloaded(other);

        assertThat(world.tasks()).hasAtLeastOneElementOfType(PackageTask.Download.class);
    }

    @Test
    void endsTheDownloadsForAnOlderOfferAndLetsItsInstallationEnd() {
        world.start().offers("a", "1");
        PackageTask.Download first = world.task(PackageTask.Download.class);
        world.offers("a", "2");
        List<PackageTask> tasks = world.tasks();
        assertThat(tasks.get(0)).isEqualTo(new PackageTask.CancelDownload(first.number()));
        PackageTask.Download second = (PackageTask.Download) tasks.get(1);
        assertThat(second.offered().version()).isEqualTo("2");

        world.downloaded(first);
        assertThat(world.tasks()).as("of the older offer").isEmpty();
        world.downloaded(second);
        PackageTask.Apply install = world.task(PackageTask.Apply.class);
        world.offers("a", "3");
        assertThat(world.tasks()).as("during an installation").isEmpty();
        world.applied(install);
        world.applied(world.task(PackageTask.Apply.class));
        assertThat(world.task(PackageTask.Download.class).offered().version()).isEqualTo("3");
    }

    @Test
    void takesOverNewAddressesOfTheSameOffer() {
        world.start().offers("a", "1");
        PackageTask.Download first = world.task(PackageTask.Download.class);
        world.offers(new PackagesOffer(Map.of("a", item("1", "https://new")), hash("a,1")));
        assertThat(world.tasks()).isEmpty();
        world.downloaded(first, PackageReport.Download.RETRY, "status 403").advanceSeconds(2);

        assertThat(world.task(PackageTask.Download.class).file().url()).isEqualTo("https://new");
    }

    @Test
    void waitsLongerAfterEachFailureAndAsLongAsTheServerSays() {
        world.start().offers("a", "1");
        for (int attempt = 1; attempt < 6; attempt++) {
            PackageTask.Download download = world.task(PackageTask.Download.class);
            world.downloaded(download, PackageReport.Download.RETRY, "status 503");
            assertThat(world.tasks()).isEmpty();
            world.advanceSeconds(Math.min(60, 1L << (attempt - 1)));
        }
        PackageTask.Download last = world.task(PackageTask.Download.class);
        world.downloaded(last, PackageReport.Download.RETRY, "status 503").settle();
        assertThat(world.last("a").error()).isEqualTo("status 503; it was attempted 6 times");

        PackageRig asked = PackageRig.of(policy -> policy);
        asked.start().offers("a", "1");
        PackageTask.Download download = asked.task(PackageTask.Download.class);
        asked.report(new PackageReport.Downloaded(
                download.number(), PackageReport.Download.RETRY, "status 503", "30", Rig.WALL));
        asked.advanceSeconds(29);
        assertThat(asked.tasks()).isEmpty();
        asked.advanceSeconds(1);
        asked.task(PackageTask.Download.class);
    }

    @Test
    void doesNotTryAgainWhatIsBadUntilSomethingElseIsOffered() {
        world.start().offers("a", "1");
        world.downloaded(world.task(PackageTask.Download.class), PackageReport.Download.BAD, "wrong hash")
                .settle();
        world.advanceSeconds(3600).offers("a", "1");
        world.kill().offers("a", "1").settle();
        assertThat(world.tasks()).isEmpty();
        assertThat(world.last("a").error()).isEqualTo("wrong hash");

        world.offers("a", "2").doAll();
        assertThat(world.last("a").state()).isEqualTo(State.INSTALLED);
        assertThat(world.last("a").error()).isEmpty();
        world.offers("a", "1");
        assertThat(world.tasks()).isNotEmpty();
    }

    @Test
    void goesOnAfterARestartWhereItWas() {
        world.start().offers("a", "1", "b", "1");
        List<PackageTask> downloads = world.tasks();
        world.downloaded((PackageTask.Download) downloads.get(0));
        world.applied(world.task(PackageTask.Apply.class));
        world.applied(world.task(PackageTask.Apply.class));
        world.kill();

        assertThat(world.task(PackageTask.Download.class).offered().name()).isEqualTo("b");
        world.settle();
        assertThat(world.last("a").state()).isEqualTo(State.INSTALLED);
        assertThat(world.last("b").state()).isEqualTo(State.DOWNLOADING);
    }

    @Test
    void reportsProgressAtABoundedPace() {
        world.start().offers("a", "1");
        PackageTask.Download download = world.task(PackageTask.Download.class);
        world.settle();
        int before = world.reported().size();
        for (int percent = 1; percent <= 60; percent++) {
            world.report(new PackageReport.Progress(download.number(), percent * 1000L, 100_000));
            world.advanceSeconds(1);
        }

        List<PackageStatuses> reports =
                world.reported().subList(before, world.reported().size());
        assertThat(reports).hasSizeBetween(5, 7);
        PackageStatuses.Progress progress = Objects.requireNonNull(
                PackageRig.status(reports.get(reports.size() - 1), "a").progress());
        assertThat(progress.percent()).isBetween(50.0, 60.0);
        assertThat(progress.bytesPerSecond()).isBetween(900.0, 1200.0);
    }

    @Test
    void takesOffersAtABoundedRateAndTheNewestOfThem() {
        world.start();
        for (int version = 1; version <= 30; version++) {
            world.offers("a", String.valueOf(version));
        }
        assertThat(world.tasks())
                .filteredOn(PackageTask.Download.class::isInstance)
                .hasSize(PackageSync.BURST);
        world.advanceSeconds(10);
        assertThat(world.task(PackageTask.Download.class).offered().version()).isEqualTo("30");
    }

    @Test
    void takesNothingWhereItIsNotKnownWhatIsInstalled() {
        world.rig.on(new Event.PackagesReported(new PackageReport.Installed(List.of(), "the disk is gone")));
        world.rig.started();
        world.rig.written().reply();
        world.offers("a", "1").settle();

        assertThat(world.tasks()).isEmpty();
        assertThat(world.last().error()).isEqualTo("the disk is gone");
    }
}
