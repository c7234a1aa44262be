package io.amp4j.otel.internal.otlp;

import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.logs.data.LogRecordData;

/** Writes a log record as the {@code LogRecord} message of OTLP's {@code logs.proto}, whose numbers these are. */
final class LogRecordMessage {
    private static final int TIME = 1;
    private static final int SEVERITY_NUMBER = 2;
    private static final int SEVERITY_TEXT = 3;
    private static final int BODY = 5;
    private static final int ATTRIBUTES = 6;
    private static final int DROPPED_ATTRIBUTES = 7;
    private static final int FLAGS = 8;
    private static final int TRACE_ID = 9;
    private static final int SPAN_ID = 10;
    private static final int OBSERVED_TIME = 11;
    private static final int EVENT_NAME = 12;

    private LogRecordMessage() {}

    static void write(ProtoBuffer out, int field, LogRecordData record) {
        int message = out.begin(field);
        out.time(TIME, record.getTimestampEpochNanos());
        int severity = record.getSeverity().getSeverityNumber();
        if (severity != 0) {
            out.integer(SEVERITY_NUMBER, severity);
        }
        out.text(SEVERITY_TEXT, record.getSeverityText());
        Value<?> body = record.getBodyValue();
        if (body != null) {
            AttributeMessages.value(out, BODY, body);
        }
        AttributeMessages.write(out, ATTRIBUTES, record.getAttributes());
        out.count(
                DROPPED_ATTRIBUTES,
                record.getTotalAttributeCount() - record.getAttributes().size());
        SpanContext span = record.getSpanContext();
        int flags = span.getTraceFlags().asByte() & 0xFF;
        if (flags != 0) {
            out.fixed32(FLAGS, flags);
        }
        if (span.isValid()) {
            out.hex(TRACE_ID, span.getTraceId());
            out.hex(SPAN_ID, span.getSpanId());
        }
        out.time(OBSERVED_TIME, record.getObservedTimestampEpochNanos());
        out.text(EVENT_NAME, EventNameField.of(record));
        out.end(message);
    }
}
