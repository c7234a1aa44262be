package io.amp4j.otel.internal.selection;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All spans of traces with an agent's span; the others wait for one until their local root has ended. A trace may have several of those:
 * requests of one caller, one after the other or at once.
 */
final class TraceSelection implements SelectingSpanExporter.Selection {
    private static final int MOST_TRACES = 8_192;
    private static final int MOST_SPANS = 8_192;
    private static final long LONGEST = Duration.ofSeconds(60).toNanos();

    private final LongSupplier nanoTime;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Set<SpanContext> ended = new HashSet<>();
    private final Map<String, Boolean> chosenTraces = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_TRACES;
        }
    };
    private int held;

    private record Waiting(long since, List<SpanData> spans) {}

    TraceSelection(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void next(SpanData span, List<SpanData> chosen) {
        String trace = span.getTraceId();
        if (chosenTraces.containsKey(trace) || AgentSpans.contains(span)) {
            chosenTraces.put(trace, true);
            Waiting before = waiting.remove(trace);
            if (before != null) {
                held -= before.spans().size();
                chosen.addAll(before.spans());
            }
            chosen.add(span);
            return;
        }
        waiting.computeIfAbsent(trace, unseen -> new Waiting(nanoTime.getAsLong(), new ArrayList<>()))
                .spans()
                .add(span);
        held++;
        SpanContext parent = span.getParentSpanContext();
        if (!parent.isValid() || parent.isRemote()) {
            ended.add(span.getSpanContext());
        }
    }

    @Override
    public void batchEnded() {
        for (SpanContext root : ended) {
            Waiting all = waiting.get(root.getTraceId());
            if (all != null) {
                held -= removeBelow(root.getSpanId(), all.spans());
                if (all.spans().isEmpty()) {
                    waiting.remove(root.getTraceId());
                }
            }
        }
        ended.clear();
        long now = nanoTime.getAsLong();
        Iterator<Waiting> oldest = waiting.values().iterator();
        while (oldest.hasNext()) {
            Waiting next = oldest.next();
            if (held <= MOST_SPANS && now - next.since() <= LONGEST) {
                break;
            }
            oldest.remove();
            drop(next);
        }
    }

    /** Removes the root and what stands below it, and returns how many these are. Most spans end before those above them. */
    private static int removeBelow(String root, List<SpanData> spans) {
        int before = spans.size();
        Set<String> above = new HashSet<>(Set.of(root));
        for (boolean found = true; found; ) {
            found = false;
            for (int i = spans.size() - 1; i >= 0; i--) {
                found |= above.contains(spans.get(i).getParentSpanId())
                        && above.add(spans.get(i).getSpanId());
            }
        }
        spans.removeIf(span -> above.contains(span.getSpanId()));
        return before - spans.size();
    }

    private void drop(@Nullable Waiting dropped) {
        if (dropped != null) {
            held -= dropped.spans().size();
        }
    }
}
