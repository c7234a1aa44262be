package io.amp4j.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures what many agents cost, and how soon they all have a configuration. Prints the tables of docs/performance.md; the arguments
 * name the measurements: {@code idle}, {@code heartbeats} and {@code push}.
 */
final class FleetMeasurement {

    private static final int AGENTS = 2_000;
    private static final int MANY_AGENTS = 10_000;
    private static final int HEARTBEAT_SECONDS = 30;
    private static final int PUSHES = 30;
    private static final int COUNTED_PUSHES = 20;

    private FleetMeasurement() {}

    /** Measures what the arguments name; everything without arguments. */
    public static void main(String[] arguments) {
        List<String> wanted = arguments.length == 0 ? List.of("idle", "heartbeats", "push") : List.of(arguments);
        for (String measurement : wanted) {
            switch (measurement) {
                case "idle" -> idle();
                case "heartbeats" -> heartbeats();
                case "push" -> push();
                default -> throw new IllegalArgumentException(measurement);
            }
        }
    }

    private static void idle() {
        print("| " + AGENTS + " idle agents | heap per agent | threads | of them the client's |");
        print("|---|---|---|---|");
        for (String client : List.of("amp4j", "javaContrib", "javaContribSharedOkHttp")) {
            idle(client, "http", HEARTBEAT_SECONDS + 10);
        }
        for (String client : List.of("amp4j", "javaContrib", "javaContribSharedOkHttp")) {
            idle(client, "ws", HEARTBEAT_SECONDS + 10);
        }
    }

    private static void idle(String client, String scheme, int seconds) {
        try (Run run = new Run(client, scheme, AGENTS, HEARTBEAT_SECONDS)) {
            Waiting.seconds(seconds);
            List<String> threads = run.member.ask("threads");
            List<String> heap = run.member.ask("heap");
            print("| " + client + " on " + scheme + " | " + heap.get(1) + " B | " + threads.get(1) + " | "
                    + threads.get(2) + ": " + threads.get(3) + " |");
        }
    }

    private static void heartbeats() {
        int interval = 10;
        int seconds = 40;
        try (Run run = new Run("amp4j", "http", MANY_AGENTS, interval)) {
            run.server.ask("reset");
            int most = 0;
            String names = "";
            for (int i = 0; i < seconds; i++) {
                Waiting.seconds(1);
                List<String> threads = run.member.ask("threads");
                int count = Integer.parseInt(threads.get(2));
                if (count > most) {
                    most = count;
                    names = threads.get(1) + " in the JVM, the client's: " + threads.get(3);
                }
            }
            List<String> agents = run.server.ask("agents");
            print("amp4j on http, " + MANY_AGENTS + " agents, a heartbeat every " + interval + " s: in " + seconds
                    + " s "
                    + agents.get(4) + " heartbeats of " + agents.get(1) + " agents, " + agents.get(2) + " to "
                    + agents.get(3) + " of each; at most " + most + " threads of the client (" + names + "); "
                    + run.member.ask("heap").get(1) + " B of heap per agent");
        }
    }

    private static void push() {
        print("| push to " + AGENTS + " agents on WebSocket | first push | median of the last " + COUNTED_PUSHES
                + " | slowest of them |");
        print("|---|---|---|---|");
        for (String client : List.of("bareOkHttp", "amp4j", "javaContribSharedOkHttp")) {
            try (Run run = new Run(client, "ws", AGENTS, HEARTBEAT_SECONDS)) {
                List<Long> micros = new ArrayList<>();
                for (int i = 0; i < PUSHES; i++) {
                    Waiting.seconds(1);
                    micros.add(Long.parseLong(run.server.ask("push").get(4)));
                }
                long first = micros.get(0);
                List<Long> last = micros.subList(PUSHES - COUNTED_PUSHES, PUSHES).stream()
                        .sorted()
                        .toList();
                print("| " + client + " | " + millis(first) + " | " + millis(last.get(COUNTED_PUSHES / 2)) + " | "
                        + millis(last.get(COUNTED_PUSHES - 1)) + " |");
            }
        }
    }

    private static String millis(long micros) {
        return micros / 1_000 + " ms";
    }

    private static void print(String line) {
        System.out.println(line);
    }

    /** A server, and agents of which it has heard. */
    private static final class Run implements AutoCloseable {
        private final OtherProcess server = OtherProcess.server();
        private final OtherProcess member;

        Run(String client, String scheme, int agents, int heartbeatSeconds) {
            String endpoint = scheme + "://localhost:" + server.next().get(1) + "/v1/opamp";
            member = new OtherProcess(
                    FleetMember.class,
                    List.of("-Xms2g", "-Xmx2g"),
                    client,
                    endpoint,
                    Integer.toString(agents),
                    Integer.toString(heartbeatSeconds));
            member.next();
            // Another agent was there before.
            server.ask("reset");
            member.ask("start");
            String question = scheme.equals("ws") ? "sockets" : "agents";
            Waiting.until(
                    "all agents",
                    100_000,
                    () -> Integer.parseInt(server.ask(question).get(1)) >= agents);
        }

        @Override
        public void close() {
            member.close();
            server.close();
        }
    }
}
