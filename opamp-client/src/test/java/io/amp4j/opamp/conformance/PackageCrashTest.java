package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.packages.Archives;
import io.amp4j.opamp.packages.DirectoryInstaller;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.AnswerRule;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ReportedPackages.PackageStatus;
import io.amp4j.opamp.testing.ServerReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed at each step of an installation and each save of their state, and by what they have installed. {@code -Dlong -Dkills=200}
 * kills that many instead of a few.
 */
class PackageCrashTest {

    private static final int KILLS = Integer.getInteger("kills", 5);

    private static final int INSTALLED = 0;
    private static final int FAILED = 3;

    /** The moments that {@link KilledAgent} has in one installation, about. */
    private static final int MOMENTS = 24;

    private static final int MOST_PROCESSES = 12;

    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(20261201);
    private final Set<String> bad = new HashSet<>();
    private String last = "";
    private int killed;

    @Test
    void comesToWhatWorksWheneverItIsKilled() throws Exception {
        play(List.of("good", "sick"), 0);
    }

    @Test
    @Tag("long")
    void comesToWhatWorksWheneverAndByWhateverItIsKilled() throws Exception {
        play(List.of("good", "sick", "deadly", "good"), KILLS);
    }

    private void play(List<String> kinds, int kills) throws Exception {
        try (FakeOpampServer server = FakeOpampServer.start();
                FileHost host = new FileHost()) {
            for (int round = 1; round <= kinds.size() || killed < kills; round++) {
                String kind = round <= kinds.size() ? kinds.get(round - 1) : kinds.get(random.nextInt(kinds.size()));
                roll(server, host, kind + "-" + round);
            }
        }
    }

    private void roll(FakeOpampServer server, FileHost host, String version) throws Exception {
        byte[] content = Archives.tarGz(Archives.file("run", version));
        Bytes all = Bytes.utf8("all " + version);
        ServerReply offer = ServerReply.builder()
                .offeredPackage(
                        "a",
                        0,
                        version,
                        Bytes.utf8(version),
                        host.put(version, content),
                        Bytes.of(MessageDigest.getInstance("SHA-256").digest(content)),
                        Bytes.EMPTY)
                .allPackagesHash(all)
                .build();
        try (AnswerRule rule = server.onMessage(
                message -> message.packageStatuses()
                        .filter(statuses -> !statuses.offeredAllHash().equals(all))
                        .isPresent(),
                Answer.reply(offer))) {
            assertThat(rule).isNotNull();
            Optional<PackageStatus> end = Optional.empty();
            int before = killed;
            for (int process = 0; end.isEmpty(); process++) {
                assertThat(process).as("processes for " + version).isLessThan(MOST_PROCESSES);
                // At the third end in one installation a version counts as bad.
                int haltAt = process < 2 ? 1 + random.nextInt(MOMENTS) : 0;
                end = run(server, haltAt, version);
                check(version, end.isPresent());
            }
            settle(version, end.get(), killed - before);
        }
    }

    /** A good version stays, unless the process has ended with it twice; then, as after any other, the one before is there. */
    private void settle(String version, PackageStatus end, int kills) throws IOException {
        boolean isGood = version.startsWith("good");
        assertThat(end.status())
                .as(version + " after " + kills + " kills: " + end.errorMessage())
                .isIn(isGood && kills < 2 ? Set.of(INSTALLED) : Set.of(INSTALLED, FAILED));
        if (end.status() == INSTALLED) {
            assertThat(isGood).as(version + " is installed").isTrue();
            last = version;
        } else {
            bad.add(version);
        }
        assertThat(end.version()).isEqualTo(last);
        assertThat(installed().stream().map(InstalledPackage::version))
                .isEqualTo(last.isEmpty() ? List.of() : List.of(last));
    }

    /** Returns what was reported in the end; empty if the process was killed, since what it has reported need not be saved then. */
    private Optional<PackageStatus> run(FakeOpampServer server, int haltAt, String version) throws Exception {
        int from = server.messages().size();
        int code = ChildProcess.run(
                KilledAgent.class,
                List.of(server.webSocketEndpoint().toString(), directory.toString(), String.valueOf(haltAt)),
                () -> end(server, from, version).isPresent(),
                () -> "the end of " + version + " with halt at " + haltAt + ", reported: "
                        + server.messages().stream()
                                .skip(from)
                                .flatMap(message -> message.packageStatuses().stream())
                                .toList());
        assertThat(code).isIn(0, Moments.HALTED, KilledAgent.DIED);
        killed += code == Moments.HALTED ? 1 : 0;
        return code == 0 ? end(server, from, version) : Optional.empty();
    }

    /** Returns what was reported last of a version, if nothing more is to be done about it. */
    private static Optional<PackageStatus> end(FakeOpampServer server, int from, String version) {
        List<ReceivedMessage> all = server.messages();
        return all.subList(from, all.size()).stream()
                .flatMap(message -> message.packageStatuses().stream())
                .map(statuses -> statuses.packages().get("a"))
                .filter(Objects::nonNull)
                .reduce((older, newer) -> newer)
                .filter(reported -> reported.offeredVersion().equals(version)
                        && (reported.status() == INSTALLED || reported.status() == FAILED));
    }

    private DirectoryInstaller installer() {
        return DirectoryInstaller.in(directory.resolve("packages"));
    }

    private Collection<InstalledPackage> installed() throws IOException {
        return installer().installed();
    }

    /** Whenever the process ended: one version is there as a whole, the last one or the new one, and its state can be read. */
    private void check(String version, boolean isOver) throws IOException {
        ChildProcess.left(directory.resolve("state"));
        Collection<InstalledPackage> installed = installed();
        assertThat(installed).hasSizeLessThanOrEqualTo(1);
        assertThat(last.isEmpty() || !installed.isEmpty())
                .as("the last one is lost")
                .isTrue();
        for (InstalledPackage has : installed) {
            assertThat(Files.readString(installer().current("a").orElseThrow().resolve("run")))
                    .isEqualTo(has.version())
                    .isIn(last, version)
                    .isNotIn(bad);
            assertThat(isOver && !version.startsWith("good") && has.version().equals(version))
                    .as("keeps " + version)
                    .isFalse();
        }
    }
}
