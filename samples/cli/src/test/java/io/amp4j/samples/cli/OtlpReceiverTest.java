package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a hostile sender, or a slow reader, can do to the receiver. */
@Timeout(300)
class OtlpReceiverTest {
    private static final String GOOD =
            "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"chat survivor\"}]}]}]}";

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aSmallHeapOutlivesTheLargestRequests() throws Exception {
        Map<String, OtlpBodies.Hostile> hostile = OtlpBodies.all();
        Process receiver = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.amp4j.samples.cli.Amp4j",
                        "otel",
                        "receive",
                        "--port",
                        "0",
                        "--for",
                        "600")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            BufferedReader err = receiver.errorReader(StandardCharsets.UTF_8);
            URI endpoint = URI.create(line(err).replace("receiving at ", "") + "/v1/traces");
            // Not on the common pool, which may have one thread: the client completes its answers there.
            CompletableFuture<List<String>> warnings = CompletableFuture.supplyAsync(
                    () -> err.lines()
                            .filter(line -> !line.contains("x-amp-api-key"))
                            .toList(),
                    OtlpReceiverTest::onAThreadOfItsOwn);
            hostile.forEach((what, request) -> assertThat(
                            answer(receiver, what, post(endpoint, request.type(), "identity", request.body())))
                    .as(what)
                    .startsWith(request.answer() + " "));
            Map<String, CompletableFuture<String>> atOnce = new LinkedHashMap<>();
            hostile.forEach(
                    (what, request) -> atOnce.put(what, post(endpoint, request.type(), "gzip", request.zipped())));
            atOnce.forEach((what, answer) -> assertThat(answer(receiver, what + ", compressed", answer))
                    .as(what + ", compressed")
                    .startsWith(Objects.requireNonNull(hostile.get(what)).answer() + " "));

            assertThat(post(endpoint, "application/json", "identity", GOOD.getBytes(StandardCharsets.UTF_8))
                            .join())
                    .startsWith("200 ");
            // Not Process.destroy(), which closes the stream that is being read.
            receiver.toHandle().destroy();
            assertThat(warnings.get(20, TimeUnit.SECONDS)).isEmpty();
        } finally {
            receiver.destroyForcibly();
        }
    }

    private static void onAThreadOfItsOwn(Runnable task) {
        Thread thread = new Thread(task, "errors-of-the-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for an answer. Without one the failure tells what the receiver was doing. */
    private static String answer(Process receiver, String what, CompletableFuture<String> answer) {
        try {
            return answer.get(130, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "no answer to " + what + "; the threads of the receiver:\n" + threads(receiver), e);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("no answer to " + what, e);
        }
    }

    private static String threads(Process receiver) {
        try {
            Process dump = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(receiver.pid()),
                            "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "unknown: " + e.getMessage();
        }
    }

    private static String line(BufferedReader err) throws IOException {
        String line = err.readLine();
        assertThat(line).startsWith("receiving at ");
        return line;
    }

    @Test
    void saysWhatIsTooLargeInTheFormatOfTheRequest() throws Exception {
        Map<String, OtlpBodies.Hostile> hostile = OtlpBodies.all();
        try (OtlpReceiver receiver = OtlpReceiver.start(0, batch -> {})) {
            URI endpoint = URI.create(receiver.endpoint() + "/v1/traces");
            for (String what : List.of("links", "links of JSON")) {
                OtlpBodies.Hostile request = Objects.requireNonNull(hostile.get(what));
                assertThat(post(endpoint, request.type(), "identity", request.body())
                                .join())
                        .startsWith("413 " + request.type())
                        .contains(
                                "at most 8388608 bytes once unpacked, 65536 spans and 524288 fields",
                                "smaller batches");
            }
        }
    }

    @Test
    void aReaderThatIsBusyWithOneBatchHoldsUpNoOther() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (OtlpReceiver receiver = OtlpReceiver.start(0, batch -> {
            if (!batch.spans().isEmpty()) {
                busy.countDown();
                await(free);
            }
        })) {
            URI endpoint = URI.create(receiver.endpoint() + "/v1/traces");
            CompletableFuture<String> first =
                    post(endpoint, "application/json", "identity", GOOD.getBytes(StandardCharsets.UTF_8));
            await(busy);
            assertThat(post(endpoint, "application/x-protobuf", "identity", new byte[0])
                            .join())
                    .startsWith("200 ");
            assertThat(first).isNotDone();
            free.countDown();
            assertThat(first.join()).startsWith("200 ");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Status, type and body of the answer. */
    private CompletableFuture<String> post(URI endpoint, String type, String encoding, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofMinutes(2))
                .header("Content-Type", type)
                .header("Content-Encoding", encoding)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .thenApply(answer -> answer.statusCode() + " "
                        + answer.headers().firstValue("Content-Type").orElse("") + " " + answer.body());
    }
}
