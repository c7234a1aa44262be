package io.amp4j.opamp.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The reference server as an executable under {@code target/}, with the throwaway certificates it serves; one for each JVM.
 *
 * @param directory where the executable and the certificates are
 * @param missing why there is none; empty when it is built
 */
record ReferenceProgram(Path directory, Optional<String> missing) {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final long DOWNLOAD_SECONDS = 180;
    private static final long BUILD_SECONDS = 300;

    /** No download of another Go: the one on the machine must do. */
    private static final Map<String, String> ENVIRONMENT = Map.of("GOTOOLCHAIN", "local", "CGO_ENABLED", "0");

    private static final class Once {
        static final ReferenceProgram BUILT = build();
    }

    /** Returns the program, built by the first call in this JVM. */
    static ReferenceProgram built() {
        return Once.BUILT;
    }

    Path executable() {
        return directory.resolve("opamp-interop");
    }

    /** Returns one of the certificates: {@code ca.pem}, {@code client.pem}, {@code client-key.pem}, {@code server.pem}. */
    Path certificate(String file) {
        return directory.resolve(file);
    }

    private static ReferenceProgram build() {
        // Tests run in several JVMs, each of which makes its own certificates.
        Path directory = MODULE.resolve(
                        "target/interop-" + ProcessHandle.current().pid())
                .toAbsolutePath();
        Path source = MODULE.resolve("src/it/go");
        ReferenceProgram program = new ReferenceProgram(directory, Optional.empty());
        try {
            Files.createDirectories(directory);
            Optional<String> missing = missing(source, directory);
            if (missing.isPresent()) {
                return new ReferenceProgram(directory, missing);
            }
            // From here on a failure is a mistake of ours, and never a reason to skip.
            Outcome build = run(
                    source,
                    directory,
                    BUILD_SECONDS,
                    "go",
                    "build",
                    "-buildvcs=false",
                    "-o",
                    program.executable().toString(),
                    ".");
            build.orElseThrow("the reference server does not build");
            run(
                            directory,
                            directory,
                            BUILD_SECONDS,
                            program.executable().toString(),
                            "-write-certificates",
                            directory.toString())
                    .orElseThrow("the reference server writes no certificates");
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the reference server was built", e);
        }
    }

    /** Runs the Go program's own tests. */
    void test() throws IOException, InterruptedException {
        run(MODULE.resolve("src/it/go"), directory, BUILD_SECONDS, "go", "test", "./...")
                .orElseThrow("the reference server's own tests fail");
    }

    private static Optional<String> missing(Path source, Path directory) throws IOException, InterruptedException {
        Outcome version;
        try {
            version = run(source, directory, DOWNLOAD_SECONDS, "go", "version");
        } catch (IOException e) {
            return Optional.of("there is no go command on the PATH; install Go 1.24 or newer");
        }
        if (version.exit() != 0) {
            return Optional.of("the go command on the PATH does not work: " + version.output());
        }
        Outcome download = run(source, directory, DOWNLOAD_SECONDS, "go", "mod", "download");
        if (download.exit() != 0) {
            return Optional.of("the Go modules of src/it/go cannot be had: " + download.output());
        }
        return Optional.empty();
    }

    private record Outcome(int exit, String output) {
        void orElseThrow(String what) {
            if (exit != 0) {
                throw new IllegalStateException(what + ":\n" + output);
            }
        }
    }

    /** Runs a command to its end; output goes through a file, so that a full pipe cannot hold it up. */
    private static Outcome run(Path workingDirectory, Path logDirectory, long seconds, String... command)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile(logDirectory, "command", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(Arrays.asList(command)))
                    .directory(workingDirectory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(ENVIRONMENT);
            Process process = builder.start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Outcome(-1, List.of(command) + " took more than " + seconds + " s");
            }
            return new Outcome(process.exitValue(), Files.readString(log).strip());
        } finally {
            Files.deleteIfExists(log);
        }
    }
}
