package io.amp4j.samples.demo;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.TelemetryDestination;
import io.amp4j.otel.telemetry.OwnTelemetry;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The agent's traces, metrics and logs about itself, which go where the server says. */
final class AgentTelemetry implements AutoCloseable {
    private final OwnTelemetry ownTelemetry = OwnTelemetry.create();
    private final SdkTracerProvider traces;
    private final SdkMeterProvider metrics;
    private final SdkLoggerProvider logs;

    AgentTelemetry(AgentDescription description) {
        Resource resource = OwnTelemetry.resource(description);
        traces = SdkTracerProvider.builder()
                .setResource(resource)
                .addSpanProcessor(ownTelemetry.spanProcessor())
                .build();
        metrics = SdkMeterProvider.builder()
                .setResource(resource)
                .registerMetricReader(ownTelemetry.metricReader())
                .build();
        logs = SdkLoggerProvider.builder()
                .setResource(resource)
                .addLogRecordProcessor(ownTelemetry.logRecordProcessor())
                .build();
        OwnTelemetry.measureProcess(metrics);
    }

    ConnectionSettingsOutcome use(TelemetryDestination destination) {
        return ownTelemetry.use(destination);
    }

    /** What the agent has done, in each kind; it is kept until there is a destination. */
    void applied(String file) {
        traces.get("demo-agent").spanBuilder("apply " + file).startSpan().end();
        logs.get("demo-agent").logRecordBuilder().setBody("applied " + file).emit();
    }

    /** Sends what is there, which would go by itself some seconds later. */
    void flush() {
        CompletableResultCode all =
                CompletableResultCode.ofAll(List.of(traces.forceFlush(), metrics.forceFlush(), logs.forceFlush()));
        DemoFailure.unless(all.join(10, TimeUnit.SECONDS).isSuccess(), "sending the agent's own telemetry");
    }

    /** Shows what the receiver got of each kind. */
    static void show(OtlpReceiver receiver, Timeline timeline) throws IOException, InterruptedException {
        Map<String, String> arrived = new TreeMap<>();
        while (arrived.size() < 3) {
            OtlpReceiver.Export export = receiver.exports().poll(10, TimeUnit.SECONDS);
            DemoFailure.unless(export != null, "the arrival of all own telemetry");
            arrived.put(export.path(), content(export));
        }
        arrived.forEach((path, content) -> timeline.event("receiver", "gets " + content));
        timeline.check(
                arrived.keySet().equals(Set.of("/own/v1/traces", "/own/v1/metrics", "/own/v1/logs")),
                "the agent's own traces, metrics and logs went where the server said");
    }

    private static String content(OtlpReceiver.Export export) throws IOException {
        return switch (export.path()) {
            case "/own/v1/traces" -> {
                var scope = ExportTraceServiceRequest.parseFrom(export.body())
                        .getResourceSpans(0)
                        .getScopeSpans(0);
                yield "span \"" + scope.getSpans(0).getName() + "\"";
            }
            case "/own/v1/metrics" -> {
                var scope = ExportMetricsServiceRequest.parseFrom(export.body())
                        .getResourceMetrics(0)
                        .getScopeMetrics(0);
                yield "metrics "
                        + scope.getMetricsList().stream()
                                .map(Metric::getName)
                                .sorted()
                                .collect(Collectors.joining(", "));
            }
            case "/own/v1/logs" -> {
                var scope = ExportLogsServiceRequest.parseFrom(export.body())
                        .getResourceLogs(0)
                        .getScopeLogs(0);
                yield "log record \"" + scope.getLogRecords(0).getBody().getStringValue() + "\"";
            }
            default -> throw new DemoFailure("nothing was to go to " + export.path());
        };
    }

    @Override
    public void close() {
        traces.close();
        metrics.close();
        logs.close();
    }
}
