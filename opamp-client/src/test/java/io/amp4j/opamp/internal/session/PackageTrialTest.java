package io.amp4j.opamp.internal.session;

import static io.amp4j.opamp.internal.session.PackageRig.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.internal.codec.PackageStatuses.State;
import io.amp4j.opamp.internal.session.PackageTask.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A version that does not become healthy goes, and never comes again. */
class PackageTrialTest {

    private final PackageRig world = PackageRig.withProbe();

    /** Lets a version become active, and returns the first question for its health. */
    private PackageTask.Probe activate(String version) {
        world.offers("a", version);
        world.downloaded(world.task(PackageTask.Download.class));
        world.applied(world.task(PackageTask.Apply.class));
        world.applied(world.task(PackageTask.Apply.class));
        return world.task(PackageTask.Probe.class);
    }

    private void assertRolledBack(String reason) {
        assertThat(world.activeVersion("a")).isEqualTo("1");
        assertThat(world.last("a").state()).isEqualTo(State.FAILED);
        assertThat(world.last("a").version()).isEqualTo("1");
        assertThat(world.last("a").offeredHash()).isEqualTo(hash("2"));
        assertThat(world.last("a").error()).contains(reason);
        world.offers("a", "2").settle();
        world.kill().offers("a", "2").settle();
        assertThat(world.tasks()).as("never again").isEmpty();
        world.offers("a", "3").doAll();
        assertThat(world.last("a").version()).isEqualTo("3");
    }

    @Test
    void isInstalledOnceItIsHealthy() {
        world.start().offers("a", "1").doAll();
        PackageTask.Probe first = activate("2");
        world.settle();
        assertThat(world.last("a").state()).isEqualTo(State.INSTALLING);
        assertThat(world.last("a").version()).as("it may not stay").isEqualTo("1");

        world.probed(first, false).advanceSeconds(3);
        world.probed(world.task(PackageTask.Probe.class), true).settle();

        assertThat(world.last("a").state()).isEqualTo(State.INSTALLED);
        assertThat(world.last("a").version()).isEqualTo("2");
    }

    @Test
    void isRolledBackIfItIsNotHealthyInTime() {
        world.start().offers("a", "1").doAll();
        PackageTask.Probe probe = activate("2");
        for (int second = 0; second < 57; second += 3) {
            world.probed(probe, false).advanceSeconds(3);
            probe = world.task(PackageTask.Probe.class);
        }
        world.probed(probe, false).advanceSeconds(3);
        PackageTask.Apply back = world.task(PackageTask.Apply.class);
        assertThat(back.change()).isEqualTo(Change.ROLL_BACK);
        world.applied(back).settle();

        assertRolledBack("it did not become healthy within 60 s: port closed");
    }

    @Test
    void isRolledBackIfTheProbeHangs() {
        world.start().offers("a", "1").doAll();
        activate("2");
        world.advanceSeconds(60);
        world.applied(world.task(PackageTask.Apply.class)).settle();

        assertRolledBack("nothing was heard of its health");
    }

    @Test
    void isRolledBackIfItCannotBeActivated() {
        world.start().offers("a", "1").doAll();
        world.refuses = task ->
                task.change() == Change.ACTIVATE && task.offered().version().equals("2");
        world.offers("a", "2").doAll();

        assertRolledBack("it could not be activated: no");
    }

    @Test
    void staysOnTrialOverOneRestartAndNotOverTwo() {
        world.start().offers("a", "1").doAll();
        activate("2");
        world.kill();
        PackageTask.Probe again = world.task(PackageTask.Probe.class);
        world.settle();
        assertThat(world.last("a").state()).isEqualTo(State.INSTALLING);
        world.probed(again, false);

        world.kill();
        world.applied(world.task(PackageTask.Apply.class)).settle();
        assertRolledBack("the process ended twice before it was healthy");
    }

    @Test
    void isInstalledIfItIsHealthyAfterTheRestartThatBringsItToLife() {
        world.start().offers("a", "1").doAll();
        activate("2");
        world.kill();
        world.probed(world.task(PackageTask.Probe.class), true).settle();
        assertThat(world.last("a").version()).isEqualTo("2");
        world.kill().settle();

        assertThat(world.tasks()).isEmpty();
        assertThat(world.last("a").state()).isEqualTo(State.INSTALLED);
    }

    @Test
    void goesOnRollingBackIfTheProcessEndsMeanwhile() {
        world.start().offers("a", "1").doAll();
        activate("2");
        world.advanceSeconds(60);
        world.task(PackageTask.Apply.class);
        world.kill();
        PackageTask.Apply back = world.task(PackageTask.Apply.class);
        assertThat(back.change()).isEqualTo(Change.ROLL_BACK);
        world.perform(back); // and ends again before that is known
        world.kill().settle();

        assertRolledBack("it did not become healthy");
    }

