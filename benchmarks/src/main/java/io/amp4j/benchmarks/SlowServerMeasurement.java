package io.amp4j.benchmarks;

import com.sun.net.httpserver.HttpServer;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** 1,000 agents over HTTP, a heartbeat every 30 s, and a server that answers each request after a second. */
final class SlowServerMeasurement {
    private static final int AGENTS = 1_000;
    private static final int HEARTBEAT_SECONDS = 30;

    private final Map<String, List<Long>> arrivals = new ConcurrentHashMap<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger mostHeld = new AtomicInteger();
    private final AtomicInteger large = new AtomicInteger();

    private SlowServerMeasurement() {}

    /** Takes for how many seconds; 100 by default. */
    public static void main(String[] arguments) throws IOException {
        new SlowServerMeasurement().run(arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]));
    }

    private void run(int seconds) throws IOException {
        ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/", exchange -> {
            int size = exchange.getRequestBody().readAllBytes().length;
            large.addAndGet(size > 60 ? 1 : 0);
            arrivals.computeIfAbsent(
                            exchange.getRequestHeaders().getFirst("OpAMP-Instance-UID"), uid -> new ArrayList<>())
                    .add(System.nanoTime());
            mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
            var unused = later.schedule(
                    () -> {
                        held.decrementAndGet();
                        exchange.sendResponseHeaders(200, -1);
                        exchange.close();
                        return null;
                    },
                    1,
                    TimeUnit.SECONDS);
        });
        server.start();
        List<OpampClient> clients = new ArrayList<>();
        OpampFleet fleet = OpampFleet.create();
        URI endpoint = URI.create("http://localhost:" + server.getAddress().getPort() + "/v1/opamp");
        for (int i = 0; i < AGENTS; i++) {
            OpampClient client = fleet.client(endpoint)
                    .agent(Amp4jContender.agent(i))
                    .heartbeat(Duration.ofSeconds(HEARTBEAT_SECONDS))
                    .build();
            clients.add(client);
            client.start();
        }
        for (int passed = 10; passed <= seconds; passed += 10) {
            Waiting.seconds(10);
            print("after " + passed + " s: "
                    + clients.stream()
                            .mapToLong(client -> client.status().receivedMessages())
                            .sum()
                    + " answers, "
                    + clients.stream()
                            .mapToLong(client -> client.status().failedAttempts())
                            .sum()
                    + " failed attempts, " + large.get() + " full reports, at most " + mostHeld.getAndSet(0)
                    + " requests at a time, " + threads() + " threads for exchanges");
        }
        long[] gaps = arrivals.values().stream()
                .flatMap(times -> java.util.stream.IntStream.range(1, times.size())
                        .mapToObj(i -> TimeUnit.NANOSECONDS.toMillis(times.get(i) - times.get(i - 1))))
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        print(arrivals.size() + " agents, " + gaps.length + " heartbeats; ms between two messages of an agent: median "
                + gaps[gaps.length / 2] + ", 99 % " + gaps[gaps.length * 99 / 100] + ", longest "
                + gaps[gaps.length - 1]);
        // The other end has all it wants; to say goodbye for all would only take time.
        Runtime.getRuntime().halt(0);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("opamp-http-"))
                .count();
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
