package io.amp4j.samples.distro.agent;

import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An OpAMP server and a receiver of telemetry, and the environment of a process that is to use them. */
final class Stage implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);
    static final Path NEWEST = Path.of("target", "javaagent", "newest.jar").toAbsolutePath();
    static final Path OLDER = Path.of("target", "javaagent", "older.jar").toAbsolutePath();

    final FakeOpampServer server = FakeOpampServer.start();
    final Telemetry telemetry = new Telemetry();
    final Map<String, String> environment = new HashMap<>();

    Stage() throws IOException {
        environment.putAll(Map.of(
                "OTEL_SERVICE_NAME", "shop",
                "OTEL_EXPORTER_OTLP_ENDPOINT", telemetry.address(),
                "OTEL_METRICS_EXPORTER", "none",
                "OTEL_LOGS_EXPORTER", "none",
                "OTEL_BSP_SCHEDULE_DELAY", "50",
                "AMP4J_OPAMP_ENDPOINT", server.webSocketEndpoint().toString(),
                "AMP4J_OPAMP_HEADERS", "Authorization=Bearer a-secret",
                "AMP4J_REMOTE_CONFIG", "true"));
    }

    /** Returns the agents to test with: the older one only when everything is tested. */
    static List<Path> agents() {
        return System.getProperty("compatibility", "quick").equals("full") ? List.of(NEWEST, OLDER) : List.of(NEWEST);
    }

    /** Offers options, with single quotes for double ones, and returns their hash. */
    Bytes offer(String json) {
        return server.offerRemoteConfig(OfferedFile.of("amp4j.json", json.replace('\'', '"'), "application/json"));
    }

    ReceivedMessage awaitApplied(Bytes hash) {
        return server.awaitConfigStatus(hash, Reported.APPLIED, LIMIT);
    }

    /** Returns why the options of that hash were refused. */
    String awaitRefusal(Bytes hash) {
        return server.awaitConfigStatus(hash, Reported.FAILED, LIMIT)
                .remoteConfigStatus()
                .orElseThrow()
                .errorMessage();
    }

    /** Returns a file of the last effective configuration. */
    String lastEffective(String file) {
        List<ReceivedMessage> told = server.messages().stream()
                .filter(message -> message.effectiveConfig().isPresent())
                .toList();
        return told.get(told.size() - 1)
                .effectiveConfig()
                .orElseThrow()
                .get(file)
                .text();
    }

    @Override
    public void close() {
        telemetry.close();
        server.close();
    }
}
