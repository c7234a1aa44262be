package io.amp4j.otel.internal.messages;

import io.amp4j.otel.internal.log.Log;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the events of spans until those are exported, within bounds of number, bytes and time: at each of them the span that has waited
 * longest loses its events and goes out as it is. So does a span one of whose events alone takes more than a quarter of the bytes, or
 * nests too deeply to be counted. Safe from any thread.
 */
public final class MessageStore {
    /** Where the one pipeline of a process meets the log records of all its SDKs: ids of spans are unique. */
    public static final MessageStore PROCESS =
            new MessageStore(new Bounds(4_096, 16L << 20, Duration.ofMinutes(10)), System::nanoTime);

    private static final Log LOG = Log.of(MessageStore.class);

    private final Bounds bounds;
    private final LongSupplier nanoTime;
    private final Map<Id, Entry> entries = new LinkedHashMap<>();
    /** Spans that have lost events: to show the later ones alone would be wrong. As many as there may be entries. */
    private final Map<Id, Boolean> lostSpans = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Id, Boolean> eldest) {
            return size() > bounds.spans();
        }
    };

    private long bytes;
    private boolean lossTold;
    /** Read without the lock, so that a process without such events never takes it. */
    private volatile boolean empty = true;

    /**
     * How much is kept.
     *
     * @param spans of how many spans
     * @param bytes how much in all, estimated
     * @param age how long after a span's first event
     */
    public record Bounds(int spans, long bytes, Duration age) {}

    private record Id(String trace, String span) {}

    private static final class Entry {
        final List<MessageEvent> events = new ArrayList<>();
        final long since;
        long bytes;

        Entry(long since) {
            this.since = since;
        }
    }

    /** Makes one of its own. */
    public MessageStore(Bounds bounds, LongSupplier nanoTime) {
        this.bounds = bounds;
        this.nanoTime = nanoTime;
    }

    void add(SpanContext span, MessageEvent event) {
        long size = event.size();
        Id id = new Id(span.getTraceId(), span.getSpanId());
        boolean tell;
        synchronized (entries) {
            if (lostSpans.containsKey(id)) {
                return;
            }
            long now = nanoTime.getAsLong();
            boolean lost = size > bounds.bytes() / 4;
            if (lost) {
                forget(id, entries.remove(id));
            } else {
                Entry entry = entries.computeIfAbsent(id, unseen -> new Entry(now));
                entry.events.add(event);
                entry.bytes += size;
                bytes += size;
            }
            lost |= evict(now);
            tell = lost && !lossTold;
            lossTold |= lost;
            empty = entries.isEmpty();
        }
        if (tell) {
            LOG.warning("messages of more than " + bounds.spans() + " spans or " + bounds.bytes()
                    + " bytes wait for their spans, or one message is too large: the oldest are dropped, and those spans"
                    + " go out without messages");
        }
    }

    private void forget(Id id, @Nullable Entry entry) {
        bytes -= entry == null ? 0 : entry.bytes;
        lostSpans.put(id, true);
    }

    /** Returns whether anything was dropped that had not outlived its time. */
    private boolean evict(long now) {
        boolean dropped = false;
        Iterator<Map.Entry<Id, Entry>> oldest = entries.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Id, Entry> next = oldest.next();
            Entry entry = next.getValue();
            boolean old = now - entry.since > bounds.age().toNanos();
            if (!old && entries.size() <= bounds.spans() && bytes <= bounds.bytes()) {
                break;
            }
            oldest.remove();
            forget(next.getKey(), entry);
            dropped |= !old;
        }
        return dropped;
    }

    boolean isEmpty() {
        return empty;
    }

    /** Returns the events of the span, in the order in which they came, and forgets them. */
    List<MessageEvent> take(SpanContext span) {
        synchronized (entries) {
            // Whatever no exported span asks for would else stay until the next event.
            evict(nanoTime.getAsLong());
            Id id = new Id(span.getTraceId(), span.getSpanId());
            lostSpans.remove(id);
            Entry entry = entries.remove(id);
            bytes -= entry == null ? 0 : entry.bytes;
            empty = entries.isEmpty();
            return entry == null ? List.of() : entry.events;
        }
    }
}
