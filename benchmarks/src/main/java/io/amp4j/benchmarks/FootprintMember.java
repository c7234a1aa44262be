package io.amp4j.benchmarks;

import io.amp4j.catalog.CatalogLoader;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.otel.AmpOtel;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.opamp.client.OpampClient;
import io.opentelemetry.opamp.client.internal.connectivity.http.OkHttpSender;
import io.opentelemetry.opamp.client.internal.connectivity.websocket.OkHttpWebSocket;
import io.opentelemetry.opamp.client.internal.request.service.HttpRequestService;
import io.opentelemetry.opamp.client.internal.request.service.WebSocketRequestService;
import io.opentelemetry.opamp.client.request.service.RequestService;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that does one thing first of all and says what that cost; run by {@link FootprintMeasurement}. */
final class FootprintMember {

    /** Keeps what was made in reach. */
    private static volatile Object made = "";

    private FootprintMember() {}

    /** Takes what to do, and for an OpAMP client an endpoint. */
    public static void main(String[] arguments) throws Exception {
        long classes = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        long begin = System.nanoTime();
        made = make(arguments[0], arguments.length > 1 ? arguments[1] : "");
        long nanos = System.nanoTime() - begin;
        long loaded = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount() - classes;
        int started = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Waiting.seconds(1);
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long nonHeap =
                ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed();
        System.out.println(
                nanos / 1_000 + " " + loaded + " " + started + " " + heap + " " + nonHeap + " " + residentBytes());
        Runtime.getRuntime().halt(made.equals("") ? 1 : 0);
    }

    private static Object make(String what, String argument) throws Exception {
        return switch (what) {
            case "nothing" -> "nothing";
            case "catalog" -> CatalogLoader.builder().load().orElseThrow();
            case "opamp" -> amp4j(URI.create(argument));
            case "javaContrib" -> javaContrib(argument);
            case "initOtel" -> initOtel();
            case "vanilla" -> vanilla();
            default -> throw new IllegalArgumentException(what);
        };
    }

    private static Object amp4j(URI endpoint) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        io.amp4j.opamp.OpampClient client = io.amp4j.opamp.OpampClient.builder(endpoint)
                .agent(Amp4jContender.agent(0))
                .callbacks(new OpampCallbacks() {
                    @Override
                    public void onMessage(io.amp4j.opamp.OpampClient client, MessageData message) {
                        answered.countDown();
                    }
                })
                .build();
        client.start();
        await(answered);
        return client;
    }

    /** Its callback of a connection comes with the first answer over HTTP; on a WebSocket, once that is open. */
    private static Object javaContrib(String endpoint) throws InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        RequestService service = endpoint.startsWith("ws")
                ? WebSocketRequestService.create(OkHttpWebSocket.create(endpoint))
                : HttpRequestService.create(OkHttpSender.create(endpoint));
        OpampClient client = ContribContender.agent(service, 0, new ContribContender.SilentCallbacks() {
            @Override
            public void onConnect(OpampClient client) {
                connected.countDown();
            }
        });
        await(connected);
        return client;
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no answer");
        }
    }

    private static Object initOtel() {
        AmpOtel amp = AmpOtel.initOtel();
        span();
        if (!amp.flush(Duration.ofSeconds(10))) {
            throw new IllegalStateException("not delivered");
        }
        return amp;
    }

    private static Object vanilla() {
        InitVanilla.Set vanilla = InitVanilla.set();
        span();
        if (!vanilla.provider().forceFlush().join(10, TimeUnit.SECONDS).isSuccess()) {
            throw new IllegalStateException("not delivered");
        }
        return vanilla;
    }

    private static void span() {
        GlobalOpenTelemetry.getTracer("benchmark")
                .spanBuilder("first")
                .startSpan()
                .end();
    }

    /** Returns what the process holds of the machine's memory; 0 where the system does not tell. */
    private static long residentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
