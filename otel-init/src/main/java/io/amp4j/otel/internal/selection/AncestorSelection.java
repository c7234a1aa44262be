package io.amp4j.otel.internal.selection;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Agents' spans and those above them, which end later. Remembers the last 8,192 that are awaited. */
final class AncestorSelection implements SelectingSpanExporter.Selection {
    private static final int MOST = 8_192;

    private final Map<String, Boolean> awaited = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    @Override
    public void next(SpanData span, List<SpanData> chosen) {
        boolean above = awaited.remove(span.getTraceId() + span.getSpanId()) != null;
        if (above || AgentSpans.contains(span)) {
            chosen.add(span);
            SpanContext parent = span.getParentSpanContext();
            // One of another process never ends here.
            if (parent.isValid() && !parent.isRemote()) {
                String id = span.getTraceId() + span.getParentSpanId();
                // To the end of the line: it is still open.
                awaited.remove(id);
                awaited.put(id, true);
            }
        }
    }

    @Override
    public void batchEnded() {}
}
