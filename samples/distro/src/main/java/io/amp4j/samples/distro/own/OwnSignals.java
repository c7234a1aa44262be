package io.amp4j.samples.distro.own;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.TelemetryDestination;
import io.amp4j.otel.telemetry.OwnTelemetry;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Metrics of the process and of its OpAMP client, and a log record for each thing that a server has changed or that has failed. They have an
 * SDK of their own: what the application sends is not mixed with them, and switching that off does not switch them off.
 */
public final class OwnSignals implements AutoCloseable {
    /** What there is; there are no traces of management. */
    public static final Set<TelemetryDestination.Signal> KINDS =
            Set.of(TelemetryDestination.Signal.METRICS, TelemetryDestination.Signal.LOGS);

    private static final String SCOPE = "io.amp4j.samples.distro";

    private final OwnTelemetry telemetry = OwnTelemetry.create();
    private final SdkMeterProvider meters;
    private final SdkLoggerProvider loggers;
    private final Logger events;

    /** Starts without a destination. */
    public OwnSignals(AgentDescription description) {
        Resource resource = OwnTelemetry.resource(description);
        meters = SdkMeterProvider.builder()
                .setResource(resource)
                .registerMetricReader(telemetry.metricReader())
                .build();
        loggers = SdkLoggerProvider.builder()
                .setResource(resource)
                .addLogRecordProcessor(telemetry.logRecordProcessor())
                .build();
        events = loggers.get(SCOPE);
        OwnTelemetry.measureProcess(meters);
    }

    /** Measures the client. */
    public void measure(Supplier<OpampStatus> client) {
        Meter meter = meters.get(SCOPE);
        count(meter, "amp4j.opamp.sent.messages", "{message}", client, OpampStatus::sentMessages);
        count(meter, "amp4j.opamp.sent.bytes", "By", client, OpampStatus::sentBytes);
        count(meter, "amp4j.opamp.received.messages", "{message}", client, OpampStatus::receivedMessages);
        count(meter, "amp4j.opamp.received.bytes", "By", client, OpampStatus::receivedBytes);
        count(meter, "amp4j.opamp.failed_attempts", "{attempt}", client, OpampStatus::failedAttempts);
        meter.gaugeBuilder("amp4j.opamp.connected")
                .ofLongs()
                .setDescription("1 while the OpAMP server answers, else 0")
                .buildWithCallback(gauge -> gauge.record(client.get().isConnected() ? 1 : 0));
    }

    private static void count(
            Meter meter, String name, String unit, Supplier<OpampStatus> client, ToLongFunction<OpampStatus> value) {
        meter.counterBuilder(name)
                .setUnit(unit)
                .buildWithCallback(
                        (ObservableLongMeasurement counter) -> counter.record(value.applyAsLong(client.get())));
    }

    /** Tells what has happened, without a secret. */
    public void event(Severity severity, String text) {
        events.logRecordBuilder().setSeverity(severity).setBody(text).emit();
    }

    /** Sends one kind of them to a destination from now on, or says why not. */
    public ConnectionSettingsOutcome use(TelemetryDestination destination) {
        return telemetry.use(destination);
    }

    /** Sends what is queued, for some seconds at most. */
    @Override
    public void close() {
        loggers.close();
        meters.close();
    }
}
