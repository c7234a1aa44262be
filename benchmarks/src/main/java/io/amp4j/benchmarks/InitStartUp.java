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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long a process takes to be ready: {@code initOtel()} beside the vanilla lines, each in a JVM of its own, in pairs that take turns
 * at going first. Prints medians as a table. An argument gives the number of pairs.
 */
public final class InitStartUp {
    private static final List<String> STAGES =
            List.of("the call", "and the first span ended", "and that span delivered");

    private InitStartUp() {}

    /** Runs all pairs; about two seconds a pair. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 30;
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/otel";
            measure(pairs, endpoint);
        } finally {
            server.stop(0);
        }
    }

    private static void measure(int pairs, String endpoint) throws IOException, InterruptedException {
        List<long[]> amp = new ArrayList<>();
        List<long[]> vanilla = new ArrayList<>();
        // The first pair fills the page cache and does not count.
        run(InitAmp.class, endpoint);
        run(InitVanilla.class, endpoint);
        for (int pair = 0; pair < pairs; pair++) {
            if (pair % 2 == 0) {
                amp.add(run(InitAmp.class, endpoint));
                vanilla.add(run(InitVanilla.class, endpoint));
            } else {
                vanilla.add(run(InitVanilla.class, endpoint));
                amp.add(run(InitAmp.class, endpoint));
            }
        }
        System.out.println("| median of " + pairs + " JVMs each, ms | initOtel() | vanilla | ratio |");
        System.out.println("|---|---|---|---|");
        for (int stage = 0; stage < STAGES.size(); stage++) {
            double ours = median(amp, stage);
            double theirs = median(vanilla, stage);
            System.out.println(String.format(
                    Locale.ROOT, "| %s | %.0f | %.0f | %.2f |", STAGES.get(stage), ours, theirs, ours / theirs));
        }
    }

    private static double median(List<long[]> runs, int stage) {
        long[] sorted = runs.stream().mapToLong(nanos -> nanos[stage]).sorted().toArray();
        return sorted[sorted.length / 2] / 1e6;
    }

    private static long[] run(Class<?> way, String endpoint) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                way.getName());
        builder.environment().put("AMP_OTEL_ENDPOINT", endpoint);
        builder.environment().put("AMP_AGENT_API_KEY", "benchmark-key");
        builder.environment().put("OTEL_SERVICE_NAME", "benchmark");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        String line;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            line = out.readLine();
        }
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0 || line == null) {
            process.destroyForcibly();
            throw new IllegalStateException(way + " failed");
        }
        return Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }
}
