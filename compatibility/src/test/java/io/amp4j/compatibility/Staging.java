package io.amp4j.compatibility;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The published jars and poms, laid out as a Maven repository under a version that nobody else has. */
final class Staging {
    /** No other build can have installed it. */
    static final String VERSION = "0.0.0-compatibility";

    private static final Path PUBLISHED = Path.of("target", "published");

    private Staging() {}

    /** Writes the repository and returns its folder. */
    static Path repository() throws IOException {
        Path repository = Path.of("target", "staging").toAbsolutePath();
        List<Path> published;
        try (Stream<Path> files = Files.list(PUBLISHED)) {
            published = files.toList();
        }
        for (Path file : published) {
            String name = file.getFileName().toString();
            String artifact = name.substring(0, name.lastIndexOf('.'));
            String extension = name.substring(name.lastIndexOf('.'));
            Path folder = Files.createDirectories(
                    repository.resolve("io/amp4j").resolve(artifact).resolve(VERSION));
            Path target = folder.resolve(artifact + "-" + VERSION + extension);
            byte[] content = Files.readAllBytes(file);
            Files.write(target, extension.equals(".pom") ? renamed(content) : content);
        }
        return repository;
    }

    /** Returns the jar of otel-init, which is an extension of the Java agent as it is. */
    static Path otelInit() {
        return PUBLISHED.resolve("otel-init.jar").toAbsolutePath();
    }

    private static byte[] renamed(byte[] pom) {
        return new String(pom, UTF_8)
                .replace(System.getProperty("amp4j.version"), VERSION)
                .getBytes(UTF_8);
    }
}
