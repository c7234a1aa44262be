package io.amp4j.otel.telemetry;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.TelemetryDestination;
import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.internal.otlp.LogsRequest;
import io.amp4j.otel.internal.otlp.MetricsRequest;
import io.amp4j.otel.internal.otlp.TraceRequest;
import io.amp4j.otel.internal.setup.OwnTelemetryWords;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends an agent's own traces, metrics and logs where an OpAMP server says, as OTLP over HTTP. The parts are built into an SDK once; each
 * destination that is offered is put to use while the SDK runs:
 *
 * <pre>{@code
 * @Override
 * public ConnectionSettingsOutcome onOwnTelemetry(OpampClient client, TelemetryDestination destination) {
 *     return ownTelemetry.use(destination);
 * }
 * }</pre>
 *
 * <p>Until there is a destination, the newest 2,048 spans and log records are kept in memory, and metrics are not sent. What is queued or waits for a retry when the destination changes goes to the new one, and what is on the wire ends where it began; then connections to the
 * old one are closed. After 429, 502, 503, 504 and failed connections a batch is tried again, five times in all and for 30 s at most;
 * {@code Retry-After} is obeyed, and redirects are not followed. Neither the requests nor the log lines of this class are exported by it.
 *
 * <p>Safe for use by several threads. There is no thread until a part is asked for, and nothing to close but the SDK.
 *
 * @since 0.1.0
 */
public final class OwnTelemetry {
    static final Log LOG = Log.of(OwnTelemetry.class);

    private final Pipe<SpanData> traces =
            new Pipe<>(new OwnTelemetryWords("traces", "span", "span"), TraceRequest::encode, true);
    private final Pipe<MetricData> metrics =
            new Pipe<>(new OwnTelemetryWords("metrics", "metric", "data point"), MetricsRequest::encode, false);
    private final Pipe<LogRecordData> logs =
            new Pipe<>(new OwnTelemetryWords("logs", "record", "record"), LogsRequest::encode, true);
    private final Object lock = new Object();
    private @Nullable SpanProcessor spanProcessor;
    private @Nullable MetricReader metricReader;
    private @Nullable LogRecordProcessor logRecordProcessor;

    private OwnTelemetry() {}

    /** Returns telemetry without a destination. */
    public static OwnTelemetry create() {
        return new OwnTelemetry();
    }

    /** Returns what takes spans and sends them in batches, at least every 5 s: the same at each call, for one SDK, which closes it. */
    public SpanProcessor spanProcessor() {
        synchronized (lock) {
            SpanProcessor made = spanProcessor;
            if (made == null) {
                made = new OwnSpanProcessor(traces);
                spanProcessor = made;
            }
            return made;
        }
    }

    /**
     * Returns what collects metrics every 10 s, as OpAMP recommends, as totals since the start: the same at each call, for one SDK, which closes
     * it.
     */
    public MetricReader metricReader() {
        synchronized (lock) {
            MetricReader made = metricReader;
            if (made == null) {
                made = new OwnMetricReader(metrics);
                metricReader = made;
            }
            return made;
        }
    }

    /** Returns what takes log records and sends them in batches, at least every second: the same at each call, for one SDK, which closes it. */
    public LogRecordProcessor logRecordProcessor() {
        synchronized (lock) {
            LogRecordProcessor made = logRecordProcessor;
            if (made == null) {
                made = new OwnLogRecordProcessor(logs);
                logRecordProcessor = made;
            }
            return made;
        }
    }

    /**
     * Sends one kind of telemetry to a destination from now on. Everything in it is checked first: if it cannot be used, the outcome says all that is
     * wrong, without a secret, and nothing changes. Whether anybody answers there is not checked, as receivers have outages. Kinds whose part
     * was never asked for, or was closed, are refused. May take some hundred milliseconds, in which certificate authorities are read.
     */
    public ConnectionSettingsOutcome use(TelemetryDestination destination) {
        requireNonNull(destination, "destination");
        return switch (destination.signal()) {
            case TRACES -> traces.use(destination.settings());
            case METRICS -> metrics.use(destination.settings());
            case LOGS -> logs.use(destination.settings());
            // A kind that a newer client knows.
            default -> ConnectionSettingsOutcome.refuse("this agent has no telemetry of that kind");
        };
    }

    /** Returns the resource of an agent: what the SDK says of itself, and all attributes of the description, the identifying ones above all. */
    public static Resource resource(AgentDescription description) {
        return DescribedResource.of(requireNonNull(description, "description"));
    }

    /**
     * Measures this process by OpenTelemetry's conventions: {@code process.cpu.time} and {@code process.uptime}, and on Linux
     * {@code process.memory.usage}, {@code process.memory.virtual} and {@code process.thread.count}.
     */
    public static void measureProcess(MeterProvider meters) {
        ProcessMetrics.register(requireNonNull(meters, "meters").get(OwnTelemetry.class.getPackageName()));
    }

    @Override
    public String toString() {
        return "OwnTelemetry" + List.of(traces, metrics, logs);
    }
}
