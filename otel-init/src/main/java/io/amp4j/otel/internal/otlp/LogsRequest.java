package io.amp4j.otel.internal.otlp;

import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.util.Collection;

/** Writes log records as OTLP's {@code ExportLogsServiceRequest}, as OpenTelemetry's own exporter does. */
public final class LogsRequest {
    private static final RequestEnvelope<LogRecordData> ENVELOPE = new RequestEnvelope<>(
            LogRecordData::getResource, LogRecordData::getInstrumentationScopeInfo, LogRecordMessage::write, 256);

    private LogsRequest() {}

    /** Returns the request body. */
    public static byte[] encode(Collection<LogRecordData> records) {
        return ENVELOPE.encode(records);
    }
}