    @Test
    void isRolledBackAtTheNextStartIfThatFailedBefore() {
        world.start().offers("a", "1").doAll();
        activate("2");
        world.refuses = task -> task.change() == Change.ROLL_BACK;
        world.advanceSeconds(60);
        world.applied(world.task(PackageTask.Apply.class)).settle();
        assertThat(world.last("a").state()).isEqualTo(State.FAILED);
        assertThat(world.last("a").version()).as("what it is stuck with").isEqualTo("2");
        assertThat(world.last("a").error()).contains("it could not be rolled back: no");

        world.refuses = task -> false;
        world.kill();
        PackageTask.Apply back = world.task(PackageTask.Apply.class);
        assertThat(back.change()).isEqualTo(Change.ROLL_BACK);
        world.active.put("a", PackageRules.offered("a", PackageRig.item("1")));
        world.report(new PackageReport.Applied(back.number(), true, "", world.installed()))
                .settle();
        assertRolledBack("it did not become healthy");
    }

    @Test
    void isRolledBackAMinuteLaterIfThatFailedBefore() {
        world.start().offers("a", "1").doAll();
        activate("2");
        world.refuses = task -> task.change() == Change.ROLL_BACK;
        world.advanceSeconds(60);
        world.applied(world.task(PackageTask.Apply.class)).advanceSeconds(59);
        assertThat(world.tasks()).isEmpty();
        world.advanceSeconds(1).applied(world.task(PackageTask.Apply.class)).settle();
        assertThat(world.last("a").error()).containsOnlyOnce("it could not be rolled back: no");

        world.refuses = task -> false;
        world.advanceSeconds(60).applied(world.task(PackageTask.Apply.class)).settle();

        assertThat(world.last("a").error()).doesNotContain("it could not be rolled back");
        assertRolledBack("it did not become healthy");
    }

    @Test
    void isRolledBackAfterTheTrialOfAnotherPackageOverARestartIfThatFailedBefore() {
        world.start().offers("a", "1", "b", "1").doAll();
        world.offers("a", "2", "b", "2");
        List<PackageTask> downloads = world.tasks();
        world.downloaded((PackageTask.Download) downloads.get(0));
        world.applied(world.task(PackageTask.Apply.class));
        world.applied(world.task(PackageTask.Apply.class));
        world.refuses = task -> task.change() == Change.ROLL_BACK;
        world.advanceSeconds(60);
        world.tasks().stream()
                .filter(PackageTask.Apply.class::isInstance)
                .forEach(task -> world.applied((PackageTask.Apply) task));
        world.refuses = task -> false;
        world.downloaded((PackageTask.Download) downloads.get(1));
        world.applied(world.task(PackageTask.Apply.class));
        world.applied(world.task(PackageTask.Apply.class));
        assertThat(world.activeVersion("a"))
                .as("what is bad and stays for a while")
                .isEqualTo("2");
        assertThat(world.activeVersion("b")).as("what is on trial").isEqualTo("2");

        world.kill();
        world.probed(world.task(PackageTask.Probe.class), true);
        world.applied(world.task(PackageTask.Apply.class)).settle();

        assertThat(world.activeVersion("b")).isEqualTo("2");
        assertThat(world.activeVersion("a")).isEqualTo("1");
        assertThat(world.last("a").state()).isEqualTo(State.FAILED);
        assertThat(world.last("a").version()).isEqualTo("1");
    }

    /** Lets a version become active that is bad and cannot be rolled back. */
    private void getStuckWith(String version) {
        activate(version);
        world.refuses = task -> task.change() == Change.ROLL_BACK;
        world.advanceSeconds(60);
        world.applied(world.task(PackageTask.Apply.class));
    }

    @Test
    void isRolledBackThoughItIsNoLongerOffered() {
        world.start().offers("a", "1").doAll();
        getStuckWith("2");
        world.offers("b", "1");
        world.tasks().stream()
                .filter(PackageTask.Apply.class::isInstance)
                .forEach(task -> world.applied((PackageTask.Apply) task));
        world.refuses = task -> false;
        world.kill().doAll();

        assertThat(world.activeVersion("a")).isEqualTo("1");
        world.offers("a", "2").doAll();
        assertThat(world.last("a").state()).isEqualTo(State.FAILED);
        assertThat(world.activeVersion("a")).as("never again").isEqualTo("1");
    }

