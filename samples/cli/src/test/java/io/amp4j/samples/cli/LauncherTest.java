package io.amp4j.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code samples/cli/amp4j}, on a jar with the classes of this class path. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a script of the POSIX shell")
class LauncherTest {
    @TempDir
    private Path directory;

    private Path jar;
    private Path cache;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeAJar() throws IOException {
        cache = directory.resolve("cache");
        jar = directory.resolve("amp4j.jar");
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (Files.isDirectory(path)) {
                Path packed = directory.resolve("classes-" + classPath.size() + ".jar");
                pack(path, packed, new Manifest());
                path = packed;
            }
            classPath.add(path.toUri().toString());
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Amp4j.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
        pack(null, jar, manifest);
    }

    private static void pack(@org.jspecify.annotations.Nullable Path classes, Path jar, Manifest manifest)
            throws IOException {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            if (classes == null) {
                return;
            }
            List<Path> files;
            try (Stream<Path> all = Files.walk(classes)) {
                files = all.filter(Files::isRegularFile).sorted().toList();
            }
            for (Path each : files) {
                String name = classes.relativize(each).toString();
                if (!name.equals("META-INF/MANIFEST.MF")) {
                    out.putNextEntry(new JarEntry(name));
                    Files.copy(each, out);
                }
            }
        }
    }

    private CommandRun launch(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of("amp4j").toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().put("AMP4J_JAR", jar.toString());
        builder.environment().put("XDG_CACHE_HOME", cache.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new CommandRun(process.exitValue(), out, Files.readString(err));
    }

    private List<Path> archives() throws IOException {
        Path below = cache.resolve("amp4j");
        if (!Files.exists(below)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(below)) {
            return all.toList();
        }
    }

    @Test
    void saysTheSameWithAnArchiveOfClassesAndWithoutAndMakesAnotherOneForAnotherJar() throws Exception {
        CommandRun first = launch("catalog", "list");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err()).isEmpty();
        List<Path> archive = archives();
        assertThat(archive).singleElement().asString().endsWith(".jsa");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.resolve("amp4j"))))
                .isEqualTo("rwx------");

        assertThat(launch("catalog", "list")).isEqualTo(first);
        assertThat(archives()).isEqualTo(archive);

        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        assertThat(launch("catalog", "list")).isEqualTo(first);
        assertThat(archives()).hasSize(1).isNotEqualTo(archive);
    }

    @Test
    void exitsAsTheCommandDoesWithAnArchiveAndWithout() throws Exception {
        CommandRun first = launch("catalog", "list", "--no-such-option");
        assertThat(first.exitCode()).isEqualTo(2);
        assertThat(first.err()).contains("--no-such-option");
        assertThat(launch("catalog", "list", "--no-such-option")).isEqualTo(first);
    }

    /** Who can write there could have his own code run. */
    @Test
    void usesNoArchiveWhereOthersCanWrite() throws Exception {
        Path open = Files.createDirectories(cache.resolve("amp4j"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(launch("catalog", "list").exitCode()).isZero();
        assertThat(archives()).isEmpty();
    }

    /** Who can rename it could put another directory in its place. */
    @Test
    void usesNoArchiveWhereOthersCanWriteAbove() throws Exception {
        Files.createDirectories(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(launch("catalog", "list").exitCode()).isZero();
        assertThat(archives()).isEmpty();
    }

    @Test
    void usesNoArchiveWithOptionsOfTheUsers() throws Exception {
        environment.put("JDK_JAVA_OPTIONS", "-XX:+UseParallelGC -Xshare:off");

        CommandRun run = launch("catalog", "list");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(archives()).isEmpty();
    }

    /** Its archive would hold little of what the others need. */
    @Test
    void makesNoArchiveOfACommandThatLoadsNoCatalog() throws Exception {
        assertThat(launch("--version").exitCode()).isZero();
        assertThat(archives()).isEmpty();
    }

    @Test
    void worksWhereNothingCanBeKept() throws Exception {
        Files.writeString(cache, "a file where a directory would be");

        assertThat(launch("catalog", "list").exitCode()).isZero();
    }
}
