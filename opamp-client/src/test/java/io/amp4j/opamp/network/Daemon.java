package io.amp4j.opamp.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A network program of a Debian package, run in the foreground as a child process and killed at the end. */
final class Daemon implements AutoCloseable {
    private final Process process;

    private Daemon(Process process) {
        this.process = process;
    }

    /** Skips the test where the program is not installed, unless {@code -Dproxies=required}. */
    static void require(Path program, String debianPackage) {
        if (System.getProperty("proxies", "").equals("required")) {
            assertThat(program).as("the package " + debianPackage).isExecutable();
        }
        assumeTrue(
                Files.isExecutable(program),
                program.getFileName() + " is not installed: apt-get install " + debianPackage);
    }

    /** Starts a program and waits until its log has a line with {@code ready} in it. */
    static Daemon start(String ready, String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            ready(process, ready).get(30, TimeUnit.SECONDS);
            return new Daemon(process);
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** The log is read to its end, so that the program never blocks on it. */
    private static CompletableFuture<String> ready(Process process, String ready) {
        CompletableFuture<String> found = new CompletableFuture<>();
        StringBuilder before = new StringBuilder();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader log = process.inputReader(StandardCharsets.UTF_8)) {
                        for (String line = log.readLine(); line != null; line = log.readLine()) {
                            if (line.contains(ready)) {
                                found.complete(line);
                            } else if (!found.isDone()) {
                                before.append(line).append('\n');
                            }
                        }
                    } catch (IOException e) {
                        // The process was ended.
                    }
                    found.completeExceptionally(new IllegalStateException("it ended before it was ready:\n" + before));
                },
                "daemon-log");
        reader.setDaemon(true);
        reader.start();
        return found;
    }

    /** Returns a port that was free a moment ago; these programs cannot choose one themselves. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
