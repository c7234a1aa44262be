package io.amp4j.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What it costs to send the spans of many model calls: {@code initOtel()} beside the stock OTLP exporter with the same batch settings, each in
 * a JVM of its own, in pairs that take turns at going first. Prints a table. Arguments: calls a second, milliseconds that the endpoint takes
 * for an answer, seconds of load, pairs.
 */
public final class SpanLoad {
    private final AtomicLong arrived = new AtomicLong();
    private final int answerMillis;
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

    private SpanLoad(int answerMillis) {
        this.answerMillis = answerMillis;
    }

    /** Runs all pairs. */
    public static void main(String[] args) throws IOException {
        int rate = Integer.parseInt(args[0]);
        int answerMillis = Integer.parseInt(args[1]);
        int seconds = Integer.parseInt(args[2]);
        int pairs = Integer.parseInt(args[3]);
        new SpanLoad(answerMillis).measure(rate, seconds, pairs);
    }

    private void measure(int rate, int seconds, int pairs) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
        try {
            String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/otel";
            List<double[]> amp = new ArrayList<>();
            List<double[]> vanilla = new ArrayList<>();
            for (int pair = 0; pair < pairs; pair++) {
                boolean oursFirst = pair % 2 == 0;
                (oursFirst ? amp : vanilla).add(run(oursFirst ? "amp" : "vanilla", endpoint, rate, seconds));
                (oursFirst ? vanilla : amp).add(run(oursFirst ? "vanilla" : "amp", endpoint, rate, seconds));
            }
            System.out.println("| " + rate + " calls a second, " + answerMillis
                    + " ms an answer, median | initOtel() | stock | ratio |");
            System.out.println("|---|---|---|---|");
            row("CPU µs a span delivered, from the start", amp, vanilla, 0);
            row("the same, once warm", amp, vanilla, 1);
            row("lost in the first second", amp, vanilla, 2);
            row("lost later", amp, vanilla, 3);
            row("delivered a second, once warm", amp, vanilla, 4);
        } finally {
            server.stop(0);
            threads.shutdown();
            timer.shutdown();
        }
    }

    private static void row(String what, List<double[]> amp, List<double[]> vanilla, int column) {
        double ours = median(amp, column);
        double theirs = median(vanilla, column);
        System.out.println(
                String.format(Locale.ROOT, "| %s | %.1f | %.1f | %.2f |", what, ours, theirs, ours / theirs));
    }

    private static double median(List<double[]> runs, int column) {
        double[] sorted = runs.stream().mapToDouble(run -> run[column]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private double[] run(String way, String endpoint, int rate, int seconds) {
        arrived.set(0);
        try (OtherProcess member = new OtherProcess(
                SpanLoadMember.class,
                List.of("-Xms512m", "-Xmx512m"),
                way,
                endpoint,
                Integer.toString(rate),
                Integer.toString(seconds))) {
            // Made, nanoseconds of CPU, and nanoseconds of time until all was flushed.
            List<String> first = member.next();
            long afterFirst = arrived.get();
            List<String> second = member.ask("go on");
            long made = Long.parseLong(first.get(0));
            long madeLater = Long.parseLong(second.get(0));
            long cpu = Long.parseLong(first.get(1));
            long cpuLater = Long.parseLong(second.get(1));
            long later = arrived.get() - afterFirst;
            return new double[] {
                (cpu + cpuLater) / 1e3 / (afterFirst + later),
                cpuLater / 1e3 / later,
                made - afterFirst,
                madeLater - later,
                later / (Long.parseLong(second.get(2)) / 1e9)
            };
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        arrived.addAndGet(spans(exchange.getRequestBody().readAllBytes()));
        if (answerMillis == 0) {
            answer(exchange);
        } else {
            ScheduledFuture<?> unused = timer.schedule(() -> answer(exchange), answerMillis, TimeUnit.MILLISECONDS);
        }
    }

    private static void answer(HttpExchange exchange) {
        try {
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        } catch (IOException e) {
            System.err.println("an answer could not be sent: " + e);
        } finally {
            exchange.close();
        }
    }

    /** Counts the spans of an OTLP request: the field 2 of each field 2 of each field 1. */
    private static long spans(byte[] request) {
        long[] count = {0};
        new Fields(request, 0, request.length)
                .each(1, resource -> resource.each(2, scope -> scope.each(2, span -> count[0]++)));
        return count[0];
    }

    private static final class Fields {
        private final byte[] bytes;
        private final int from;
        private final int to;

        Fields(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        interface Visit {
            void field(Fields content);
        }

        void each(int wanted, Visit visit) {
            int[] at = {from};
            while (at[0] < to) {
                int tag = (int) varint(at);
                switch (tag & 7) {
                    case 0 -> varint(at);
                    case 1 -> at[0] += 8;
                    case 5 -> at[0] += 4;
                    default -> {
                        int length = (int) varint(at);
                        if (tag >>> 3 == wanted) {
                            visit.field(new Fields(bytes, at[0], at[0] + length));
                        }
                        at[0] += length;
                    }
                }
            }
        }

        private long varint(int[] at) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte part = bytes[at[0]++];
                value |= (long) (part & 0x7F) << shift;
                if (part >= 0) {
                    return value;
                }
            }
        }
    }
}
