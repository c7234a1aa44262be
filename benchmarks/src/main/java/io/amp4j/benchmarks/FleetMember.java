package io.amp4j.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Many agents of one client in a JVM of their own. Takes commands, one a line, on standard input; {@link FleetMeasurement} is its other
 * end.
 */
final class FleetMember {

    /** The threads that a JVM has in any case, and those of this program. */
    private static final Set<String> NOT_OF_THE_CLIENT = Set.of(
            "main",
            "Reference Handler",
            "Finalizer",
            "Signal Dispatcher",
            "Common-Cleaner",
            "Notification Thread",
            "Attach Listener");

    private FleetMember() {}

    /** Takes the client, the endpoint, the number of agents and the seconds between heartbeats. */
    public static void main(String[] arguments) throws Exception {
        String client = arguments[0];
        URI endpoint = URI.create(arguments[1]);
        int agents = Integer.parseInt(arguments[2]);
        int heartbeatSeconds = Integer.parseInt(arguments[3]);
        // One agent loads the classes, so that they do not count as the others'.
        AutoCloseable fleet = Fleets.start(client, endpoint, 1, heartbeatSeconds);
        Waiting.seconds(2);
        fleet.close();
        long before = usedHeap();
        say("ready");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                switch (line) {
                    case "start" -> {
                        fleet = Fleets.start(client, endpoint, agents, heartbeatSeconds);
                        say("started");
                    }
                    case "heap" -> say("heap " + (usedHeap() - before) / agents);
                    case "threads" ->
                        say("threads " + ManagementFactory.getThreadMXBean().getThreadCount() + " "
                                + threads().values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum() + " "
                                + String.join(
                                        ",",
                                        threads().entrySet().stream()
                                                .map(entry -> entry.getValue() + "x" + entry.getKey())
                                                .toList()));
                    default -> throw new IllegalArgumentException(line);
                }
            }
        }
        // The other end has all it wants; to say goodbye for thousands of agents would only take time.
        Runtime.getRuntime().halt(0);
    }

    /** Returns the threads of the client by name, without the numbers in it. */
    private static Map<String, Integer> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !NOT_OF_THE_CLIENT.contains(name))
                .map(name ->
                        name.replaceAll("[0-9]+", "").replaceAll("[ /:-]+", "-").replaceAll("-$", ""))
                .collect(Collectors.toMap(name -> name, name -> 1, Integer::sum, TreeMap::new));
    }

    private static long usedHeap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
            Waiting.seconds(1);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
