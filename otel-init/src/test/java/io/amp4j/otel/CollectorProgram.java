package io.amp4j.otel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An OpenTelemetry Collector as an executable under {@code target/}, built from the project's own Go modules.
 *
 * @param executable where it is
 * @param missing why there is none; empty when it is built
 */
record CollectorProgram(Path executable, Optional<String> missing) {
    /** The sources and the configuration files. */
    static final Path SOURCE =
            Path.of(System.getProperty("basedir", "."), "src/it/go/collector").toAbsolutePath();

    private static final Path TARGET =
            Path.of(System.getProperty("basedir", "."), "target/collector").toAbsolutePath();
    private static final long DOWNLOAD_SECONDS = 300;

    /** The first build on a machine compiles some thousand packages. */
    private static final long BUILD_SECONDS = 1200;

    /** No download of another Go: the one on the machine must do. */
    private static final Map<String, String> ENVIRONMENT = Map.of("GOTOOLCHAIN", "local", "CGO_ENABLED", "0");

    private static final class Once {
        static final CollectorProgram BUILT = build();
    }

    /** Returns the program, built by the first call in this JVM. */
    static CollectorProgram built() {
        return Once.BUILT;
    }

    private static CollectorProgram build() {
        Path executable = TARGET.resolve("otel-collector");
        try {
            Files.createDirectories(TARGET);
            Optional<String> missing = whatIsMissing();
            if (missing.isEmpty()) {
                // From here on a failure is a mistake of ours, and never a reason to skip. Another JVM may build the
                // same meanwhile.
                Path built = TARGET.resolve(
                        "otel-collector-" + ProcessHandle.current().pid());
                Outcome build = run(
                        BUILD_SECONDS, "go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", built.toString(), ".");
                if (build.exit() != 0) {
                    throw new IllegalStateException("the Collector does not build:\n" + build.output());
                }
                Files.move(built, executable, StandardCopyOption.ATOMIC_MOVE);
            }
            return new CollectorProgram(executable, missing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the Collector was built", e);
        }
    }

    private static Optional<String> whatIsMissing() throws IOException, InterruptedException {
        Outcome version;
        try {
            version = run(DOWNLOAD_SECONDS, "go", "version");
        } catch (IOException e) {
            return Optional.of("there is no go command on the PATH; install Go 1.26 or newer");
        }
        if (version.exit() != 0) {
            return Optional.of("the go command on the PATH does not work: " + version.output());
        }
        Outcome download = run(DOWNLOAD_SECONDS, "go", "mod", "download");
        if (download.exit() != 0) {
            return Optional.of("the Go modules of src/it/go/collector cannot be had: " + download.output());
        }
        return Optional.empty();
    }

    private record Outcome(int exit, String output) {}

    /** Runs a command to its end; output goes through a file, so that a full pipe cannot hold it up. */
    private static Outcome run(long seconds, String... command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(TARGET, "command", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(command))
                    .directory(SOURCE.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(ENVIRONMENT);
            Process process = builder.start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return new Outcome(-1, List.of(command) + " took more than " + seconds + " s");
            }
            return new Outcome(process.exitValue(), Files.readString(log).strip());
        } finally {
            Files.deleteIfExists(log);
        }
    }
}
