package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.internal.codec.PackageStatuses;
import io.amp4j.opamp.internal.codec.PackageStatuses.State;
import io.amp4j.opamp.packages.OfferedPackage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Agents whose downloads fail anyhow, whose installer refuses, whose versions are sick, and whose process is killed between any two steps and
 * within them; versions are good, sick (never healthy), corrupt (wrong hash) or deadly (the process ends with them).
 */
class PackageSimulationTest {

    private static final int RUNS = Integer.getInteger("packages.seeds", 2000);

    @Test
    void neverGoesBackToABadVersionAndAlwaysComesToWhatWorks() {
        int kills = 0;
        for (long seed = 0; seed < RUNS; seed++) {
            Run run = new Run(seed);
            try {
                run.play();
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ": " + run.log.subList(Math.max(0, run.log.size() - 60), run.log.size()), e);
            }
            kills += run.kills;
        }
        assertThat(kills).isGreaterThan(RUNS);
    }

    private static final class Run {
        private final SplittableRandom random;
        private final PackageRig world;
        private final List<String> log = new ArrayList<>();
        private final List<PackageTask> open = new ArrayList<>();
        private final Set<String> content = new HashSet<>();
        private final Map<String, Integer> lives = new HashMap<>();
        private String wanted = "";
        private int kills;
        private boolean calm;

        Run(long seed) {
            random = new SplittableRandom(seed);
            world = random.nextBoolean() ? PackageRig.withProbe() : PackageRig.of(policy -> policy);
        }

        /** What a version is like follows from its name. */
        private boolean isSick(OfferedPackage offered) {
            return world.terms.probes() && offered.version().startsWith("sick");
        }

        private boolean isCorrupt(OfferedPackage offered) {
            return offered.version().startsWith("corrupt");
        }

        private boolean isDeadly(OfferedPackage offered) {
            return world.terms.probes() && offered.version().startsWith("deadly");
        }

        void play() {
            world.start();
            for (int step = 0; step < 120; step++) {
                collect();
                switch (random.nextInt(10)) {
                    case 0 -> offer();
                    case 1 -> kill("between");
                    case 2 -> world.advanceSeconds(1 + random.nextInt(20));
                    default -> work();
                }
                check();
            }
            calm = true;
            // Nothing goes wrong any more but what the versions do themselves.
            wanted = "good99";
            world.offers("a", "good99", "b", "good98");
            log.add("last offer");
            for (int step = 0; step < 3000 && !isDone(); step++) {
                collect();
                if (!world.last().offeredAll().equals(PackageRig.hash("a,good99,b,good98"))) {
                    // As a server does that sees that the agent does not know of its offer.
                    world.offers("a", "good99", "b", "good98");
                }
                if (open.isEmpty()) {
                    world.advanceSeconds(5);
                } else {
                    work();
                }
                check();
            }
            assertThat(isDone())
                    .as("installed in the end: " + world.last().packages())
                    .isTrue();
            assertThat(world.activeVersion("a")).isEqualTo("good99");
            assertThat(world.activeVersion("b")).isEqualTo("good98");
        }

        private boolean isDone() {
            PackageStatuses last = world.last();
            return last.packages().values().stream().allMatch(status -> status.state() == State.INSTALLED)
                    && last.offeredAll().equals(PackageRig.hash("a,good99,b,good98"));
        }

        private void offer() {
            String kind = List.of("good", "good", "sick", "corrupt", "deadly").get(random.nextInt(5));
            wanted = kind + random.nextInt(4);
            String other = "good" + random.nextInt(3);
            log.add("offer " + wanted + " " + other);
            world.offers("a", wanted, "b", other);
        }

        private void kill(String where) {
            kills++;
            log.add("kill " + where);
            open.clear();
            world.kill();
        }

        private void collect() {
            for (PackageTask task : world.tasks()) {
                if (task instanceof PackageTask.CancelDownload cancel) {
                    open.removeIf(other ->
                            other instanceof PackageTask.Download download && download.number() == cancel.number());
                } else {
                    open.add(task);
                }
            }
            assertThat(open.stream()
                            .filter(PackageTask.Download.class::isInstance)
                            .count())
                    .isLessThanOrEqualTo(2);
            assertThat(open.stream().filter(PackageTask.Apply.class::isInstance).count())
                    .as("one installation at a time")
                    .isLessThanOrEqualTo(1);
        }

        private void work() {
            if (open.isEmpty()) {
                return;
            }
            PackageTask task = open.remove(random.nextInt(open.size()));
            log.add(task.toString().replaceAll(", type.*?version=", " ").replaceAll(", hash.*", ""));
            if (task instanceof PackageTask.Download download) {
                download(download);
            } else if (task instanceof PackageTask.Probe probe) {
                probe(probe);
            } else if (task instanceof PackageTask.Apply apply) {
                apply(apply);
            }
        }

        private void download(PackageTask.Download task) {
            int luck = calm ? 9 : random.nextInt(10);
            if (luck == 0) {
                world.downloaded(task, PackageReport.Download.RETRY, "the connection broke");
            } else if (luck == 1) {
                world.downloaded(task, PackageReport.Download.FAILED, "status 404");
            } else if (isCorrupt(task.offered())) {
                world.downloaded(task, PackageReport.Download.BAD, "wrong hash");
            } else {
                content.add(task.offered().contentHash().toString());
                world.downloaded(task);
            }
        }

        private void probe(PackageTask.Probe task) {
            OfferedPackage on = world.active.get("a");
            boolean sick = on != null && (isSick(on) || isDeadly(on));
            if (!sick || random.nextInt(4) > 0) {
                world.probed(task, !sick);
            } else {
                log.add("hangs");
            }
        }

        private void apply(PackageTask.Apply task) {
            OfferedPackage offered = task.offered();
            if (task.change() == PackageTask.Change.INSTALL) {
                assertThat(content)
                        .as("verified")
                        .contains(offered.contentHash().toString());
                assertThat(isCorrupt(offered)).isFalse();
            }
            int luck = calm ? 9 : random.nextInt(12);
            if (luck == 0) {
                kill("before " + task.change());
                return;
            }
            if (luck == 1) {
                world.perform(task);
                kill("after " + task.change());
                return;
            }
            boolean deadly = task.change() == PackageTask.Change.ACTIVATE && isDeadly(offered);
            if (deadly) {
                int life = lives.merge(offered.version(), 1, Integer::sum);
                assertThat(life).as("lives of " + offered.version()).isLessThan(50);
            }
            world.refuses = each -> luck == 2 && each.change() != PackageTask.Change.ROLL_BACK;
            world.applied(task);
            if (deadly && luck != 2) {
                kill("by " + offered.version());
                if (offered.equals(world.active.get("a"))) {
                    kill("by " + offered.version() + " again");
                }
            }
        }

        private void check() {
            world.settle();
            PackageStatuses last = world.last();
            last.packages().forEach((name, status) -> {
                assertThat(status.version().isEmpty())
                        .as("version and hash of " + name)
                        .isEqualTo(status.hash().isEmpty());
                assertThat(status.error().isEmpty()).isEqualTo(status.state() != State.FAILED);
                assertThat(status.progress() != null).isEqualTo(status.state() == State.DOWNLOADING);
                assertThat(status.offeredHash().isEmpty()).isFalse();
            });
            assertThat(world.active.keySet()).allMatch(last.packages()::containsKey);
            assertThat(world.activated).noneMatch(this::isCorrupt);
        }
    }
}
