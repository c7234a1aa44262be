package io.amp4j.otel.internal.messages;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Adds to each span the messages that came as events. Without such events the batch goes on as it is. */
public final class MessagesSpanExporter implements SpanExporter {
    private final MessageStore store;
    private final SpanExporter delegate;

    /** Makes one in front of the delegate. */
    public MessagesSpanExporter(MessageStore store, SpanExporter delegate) {
        this.store = store;
        this.delegate = delegate;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        if (store.isEmpty()) {
            return delegate.export(spans);
        }
        List<SpanData> completed = new ArrayList<>(spans.size());
        for (SpanData span : spans) {
            completed.add(complete(span));
        }
        return delegate.export(completed);
    }

    private SpanData complete(SpanData span) {
        List<MessageEvent> events = store.take(span.getSpanContext());
        if (events.isEmpty()) {
            return span;
        }
        try {
            Attributes attributes = EventMessages.added(span.getAttributes(), events);
            return attributes == span.getAttributes() ? span : new CompletedSpan(span, attributes);
        } catch (RuntimeException | StackOverflowError unreadable) {
            // One span without its messages is better than a batch that is lost.
            return span;
        }
    }

    @Override
    public CompletableResultCode flush() {
        return delegate.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return delegate.shutdown();
    }

    @Override
    public String toString() {
        return "MessagesSpanExporter[" + delegate + "]";
    }

    /** A span with its messages. */
    private static final class CompletedSpan extends DelegatingSpanData {
        private final Attributes attributes;
        private final int dropped;

        CompletedSpan(SpanData span, Attributes attributes) {
            super(span);
            this.attributes = attributes;
            this.dropped = span.getTotalAttributeCount() - span.getAttributes().size();
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        public int getTotalAttributeCount() {
            return attributes.size() + dropped;
        }
    }
}
