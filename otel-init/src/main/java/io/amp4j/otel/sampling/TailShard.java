package io.amp4j.otel.sampling;

import io.opentelemetry.sdk.trace.ReadableSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The traces of one shard, oldest first, each undecided or decided. Undecided traces hold spans, within limits. Decided traces hold only
 * the decision, for late spans, and are evicted when they are old.
 */
final class TailShard {
    private static final int REMEMBERED_PER_TRACE = 4;

    private final int maxTraces;
    private final long maxBytes;
    private final long maxAgeNanos;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private final Map<String, Boolean> decided;
    private long bytes;

    TailShard(int maxTraces, long maxBytes, long maxAgeNanos) {
        this.maxTraces = maxTraces;
        this.maxBytes = maxBytes;
        this.maxAgeNanos = maxAgeNanos;
        this.decided = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > REMEMBERED_PER_TRACE * maxTraces;
            }
        };
    }

    /** An undecided trace. Only its shard changes it. */
    static final class Held {
        private final String traceId;
        private final long sinceNanos;
        private final List<ReadableSpan> spans = new ArrayList<>();
        private TraceFacts facts;
        private int openRoots;
        private long bytes;

        private Held(String traceId, long sinceNanos) {
            this.traceId = traceId;
            this.sinceNanos = sinceNanos;
            this.facts = TraceFacts.of(traceId);
        }

        String traceId() {
            return traceId;
        }

        TraceFacts facts() {
            return facts;
        }
    }

    /**
     * The consequences of the end of a span.
     *
     * @param late the earlier decision about the trace, if there is one
     * @param complete the trace, if its last root has ended
     * @param due traces that must be decided to stay within the limits
     */
    record Ending(Optional<Boolean> late, Optional<Held> complete, List<Held> due) {}

    synchronized int traces() {
        return held.size();
    }

    /** Returns the number of ended spans that are held. */
    synchronized long spans() {
        return held.values().stream().mapToLong(trace -> trace.spans.size()).sum();
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Registers a started span; returns traces that are due because of it. */
    synchronized List<Held> start(String traceId, boolean isLocalRoot, long now) {
        if (isLocalRoot && !decided.containsKey(traceId)) {
            held.computeIfAbsent(traceId, id -> new Held(id, now)).openRoots++;
        }
        return due(now);
    }

    synchronized Ending end(ReadableSpan span, TraceFacts facts, boolean isLocalRoot, long spanBytes, long now) {
        String traceId = facts.traceId();
        Boolean decision = decided.get(traceId);
        if (decision != null) {
            return new Ending(Optional.of(decision), Optional.empty(), due(now));
        }
        // A root that started before this processor is not registered; its trace is held from its first ended span on.
        Held trace = held.computeIfAbsent(traceId, id -> new Held(id, now));
        trace.spans.add(span);
        trace.facts = trace.facts.plus(facts);
        trace.bytes += spanBytes;
        bytes += spanBytes;
        if (isLocalRoot && --trace.openRoots <= 0) {
            take(trace);
            return new Ending(Optional.empty(), Optional.of(trace), due(now));
        }
        return new Ending(Optional.empty(), Optional.empty(), due(now));
    }

    /** Stores the decision and returns the spans of the trace. */
    synchronized List<ReadableSpan> settle(Held trace, boolean kept) {
        decided.put(trace.traceId, kept);
        Held meanwhile = held.remove(trace.traceId);
        if (meanwhile != null) {
            // Spans that ended after the trace was taken and before it was decided.
            bytes -= meanwhile.bytes;
            trace.spans.addAll(meanwhile.spans);
        }
        return trace.spans;
    }

    synchronized List<Held> expired(long now) {
        return due(now);
    }

    synchronized List<Held> drain(long now) {
        List<Held> all = new ArrayList<>(held.values());
        all.forEach(trace -> measure(trace, now));
        held.clear();
        bytes = 0;
        return all;
    }

    private List<Held> due(long now) {
        List<Held> due = new ArrayList<>();
        Iterator<Held> oldest = held.values().iterator();
        while (oldest.hasNext()) {
            Held trace = oldest.next();
            if (now - trace.sinceNanos < maxAgeNanos && held.size() <= maxTraces && bytes <= maxBytes) {
                break;
            }
            oldest.remove();
            bytes -= trace.bytes;
            measure(trace, now);
            due.add(trace);
        }
        return due;
    }

    /** A root that has not ended has taken as long as its trace has been held. */
    private static void measure(Held trace, long now) {
        if (trace.openRoots > 0) {
            trace.facts = trace.facts.plus(TraceFacts.builder(trace.traceId)
                    .duration(Duration.ofNanos(now - trace.sinceNanos))
                    .build());
        }
    }

    private void take(Held trace) {
        held.remove(trace.traceId);
        bytes -= trace.bytes;
    }
}
