package io.amp4j.otel.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TelemetryDestination;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.SettingsOffer;
import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.testing.OtlpReceiver.Received;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** From the offer of an OpAMP server to the receiver that it names. */
class OfferedTelemetryTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static SettingsOffer.Destination at(OtlpReceiver receiver, String path) {
        return SettingsOffer.destination()
                .endpoint("http://127.0.0.1:" + receiver.port() + path)
                .header("X-Agent", "key")
                .build();
    }

    /** An agent with telemetry of its own, as docs/opamp-own-telemetry.md shows it. */
    private static final class Agent implements AutoCloseable {
        final OwnTelemetry ownTelemetry = OwnTelemetry.create();
        final OpenTelemetrySdk sdk;
        final OpampClient client;

        Agent(FakeOpampServer server, StateStore store) {
            AgentDescription description = AgentDescription.of("checkout", "1.4.0");
            Resource resource = OwnTelemetry.resource(description);
            sdk = OpenTelemetrySdk.builder()
                    .setTracerProvider(SdkTracerProvider.builder()
                            .setResource(resource)
                            .addSpanProcessor(ownTelemetry.spanProcessor())
                            .build())
                    .setMeterProvider(SdkMeterProvider.builder()
                            .setResource(resource)
                            .registerMetricReader(ownTelemetry.metricReader())
                            .build())
                    .setLoggerProvider(SdkLoggerProvider.builder()
                            .setResource(resource)
                            .addLogRecordProcessor(ownTelemetry.logRecordProcessor())
                            .build())
                    .build();
            OwnTelemetry.measureProcess(sdk.getMeterProvider());
            client = OpampClient.builder(server.httpEndpoint())
                    .agent(description)
                    .stateStore(store)
                    .heartbeat(Duration.ofMillis(50))
                    .callbacks(new OpampCallbacks() {
                        @Override
                        public ConnectionSettingsOutcome onOwnTelemetry(
                                OpampClient agent, TelemetryDestination destination) {
                            return ownTelemetry.use(destination);
                        }
                    })
                    .build();
            client.start();
        }

        void work(String name) {
            sdk.getTracer("agent").spanBuilder(name).startSpan().end();
            sdk.getLogsBridge().get("agent").logRecordBuilder().setBody(name).emit();
            assertThat(sdk.getSdkTracerProvider()
                            .forceFlush()
                            .join(LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .isSuccess())
                    .isTrue();
            assertThat(sdk.getSdkLoggerProvider()
                            .forceFlush()
                            .join(LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .isSuccess())
                    .isTrue();
            assertThat(sdk.getSdkMeterProvider()
                            .forceFlush()
                            .join(LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .isSuccess())
                    .isTrue();
        }

        @Override
        public void close() {
            client.close();
            sdk.close();
        }
    }

    /** The next of each of three paths; metrics are sent every 10 s too. */
    private static Map<String, Received> next(OtlpReceiver receiver) {
        Map<String, Received> requests = new HashMap<>();
        while (requests.size() < 3) {
            Received request = receiver.next();
            requests.putIfAbsent(request.path(), request);
        }
        return requests;
    }

    private static void await(FakeOpampServer server, String hash, int status, String message) {
        server.awaitMessage(
                received -> received.connectionSettingsStatus()
                        .filter(said -> said.hash().equals(Bytes.utf8(hash))
                                && said.status() == status
                                && said.errorMessage().contains(message))
                        .isPresent(),
                LIMIT);
    }

    @Test
    void allThreeKindsArriveWhereTheServerSaysAlsoAfterARestart() {
        StateStore store = StateStore.inMemory();
        try (OtlpReceiver receiver = OtlpReceiver.start();
                FakeOpampServer server = FakeOpampServer.start()) {
            try (Agent agent = new Agent(server, store)) {
                server.offerConnectionSettings(SettingsOffer.builder(Bytes.utf8("first"))
                        .ownTraces(at(receiver, "/v1/traces"))
                        .ownMetrics(at(receiver, "/custom/metrics"))
                        .ownLogs(at(receiver, "/v1/logs"))
                        .build());
                await(server, "first", Reported.APPLIED, "");
                agent.work("one");

                Map<String, Received> requests = next(receiver);
                assertThat(requests).containsOnlyKeys("/v1/traces", "/custom/metrics", "/v1/logs");
                assertThat(requests).hasEntrySatisfying("/v1/traces", request -> {
                    assertThat(request.spanNames()).containsExactly("one");
                    assertThat(request.resource())
                            .containsEntry("service.name", "checkout")
                            .containsEntry("service.version", "1.4.0");
                });
                assertThat(requests)
                        .hasEntrySatisfying(
                                "/v1/logs",
                                request -> assertThat(request.logBodies()).containsExactly("one"));
                assertThat(requests)
                        .hasEntrySatisfying(
                                "/custom/metrics",
                                request -> assertThat(request.metrics())
                                        .anyMatch(metric -> metric.getName().equals("process.cpu.time")));
                assertThat(requests.values())
                        .allMatch(request -> "key".equals(request.headers().getFirst("x-agent")));

                server.offerConnectionSettings(SettingsOffer.builder(Bytes.utf8("second"))
                        .ownLogs(SettingsOffer.destination()
                                .endpoint("http://127.0.0.1:" + receiver.port() + "/elsewhere")
                                .header("Content-Length", "5")
                                .build())
                        .build());
                await(server, "second", Reported.FAILED, "own_logs: own logs cannot be sent there: the header");
                agent.work("two");
                assertThat(next(receiver)).containsOnlyKeys("/v1/traces", "/custom/metrics", "/v1/logs");
            }
            // The last of each, at the end.
            receiver.all();
            try (Agent agent = new Agent(server, store)) {
                // A destination is told before the callbacks see a connection; what comes before is kept anyway.
                server.awaitMessage(message -> message.description().isPresent(), LIMIT);
                agent.sdk.getTracer("agent").spanBuilder("three").startSpan().end();
                agent.sdk.getSdkTracerProvider().forceFlush();
                assertThat(receiver.next().path()).isIn("/v1/traces", "/custom/metrics", "/v1/logs");
            }
        }
    }
}
