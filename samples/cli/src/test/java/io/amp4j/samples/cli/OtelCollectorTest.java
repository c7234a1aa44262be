package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code otel send} and {@code otel receive} with the OpenTelemetry Collector between them that otel-init's tests build. */
@Tag("collector")
@Timeout(120)
@EnabledIfSystemProperty(
        named = "collector",
        matches = "required",
        disabledReason = "the first build of the Collector takes minutes (-Dcollector=required builds it)")
class OtelCollectorTest {
    private static final String KEY = "k3y-of-the-test";
    private static final Path OTEL_INIT = Path.of(System.getProperty("basedir", "."), "../../otel-init")
            .toAbsolutePath()
            .normalize();

    @TempDir
    private Path folder;

    @Test
    void whatIsSentIsReceivedBehindACollectorThatTakesTheKeyAlone() throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CompletableFuture<Integer> receiving = new CompletableFuture<>();
        Thread receiver = new Thread(() ->
                receiving.complete(run(out, err, "otel", "receive", "--port", "0", "--spans", "8", "--for", "100")));
        receiver.setDaemon(true);
        receiver.start();
        Process collector = collector(address(err));
        try (BufferedReader log = collector.inputReader(StandardCharsets.UTF_8)) {
            String endpoint = endpoint(log);
            StringWriter told = new StringWriter();
            StringWriter refused = new StringWriter();

            assertThat(run(told, refused, "otel", "send", "--endpoint", endpoint, "--key-file", file("wrong", "other")))
                    .isEqualTo(1);
            assertThat(refused.toString()).contains("8 lost");
            assertThat(run(told, refused, "otel", "send", "--endpoint", endpoint, "--key-file", file("key", KEY)))
                    .isZero();

            assertThat(told.toString()).contains("8 spans taken by " + endpoint);
            assertThat(receiving.get(60, TimeUnit.SECONDS)).isZero();
        } finally {
            collector.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        }
        assertThat(out.toString())
                .contains("invoke_agent travel-helper  ->  agent  (K2: traceloop.span.kind = agent)")
                .contains("= 142 in the export")
                .doesNotContain("! ");
        assertThat(err.toString()).contains("8 spans").doesNotContain("x-amp-api-key");
    }

    private static int run(StringWriter out, StringWriter err, String... args) {
        CommandLine commandLine = Amp4j.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(args);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content + "\n").toString();
    }

    private static Process collector(String backend) throws IOException {
        Path executable = OTEL_INIT.resolve("target/collector/otel-collector");
        assertThat(executable).as("what the tests of otel-init build; add -am").isExecutable();
        ProcessBuilder builder = new ProcessBuilder(
                        executable.toString(), "file:" + OTEL_INIT.resolve("src/it/go/collector/config.yaml"))
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("PORT", "0", "AGENT_KEY", KEY, "BACKEND", backend, "BACKEND_KEY", "another-key"));
        return builder.start();
    }

    private static String endpoint(BufferedReader log) throws IOException {
        Pattern listening = Pattern.compile("\"Starting HTTP server\".*\"endpoint\":\"(127\\.0\\.0\\.1:\\d+)\"");
        String endpoint = "";
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher matcher = listening.matcher(line);
            if (matcher.find()) {
                endpoint = "http://" + matcher.group(1);
            }
            if (line.contains("Everything is ready")) {
                return endpoint;
            }
        }
        throw new AssertionError("the Collector ended before it was ready");
    }

    /** The address stands in the first line, which the receiver prints once it listens. */
    private static String address(StringWriter err) {
        Pattern line = Pattern.compile("receiving at (\\S+)\\R");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            Matcher matcher = line.matcher(err.toString());
            if (matcher.find()) {
                return matcher.group(1);
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the receiver never told its address: " + err);
    }
}
