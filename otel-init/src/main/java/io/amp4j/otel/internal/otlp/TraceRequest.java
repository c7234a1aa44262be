package io.amp4j.otel.internal.otlp;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Collection;

/** Writes spans as OTLP's {@code ExportTraceServiceRequest}, as OpenTelemetry's own exporter does. */
public final class TraceRequest {
    private static final RequestEnvelope<SpanData> ENVELOPE = new RequestEnvelope<>(
            SpanData::getResource, SpanData::getInstrumentationScopeInfo, SpanMessage::write, 512);

    private TraceRequest() {}

    /** Returns the request body. */
    public static byte[] encode(Collection<SpanData> spans) {
        return ENVELOPE.encode(spans);
    }
}
