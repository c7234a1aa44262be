package io.amp4j.samples.supervisor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The OpenTelemetry Collector that the tests of otel-init send spans through, built for the supervisor. */
final class CollectorProgram {
    private static final Path BASE =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize();
    private static final Path SOURCE =
            BASE.resolve("../../otel-init/src/it/go/collector").normalize();

    /** The first build on a machine compiles some thousand packages. */
    private static final long BUILD_SECONDS = 1200;

    private CollectorProgram() {}

    /** Builds {@code otel-collector}; returns the directory that it is in. */
    static Path build() throws Exception {
        Path directory = Files.createDirectories(BASE.resolve("target/collector"));
        Path log = directory.resolve("build.log");
        ProcessBuilder builder = new ProcessBuilder(
                        "go",
                        "build",
                        "-buildvcs=false",
                        "-ldflags=-s -w",
                        "-o",
                        directory.resolve("otel-collector").toString(),
                        ".")
                .directory(SOURCE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // No download of another Go: the one on the machine must do.
        builder.environment().put("GOTOOLCHAIN", "local");
        builder.environment().put("CGO_ENABLED", "0");
        Process build = builder.start();
        if (!build.waitFor(BUILD_SECONDS, TimeUnit.SECONDS)) {
            build.descendants().forEach(ProcessHandle::destroyForcibly);
            build.destroyForcibly();
            throw new AssertionError("the Collector is not built after " + BUILD_SECONDS + " s");
        }
        if (build.exitValue() != 0) {
            throw new AssertionError("-Dcollector=required, but it cannot be built: " + Files.readString(log));
        }
        return directory;
    }
}
