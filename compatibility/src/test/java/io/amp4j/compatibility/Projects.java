package io.amp4j.compatibility;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** A Maven project for each row, as a user would write it, built by one call of Maven. */
final class Projects {
    private static final Path FOLDER = Path.of("target", "rows").toAbsolutePath();
    private static final Path SOURCES = Path.of("programs").toAbsolutePath();
    private static final Path README_EXAMPLES =
            Path.of("../samples/demo/src/test/java/io/amp4j/samples/demo/ReadmeExamples.java");
    private static final Path README_CATALOG =
            Path.of("../samples/demo/src/main/resources/io/amp4j/samples/demo/values.yaml");

    private Projects() {}

    /** Writes and builds the projects of these rows. */
    static void build(Collection<Row> rows) throws IOException {
        Path staging = Staging.repository();
        for (Row row : rows) {
            write(row);
        }
        StringBuilder modules = new StringBuilder();
        rows.forEach(row -> modules.append("    <module>").append(row.name()).append("</module>\n"));
        Files.writeString(
                FOLDER.resolve("pom.xml"),
                Template.read("rows.xml").with("modules", modules.toString()).text());
        List<String> maven = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "--batch-mode",
                "--no-transfer-progress",
                "--file=" + FOLDER.resolve("pom.xml"),
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                "-Dmaven.repo.local.tail=" + staging,
                "-Dmaven.test.skip=true",
                "package"));
        ForkedJvm.Ended ended = new ForkedJvm.Running(maven, FOLDER, "maven").await();
        if (ended.exit() != 0) {
            throw new AssertionError("the programs cannot be built:\n" + ended.output());
        }
    }

    private static void write(Row row) throws IOException {
        Path project = Files.createDirectories(folder(row));
        switch (row.kind()) {
            case AGENT -> copy(SOURCES.resolve("extension/src/main"), project.resolve("src/main"));
            case TRACED -> copy(SOURCES.resolve("micrometer/src/main"), project.resolve("src/main"));
            case STARTER -> copy(SOURCES.resolve("starter/src/main"), project.resolve("src/main"));
            case STARTER_WEB -> {
                copy(SOURCES.resolve("starter/src/main"), project.resolve("src/main"));
                copy(SOURCES.resolve("starter-web/src/main"), project.resolve("src/main"));
            }
            case PLAIN, CLASS_PATH, BOOT, QUARKUS, MICRONAUT -> writeProgram(row, project);
        }
        StringBuilder boms = new StringBuilder();
        row.boms().forEach(bom -> boms.append(Template.bom(bom)));
        StringBuilder dependencies = new StringBuilder();
        row.dependencies().forEach(dependency -> dependencies.append(Template.dependency(dependency)));
        row.jars().forEach(jar -> dependencies.append(Template.dependency("io.amp4j:" + jar)));
        Files.writeString(
                project.resolve("pom.xml"),
                Template.read("row.xml")
                        .with("name", row.name())
                        .with("parent", row.kind() == Row.Kind.MICRONAUT ? part("micronaut-parent.xml", row) : "")
                        .with("properties", properties(row))
                        .with("boms", boms.toString())
                        .with("amp4j", Template.bom("io.amp4j:amp4j-bom:" + Staging.VERSION))
                        .with("dependencies", dependencies.toString())
                        .with("executions", row.kind() == Row.Kind.AGENT ? part("agent-plugin.xml", row) : "")
                        .with("plugins", plugins(row))
                        .text());
    }

    private static void writeProgram(Row row, Path project) throws IOException {
        Path sources = project.resolve("src/main/java");
        copy(SOURCES.resolve("plain/src/main/java"), sources);
        Files.writeString(
                sources.resolve("program/ReadmeExamples.java"),
                Files.readString(README_EXAMPLES).replace("package io.amp4j.samples.demo;", "package program;"));
        switch (row.kind()) {
            case BOOT -> copy(SOURCES.resolve("boot/src/main/java"), sources);
            case QUARKUS -> copy(SOURCES.resolve("quarkus/src/main/java"), sources);
            case MICRONAUT -> copy(SOURCES.resolve("micronaut/src/main/java"), sources);
            case PLAIN, CLASS_PATH, TRACED, STARTER, STARTER_WEB, AGENT -> {}
        }
        if (row.kind() != Row.Kind.PLAIN) {
            Files.delete(sources.resolve("module-info.java"));
        }
        // The catalog that the README shows.
        Files.copy(README_CATALOG, project.resolve("values.yaml"), REPLACE_EXISTING);
    }

    private static String plugins(Row row) throws IOException {
        return switch (row.kind()) {
            case BOOT -> part("boot-plugin.xml", row).replace("@main@", "program.BootApplication");
            case TRACED -> part("boot-plugin.xml", row).replace("@main@", "program.TracedApplication");
            case STARTER, STARTER_WEB -> part("boot-plugin.xml", row).replace("@main@", "program.StarterApplication");
            case QUARKUS -> part("quarkus-plugin.xml", row);
            case MICRONAUT -> part("micronaut-plugin.xml", row);
            case AGENT -> part("extension-plugin.xml", row);
            case PLAIN, CLASS_PATH -> "";
        };
    }

    private static String properties(Row row) {
        return row.kind() == Row.Kind.MICRONAUT
                ? "    <exec.mainClass>program.MicronautApplication</exec.mainClass>\n"
                : "";
    }

    private static String part(String file, Row row) throws IOException {
        return Template.read(file).with("version", row.version()).text();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, REPLACE_EXISTING);
            }
        }
    }

    static Path folder(Row row) {
        return FOLDER.resolve(row.name());
    }

    /** Returns the program's jar and all jars that it needs, in Maven's order. */
    static List<String> classPath(Row row) throws IOException {
        List<String> path = new ArrayList<>();
        path.add(jar(row).toString());
        path.addAll(List.of(Files.readString(folder(row).resolve("target/classpath.txt"))
                .strip()
                .split(File.pathSeparator, -1)));
        return path;
    }

    /** Returns the program's jar; of an application, the executable one; of an extension, the one with all that it needs. */
    static Path jar(Row row) {
        Path target = folder(row).resolve("target");
        return row.kind() == Row.Kind.QUARKUS
                ? target.resolve("quarkus-app/quarkus-run.jar")
                : target.resolve(row.name() + "-1.jar");
    }

    /** Returns the jar of an extension that leaves OkHttp, Okio and Kotlin to the Java agent. */
    static Path jarWithoutLibraries(Row row) {
        return folder(row).resolve("target").resolve(row.name() + "-1-without-libraries.jar");
    }

    /** Returns the Java agent of an {@link Row.Kind#AGENT} row. */
    static Path agent(Row row) {
        return folder(row).resolve("target").resolve("opentelemetry-javaagent.jar");
    }
}
