package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Agents in processes of their own, which are killed, or end when they are done. */
final class ChildProcess {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

    private ChildProcess() {}

    /**
     * Runs a program until it ends by itself, or {@code isDone}: then its input ends, and it has to end too.
     *
     * @param told what to show if that takes too long
     * @return its exit code
     */
    static int run(Class<?> program, List<String> arguments, Callable<Boolean> isDone, Supplier<String> told)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            long deadline = System.nanoTime() + LIMIT;
            boolean isEnding = false;
            while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
                assertThat(System.nanoTime()).as(told).isLessThan(deadline);
                if (!isEnding && isDone.call()) {
                    isEnding = true;
                    process.getOutputStream().close();
                }
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Returns once the input of this process has ended. */
    static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // Until whoever started it has heard enough.
        }
    }

    /** Returns what a process has left in its store, which must be readable. */
    static Optional<ClientState> left(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (StateStore store = StateStore.file(directory)) {
            Optional<ClientState> left = store.load();
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .as("set aside")
                        .noneMatch(name -> name.contains("unusable"));
            }
            return left;
        }
    }
}
