package io.amp4j.opamp.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.packages.DirectoryInstaller;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.packages.PackagePolicy;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.AnswerRule;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.transport.TestServer;
import io.amp4j.opamp.transport.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A package larger than the heap, whole or in two parts. {@code -Dpackage.size=1024} makes it that many MiB and tells what it took. */
class LargePackageTest {
    private static final int MIB = 1 << 20;
    private static final int SIZE = Integer.getInteger("package.size", 48);
    private static final int HEAP = 32;
    private static final int INSTALLED = 0;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final byte[] PIECE = piece();

    @TempDir
    Path folder;

    private final List<String> ranges = new CopyOnWriteArrayList<>();

    private static byte[] piece() {
        byte[] piece = new byte[MIB];
        new SplittableRandom(1).nextBytes(piece);
        return piece;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void needsNoMemoryForItsSize(boolean isCut) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < SIZE; i++) {
            digest.update(PIECE);
        }
        try (FakeOpampServer server = FakeOpampServer.start();
                TestServer host = TestServer.plain(wire -> answer(wire, isCut))) {
            Bytes all = Bytes.utf8("all");
            ServerReply offer = ServerReply.builder()
                    .offeredPackage(
                            "a",
                            0,
                            "1",
                            Bytes.utf8("1"),
                            "http://127.0.0.1:" + host.port() + "/a",
                            Bytes.of(digest.digest()),
                            Bytes.EMPTY)
                    .allPackagesHash(all)
                    .build();
            try (AnswerRule rule = server.onMessage(
                    message -> message.packageStatuses()
                            .filter(statuses -> !statuses.offeredAllHash().equals(all))
                            .isPresent(),
                    Answer.reply(offer))) {
                assertThat(rule).isNotNull();
                long begun = System.nanoTime();
                String told = run(server);
                if (System.getProperty("package.size") != null) {
                    System.out.printf(
                            "%d MiB, %s, heap of %d MiB: %.1f s, %s%n",
                            SIZE, isCut ? "in two parts" : "whole", HEAP, (System.nanoTime() - begun) / 1e9, told);
                }
            }
        }
        assertThat(Files.size(folder.resolve("packages/a/current/a"))).isEqualTo((long) SIZE * MIB);
        if (isCut) {
            assertThat(ranges).hasSize(2);
            assertThat(ranges.get(1)).matches("bytes=[1-9][0-9]*-");
        } else {
            assertThat(ranges).containsExactly("");
        }
    }

    private void answer(Wire wire, boolean isCut) throws Exception {
        String range = wire.readRequest().header("Range");
        ranges.add(range == null ? "" : range);
        long size = (long) SIZE * MIB;
        if (range == null) {
            wire.write(
                    "HTTP/1.1 200 OK\r\n" + (isCut ? "ETag: \"1\"\r\n" : "") + "Content-Length: " + size + "\r\n\r\n");
            pour(wire, 0, isCut ? size / 2 : size);
        } else {
            long from = Long.parseLong(range.replaceAll("[^0-9]", ""));
            wire.write("HTTP/1.1 206 Partial Content\r\nETag: \"1\"\r\nContent-Length: " + (size - from)
                    + "\r\nContent-Range: bytes " + from + "-" + (size - 1) + "/" + size + "\r\n\r\n");
            pour(wire, from, size);
        }
    }

    private static void pour(Wire wire, long from, long to) throws IOException {
        byte[] part = new byte[64 << 10];
        for (long at = from; at < to; ) {
            int inPiece = (int) (at % MIB);
            int length = (int) Math.min(Math.min(part.length, MIB - inPiece), to - at);
            wire.write(Arrays.copyOfRange(PIECE, inPiece, inPiece + length));
            at += length;
        }
    }

    private String run(FakeOpampServer server) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP + "m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Agent.class.getName(),
                        server.webSocketEndpoint().toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            server.awaitMessage(
                    message -> message.packageStatuses()
                            .map(statuses -> statuses.packages().get("a"))
                            .filter(status -> status != null && status.status() == INSTALLED)
                            .isPresent(),
                    LIMIT);
            process.getOutputStream().close();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String told = Files.readString(output);
        assertThat(process.exitValue()).as(told).isZero();
        return told.lines().filter(line -> line.startsWith("VmHWM")).findFirst().orElse("resident memory not known");
    }

    /** A program that ends once it has its package. */
    static final class Agent {
        private Agent() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[1]);
            DirectoryInstaller installer = DirectoryInstaller.in(folder.resolve("packages"));
            try (OpampClient client = OpampClient.builder(URI.create(args[0]))
                    .agent(AgentDescription.of("small", "1"))
                    .stateStore(StateStore.file(folder.resolve("state")))
                    .packages(PackageOptions.builder(installer)
                            .policy(PackagePolicy.builder()
                                    .requiresSignature(false)
                                    .allowsPlainHttp(true)
                                    .maxBytes(Long.MAX_VALUE)
                                    .build())
                            .build())
                    .build()) {
                client.start();
                while (System.in.read() >= 0) {
                    // Until the server knows that it has the package.
                }
            }
            Path status = Path.of("/proc/self/status");
            if (Files.exists(status)) {
                System.out.println(Files.readString(status));
            }
        }
    }
}