    @Test
    void isRolledBackThoughANewerVersionHasFailedSince() {
        world.start().offers("a", "1").doAll();
        getStuckWith("2");
        world.offers("a", "3");
        for (PackageTask task : world.tasks()) {
            if (task instanceof PackageTask.Apply apply) {
                world.applied(apply);
            }
        }
        world.tasks().stream()
                .filter(PackageTask.Download.class::isInstance)
                .forEach(task -> world.downloaded(
                        (PackageTask.Download) task, PackageReport.Download.FAILED, "the server answered 404"));
        world.refuses = task -> false;
        world.kill().doAll();

        assertThat(world.activated)
                .filteredOn(version -> version.version().equals("2"))
                .hasSize(1);
        assertThat(world.activeVersion("a")).isNotEqualTo("2");
    }

    @Test
    void isNotTriedAgainThoughItWasNotOfferedForAWhile() {
        world.start().offers("a", "1", "b", "1").doAll();
        activate("2");
        world.advanceSeconds(60).applied(world.task(PackageTask.Apply.class)).settle();
        assertThat(world.activeVersion("a")).isEqualTo("1");
        for (int round = 0; round < 3; round++) {
            world.offers("b", "1").doAll();
            world.offers("a", "2", "b", "1").doAll();
        }
        assertThat(world.activated)
                .filteredOn(version -> version.version().equals("2"))
                .hasSize(1);
    }

    @Test
    void isRolledBackThoughAnotherOneCannotBe() {
        world.start().offers("a", "1", "b", "1").doAll();
        world.refuses = task -> task.change() == Change.ROLL_BACK;
        world.offers("a", "2", "b", "2");
        List<PackageTask> downloads = world.tasks();
        for (PackageTask download : downloads) {
            world.downloaded((PackageTask.Download) download);
        }
        for (int i = 0; i < 2; i++) {
            world.applied(world.task(PackageTask.Apply.class));
            world.applied(world.task(PackageTask.Apply.class));
            world.tasks();
            world.advanceSeconds(60);
            world.applied(world.task(PackageTask.Apply.class));
        }
        assertThat(world.activeVersion("a")).isEqualTo("2");
        assertThat(world.activeVersion("b")).isEqualTo("2");

        world.refuses = task ->
                task.change() == Change.ROLL_BACK && task.offered().name().equals("a");
        for (int i = 0; i < 3; i++) {
            world.advanceSeconds(60);
            world.tasks().stream()
                    .filter(PackageTask.Apply.class::isInstance)
                    .forEach(task -> world.applied((PackageTask.Apply) task));
        }
        assertThat(world.activeVersion("b")).isEqualTo("1");
    }

    @Test
    void isRolledBackBeforeANewerVersionIfThatFailedBefore() {
        world.start().offers("a", "1").doAll();
        activate("2");
        world.refuses = task -> task.change() == Change.ROLL_BACK;
        world.advanceSeconds(60);
        world.applied(world.task(PackageTask.Apply.class));
        world.refuses = task -> false;

        world.offers("a", "3");
        PackageTask.Apply back = world.task(PackageTask.Apply.class);
        assertThat(back.change()).isEqualTo(Change.ROLL_BACK);
        world.applied(back);

        assertThat(world.activeVersion("a")).isEqualTo("1");
        world.doAll();
        assertThat(world.last("a").version()).isEqualTo("3");
    }

    @Test
    void givesUpAVersionWithWhoseInstallationTheProcessEnds() {
        world.start().offers("a", "1").doAll().offers("a", "2");
        for (int start = 0; start < PackageSync.MOST_ATTEMPTS; start++) {
            world.downloaded(world.task(PackageTask.Download.class));
            world.task(PackageTask.Apply.class);
            world.kill();
            if (start == 0) {
                world.kill(); // without having begun anything
            }
        }
        world.settle();

        assertThat(world.tasks()).isEmpty();
        assertRolledBack("the process ended 3 times while it installed");
    }

    @Test
    void letsANewerOfferWaitForTheEndOfTheTrial() {
        world.start().offers("a", "1").doAll();
        PackageTask.Probe probe = activate("2");
        world.offers("a", "3");
        assertThat(world.tasks()).isEmpty();
        world.probed(probe, true);

        PackageTask.Download next = world.task(PackageTask.Download.class);
        assertThat(next.offered().version()).isEqualTo("3");
    }

    @Test
    void removesAFirstVersionThatIsNotHealthy() {
        world.start();
        activate("1");
        world.advanceSeconds(60);
        world.applied(world.task(PackageTask.Apply.class)).settle();

        assertThat(world.active).isEmpty();
        assertThat(world.last("a").state()).isEqualTo(State.FAILED);
        assertThat(world.last("a").version()).isEmpty();
        assertThat(List.copyOf(world.last().packages().keySet())).containsExactly("a");
    }
}
