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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed at each step of an installation, and by what they have installed. */
class PackageCrashTest {

    private static final int INSTALLED = 0;
    private static final int FAILED = 3;

    /** The moments that {@link KilledAgent} counts in one installation: one of the download, two of each step. */
    private static final int MOMENTS = 5;

    private static final int MOST_PROCESSES = 12;

    @TempDir
    private Path directory;

    private final Set<String> bad = new HashSet<>();
    private int killed;

    @Test
    void comesToWhatWorksWheneverItIsKilled() throws Exception {
        SplittableRandom random = new SplittableRandom(20261201);
        try (FakeOpampServer server = FakeOpampServer.start();
                FileHost host = new FileHost()) {
            String last = "";
            for (String version : List.of("good-1", "sick-2", "deadly-3", "good-4")) {
                boolean isGood = version.startsWith("good");
                roll(server, host, version, isGood ? version : last, isGood ? INSTALLED : FAILED, random);
                if (isGood) {
                    last = version;
                } else {
                    bad.add(version);
                }
            }
        }
        assertThat(killed).isGreaterThan(4);
    }

    private void roll(
            FakeOpampServer server, FileHost host, String version, String has, int status, SplittableRandom random)
            throws Exception {
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
        int from = server.messages().size();
        try (AnswerRule rule = server.onMessage(
                message -> message.packageStatuses()
                        .filter(statuses -> !statuses.offeredAllHash().equals(all))
                        .isPresent(),
                Answer.reply(offer))) {
            assertThat(rule).isNotNull();
            for (int process = 0; !isReached(server, from, version, has, status); process++) {
                assertThat(process).as("processes for " + version).isLessThan(MOST_PROCESSES);
                // At the third end in one installation a version counts as bad.
                int haltAt = process < 2 ? 1 + random.nextInt(MOMENTS) : 0;
                run(server, haltAt, from, version, has, status);
                check();
            }
        }
    }

    private void run(FakeOpampServer server, int haltAt, int from, String version, String has, int status)
            throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledAgent.class.getName(),
                        server.webSocketEndpoint().toString(),
                        directory.toString(),
                        String.valueOf(haltAt))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
                if (isReached(server, from, version, has, status)) {
                    return;
                }
                assertThat(System.nanoTime())
                        .as(() -> "the end of " + version + " with halt at " + haltAt + ", reported: "
                                + server.messages().stream()
                                        .flatMap(message -> message.packageStatuses().stream())
                                        .toList())
                        .isLessThan(deadline);
            }
            assertThat(process.exitValue()).isEqualTo(KilledAgent.HALTED);
            killed++;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static boolean isReached(FakeOpampServer server, int from, String version, String has, int status) {
        List<ReceivedMessage> all = server.messages();
        return all.subList(from, all.size()).stream()
                .flatMap(message -> message.packageStatuses().stream())
                .map(statuses -> statuses.packages().get("a"))
                .anyMatch(reported -> reported != null && is(reported, version, has, status));
    }

    private static boolean is(PackageStatus reported, String version, String has, int status) {
        return reported.status() == status
                && reported.offeredVersion().equals(version)
                && reported.version().equals(has);
    }

    /** Whenever the process ended, one version is there as a whole, and none that is known to be bad. */
    private void check() throws IOException {
        DirectoryInstaller installer = DirectoryInstaller.in(directory.resolve("packages"));
        for (InstalledPackage installed : installer.installed()) {
            assertThat(Files.readString(installer.current("a").orElseThrow().resolve("run")))
                    .isEqualTo(installed.version())
                    .isNotIn(bad);
        }
    }
}
