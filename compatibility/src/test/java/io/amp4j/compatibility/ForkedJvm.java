package io.amp4j.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs Java programs in processes of their own. */
final class ForkedJvm {
    private ForkedJvm() {}

    /** How a process ended, and all that it printed. */
    record Ended(int exit, String output) {
        private static final Pattern REMARK =
                Pattern.compile("WARNING: .*(sun\\.misc\\.Unsafe|reporting this to the maintainers of class).*");

        /** Returns what was printed but for what newer JVMs say of other people's use of {@code sun.misc.Unsafe}. */
        String withoutRemarksOfTheJvm() {
            return output.lines()
                    .filter(line ->
                            line.contains("io.amp4j") || !REMARK.matcher(line).matches())
                    .collect(Collectors.joining("\n"));
        }
    }

    /** Starts a program on this JVM's Java. */
    static Running java(List<String> arguments, Path folder, String name, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Two cores must do for everybody.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(arguments);
        return new Running(command, folder, name, environment);
    }

    /** A process, with what it prints in a file. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final Path output;

        Running(List<String> command, Path folder, String name) throws IOException {
            this(command, folder, name, Map.of());
        }

        Running(List<String> command, Path folder, String name, Map<String, String> environment) throws IOException {
            output = folder.resolve(name.replace(' ', '-') + ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .directory(folder.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(variable -> variable.startsWith("OTEL_")
                            || variable.startsWith("AMP_")
                            || variable.equals("MAVEN_OPTS")
                            || variable.equals("JAVA_TOOL_OPTIONS"));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            process = builder.start();
        }

        /** Sends an end of line. */
        void proceed() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }

        String output() throws IOException {
            return Files.readString(output);
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** Waits for its end, for some minutes at most. */
        Ended await() throws IOException {
            try {
                if (!process.waitFor(8, TimeUnit.MINUTES)) {
                    throw new AssertionError("still running: " + output());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            } finally {
                close();
            }
            return new Ended(process.exitValue(), output());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
