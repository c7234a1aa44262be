package io.amp4j.otel;

import io.amp4j.otel.untouched.UntouchedApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The real Java agents that the build has copied. */
final class JavaAgents {
    private static final Path FOLDER = Path.of("target", "javaagent").toAbsolutePath();
    private static final Comparator<Path> BY_VERSION = Comparator.comparing(agent -> ModuleDescriptor.Version.parse(
            agent.getFileName().toString().replaceAll("opentelemetry-javaagent-|\\.jar", "")));
    /** Its OpenTelemetry is older than the oldest that the jar works with. */
    static final Path TOO_OLD = version("2.8.0");

    private JavaAgents() {}

    static Path version(String version) {
        return FOLDER.resolve("opentelemetry-javaagent-" + version + ".jar");
    }

    static Path newest() {
        List<Path> agents = thatWork();
        return agents.get(agents.size() - 1);
    }

    /** Whether an agent instruments anything on this Java, with or without us; those before 2.16 know Java up to 24. */
    static boolean knowsThisJava(Path agent) {
        return Runtime.version().feature() <= 24 || BY_VERSION.compare(agent, version("2.16.0")) >= 0;
    }

    /** Whether this run includes an agent: the oldest and the newest are always there, those between in full runs alone. */
    static boolean isChosen(Path agent) {
        List<Path> agents = thatWork();
        boolean isAtTheEnds = agent.equals(agents.get(0)) || agent.equals(newest());
        return agents.contains(agent)
                && (isAtTheEnds || System.getProperty("compatibility", "quick").equals("full"));
    }

    /** Those that the jar works with, the newest last. */
    static List<Path> thatWork() {
        try (Stream<Path> agents = Files.list(FOLDER)) {
            return agents.filter(agent -> agent.toString().matches(".*-\\d[0-9.]*\\.jar") && !agent.equals(TOO_OLD))
                    .filter(JavaAgents::knowsThisJava)
                    .sorted(BY_VERSION)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the application that knows nothing of OpenTelemetry, alone on its class path, behind an agent. */
    static ForkedJvm.Ended runUntouched(
            Path folder, Map<String, String> environment, Path agent, Path extension, List<String> addresses)
            throws IOException {
        String name = UntouchedApplication.class.getName().replace('.', '/') + ".class";
        Path own = folder.resolve("application").resolve(name);
        Files.createDirectories(own.getParent());
        Files.copy(Path.of("target", "test-classes", name), own);
        List<String> arguments = new ArrayList<>(List.of(
                "-javaagent:" + agent,
                "-Dotel.javaagent.extensions=" + extension,
                "-cp",
                folder.resolve("application").toString(),
                UntouchedApplication.class.getName()));
        arguments.addAll(addresses);
        return ForkedJvm.run(folder, environment, arguments);
    }
}
