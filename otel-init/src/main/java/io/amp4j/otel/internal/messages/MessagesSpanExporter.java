package io.amp4j.otel.internal.messages;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Adds to each span the messages that came as events, within the limits of the span's attributes. Without such events the batch goes on as it is.
 */
public final class MessagesSpanExporter implements SpanExporter {
    private final MessageStore store;
    private final SpanLimits limits;
    private final SpanExporter delegate;

    /**
     * Makes one in front of the delegate.
     *
     * @param limits those of the SDK that makes the spans
     */
    public MessagesSpanExporter(MessageStore store, SpanLimits limits, SpanExporter delegate) {
        this.store = store;
        this.limits = limits;
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
            AddedAttributes added = new AddedAttributes(span.getAttributes(), limits);
            EventMessages.add(events, added);
            Attributes attributes = added.attributes();
            return attributes == span.getAttributes() && added.dropped() == 0
                    ? span
                    : new CompletedSpan(span, attributes, added.dropped());
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

        CompletedSpan(SpanData span, Attributes attributes, int notAdded) {
            super(span);
            this.attributes = attributes;
            this.dropped = span.getTotalAttributeCount() - span.getAttributes().size() + notAdded;
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
