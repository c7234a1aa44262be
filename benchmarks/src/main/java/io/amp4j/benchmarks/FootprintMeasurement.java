package io.amp4j.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What each jar adds to a process that uses it: time until it has done its first work, classes, threads, memory. Prints the table of
 * docs/performance.md, medians of JVMs in turn, less those of a JVM that does nothing. An argument gives the number of JVMs for each row.
 */
final class FootprintMeasurement {

    private final String otlp;
    private final String http;
    private final String webSocket;

    private FootprintMeasurement(String otlp, int opampPort) {
        this.otlp = otlp;
        this.http = "http://127.0.0.1:" + opampPort + "/v1/opamp";
        this.webSocket = "ws://127.0.0.1:" + opampPort + "/v1/opamp";
    }

    /** Runs all; about four seconds for each JVM. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try (OtherProcess opamp = OtherProcess.server()) {
            int port = Integer.parseInt(opamp.next().get(1));
            String otlp = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/otel";
            new FootprintMeasurement(otlp, port).measure(runs);
        } finally {
            receiver.stop(0);
        }
    }

    private void measure(int runs) throws IOException, InterruptedException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        rows.put("nothing", List.of("nothing"));
        rows.put("`catalog-core`: the bundled catalog loaded", List.of("catalog"));
        rows.put("`opamp-client`, HTTP: first answer", List.of("opamp", http));
        rows.put("java-contrib, HTTP: first answer", List.of("javaContrib", http));
        rows.put("`opamp-client`, WebSocket: first answer", List.of("opamp", webSocket));
        rows.put("java-contrib, WebSocket: open", List.of("javaContrib", webSocket));
        rows.put("`otel-init`: first span delivered", List.of("initOtel"));
        rows.put("vanilla OpenTelemetry: first span delivered", List.of("vanilla"));
        Map<String, List<long[]>> results = new LinkedHashMap<>();
        // The first round fills the page cache and does not count.
        for (int round = 0; round <= runs; round++) {
            for (Map.Entry<String, List<String>> row : rows.entrySet()) {
                long[] result = run(row.getValue());
                if (round > 0) {
                    results.computeIfAbsent(row.getKey(), key -> new ArrayList<>())
                            .add(result);
                }
            }
        }
        print(results, runs);
    }

    private static void print(Map<String, List<long[]>> results, int runs) {
        System.out.println(
                "| medians of " + runs + " JVMs | ms | classes | threads | heap | other memory | resident |");
        System.out.println("|---|---|---|---|---|---|---|");
        long[] base = medians(results.getOrDefault("nothing", List.of()));
        results.forEach((row, all) -> {
            long[] median = medians(all);
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %d | %d | %.1f MB | %.1f MB | %.1f MB |",
                    row,
                    median[0] / 1e3,
                    median[1] - base[1],
                    median[2] - base[2],
                    (median[3] - base[3]) / 1e6,
                    (median[4] - base[4]) / 1e6,
                    (median[5] - base[5]) / 1e6));
        });
    }

    private static long[] medians(List<long[]> runs) {
        long[] medians = new long[runs.get(0).length];
        for (int i = 0; i < medians.length; i++) {
            int column = i;
            long[] sorted = runs.stream().mapToLong(run -> run[column]).sorted().toArray();
            medians[i] = sorted[sorted.length / 2];
        }
        return medians;
    }

    private long[] run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FootprintMember.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("AMP_OTEL_ENDPOINT", otlp);
        builder.environment().put("AMP_AGENT_API_KEY", "benchmark-key");
        builder.environment().put("OTEL_SERVICE_NAME", "benchmark");
        Process process = builder.start();
        String line;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            line = out.readLine();
        }
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0 || line == null) {
            process.destroyForcibly();
            throw new IllegalStateException("no result of " + arguments);
        }
        return Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }
}
