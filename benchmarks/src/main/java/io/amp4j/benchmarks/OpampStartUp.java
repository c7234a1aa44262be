package io.amp4j.benchmarks;

import io.amp4j.opamp.testing.FakeOpampServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long a program waits for its OpAMP client, in a JVM of its own that has done nothing before: for {@code build()}, for
 * {@code start()}, and how long after that the server's first answer is there. Prints medians as a table. An argument gives the number of
 * JVMs for each kind of endpoint; jars as a second one take the place of this class path, such as those of another version.
 */
public final class OpampStartUp {
    private OpampStartUp() {}

    /** Runs all; about a second for each JVM. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
        String classPath = arguments.length > 1 ? arguments[1] : System.getProperty("java.class.path");
        Path authority = Files.createTempFile("authority", ".pem");
        try (FakeOpampServer plain = FakeOpampServer.start();
                FakeOpampServer secure = FakeOpampServer.builder().tls().start()) {
            Files.writeString(authority, secure.certificateAuthority().pem());
            System.out.println(
                    "| median of " + runs + " JVMs each, ms | `build()` | and `start()` | and the first answer |");
            System.out.println("|---|---|---|---|");
            measure("http", runs, classPath, List.of(plain.httpEndpoint()));
            measure("ws", runs, classPath, List.of(plain.webSocketEndpoint()));
            measure("https", runs, classPath, List.of(secure.httpEndpoint(), authority));
            measure("wss", runs, classPath, List.of(secure.webSocketEndpoint(), authority));
        } finally {
            Files.delete(authority);
        }
    }

    private static void measure(String what, int runs, String classPath, List<Object> arguments)
            throws IOException, InterruptedException {
        // The first one fills the page cache and does not count.
        run(classPath, arguments);
        List<long[]> results = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            results.add(run(classPath, arguments));
        }
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.0f |",
                what,
                median(results, 0),
                median(results, 1),
                median(results, 2)));
    }

    private static double median(List<long[]> runs, int stage) {
        long[] sorted = runs.stream().mapToLong(nanos -> nanos[stage]).sorted().toArray();
        return sorted[sorted.length / 2] / 1e6;
    }

    private static long[] run(String classPath, List<Object> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                OpampStarter.class.getName()));
        arguments.forEach(argument -> command.add(argument.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            line = out.readLine();
        }
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0 || line == null) {
            process.destroyForcibly();
            throw new IllegalStateException("no answer from " + arguments.get(0));
        }
        return Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }
}
