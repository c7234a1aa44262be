package io.amp4j.benchmarks;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Exchanges with a server in another process: messages that are sent and answered. The contenders work by themselves, without a pause;
 * a benchmark only waits until they have come so much further.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 20, time = 1)
@Measurement(iterations = 10, time = 1)
public class OpampExchangeBenchmark {

    private static final int BATCH = 1_000;

    /** Heartbeats over HTTP: each agent waits for the answer before it sends the next. */
    @State(Scope.Benchmark)
    public static class Heartbeats {
        @Param({"bareOkHttp", "amp4j", "javaContrib"})
        public String client = "";

        @Param({"1", "8"})
        public int agents;

        private final Running running = new Running();

        @Setup
        public void start() {
            URI endpoint = running.server("http");
            running.start(
                    switch (client) {
                        case "bareOkHttp" -> BareOkHttp.heartbeats(endpoint, agents);
                        case "amp4j" -> Amp4jContender.heartbeats(endpoint, agents);
                        case "javaContrib" -> ContribContender.heartbeats(endpoint, agents);
                        default -> throw new IllegalArgumentException(client);
                    });
        }

        @Setup(Level.Iteration)
        public void begin() {
            running.begin();
        }

        @TearDown
        public void stop() {
            running.stop();
        }
    }

    /** Messages over one WebSocket, of which so many are always on their way. */
    @State(Scope.Benchmark)
    public static class Messages {
        @Param({"bareOkHttp", "amp4j", "javaContrib"})
        public String client = "";

        @Param({"1", "32"})
        public int onTheirWay;

        private final Running running = new Running();

        @Setup
        public void start() {
            URI endpoint = running.server("ws");
            running.start(
                    switch (client) {
                        case "bareOkHttp" -> BareOkHttp.messages(endpoint, onTheirWay);
                        case "amp4j" -> Amp4jContender.messages(endpoint, onTheirWay);
                        case "javaContrib" -> ContribContender.messages(endpoint, onTheirWay);
                        default -> throw new IllegalArgumentException(client);
                    });
        }

        @Setup(Level.Iteration)
        public void begin() {
            running.begin();
        }

        @TearDown
        public void stop() {
            running.stop();
        }
    }

    /** An HTTP exchange. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long http(Heartbeats heartbeats) {
        return heartbeats.running.further();
    }

    /** A round trip over WebSocket. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long webSocket(Messages messages) {
        return messages.running.further();
    }

    /** A server and a contender at work. */
    private static final class Running {
        private @Nullable OtherProcess server;
        private @Nullable Contender contender;
        private long goal;

        URI server(String scheme) {
            OtherProcess started = OtherProcess.server();
            server = started;
            return URI.create(scheme + "://localhost:" + started.next().get(1) + "/v1/opamp");
        }

        void start(Contender started) {
            contender = started;
            Waiting.until("the first answer", 1_000, () -> started.answers() > 0);
        }

        void begin() {
            goal = contender == null ? 0 : contender.answers();
        }

        /** Waits for more answers, counted from those of the last time so that no answer is missed in between. */
        long further() {
            Contender working = contender;
            if (working == null) {
                throw new IllegalStateException("not started");
            }
            goal += BATCH;
            Waiting.until("answers", 1_000, () -> working.answers() >= goal);
            return goal;
        }

        void stop() {
            if (contender != null) {
                contender.close();
            }
            if (server != null) {
                server.close();
            }
        }
    }
}
