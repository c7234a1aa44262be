package io.amp4j.otel.internal.otlp;

import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.Collection;

/** Writes metrics as OTLP's {@code ExportMetricsServiceRequest}, as OpenTelemetry's own exporter does. */
public final class MetricsRequest {
    private static final RequestEnvelope<MetricData> ENVELOPE = new RequestEnvelope<>(
            MetricData::getResource, MetricData::getInstrumentationScopeInfo, MetricMessage::write, 256);

    private MetricsRequest() {}

    /** Returns the request body. */
    public static byte[] encode(Collection<MetricData> metrics) {
        return ENVELOPE.encode(metrics);
    }
}
