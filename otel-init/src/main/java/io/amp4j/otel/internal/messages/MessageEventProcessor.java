package io.amp4j.otel.internal.messages;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;

/** Records the events that are messages of a sampled span. The log records themselves are passed on unchanged. */
public final class MessageEventProcessor implements LogRecordProcessor {
    private final MessageStore store;

    /** Makes one that keeps them there. */
    public MessageEventProcessor(MessageStore store) {
        this.store = store;
    }

    @Override
    public void onEmit(Context context, ReadWriteLogRecord record) {
        // The record has its span from this context; asking the record itself would copy it.
        SpanContext span = Span.fromContext(context).getSpanContext();
        // A span of another process is not exported here, so its messages would never be used.
        if (!span.isSampled() || span.isRemote()) {
            return;
        }
        MessageEvent event = MessageEvent.of(record.toLogRecordData());
        if (event != null) {
            store.add(span, event);
        }
    }

    @Override
    public String toString() {
        return "MessageEventProcessor[]";
    }
}
