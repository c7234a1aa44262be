package io.amp4j.otel.internal.mapping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The texts of model and tool calls below a span, kept until that span ends, because an agent's calls end before the agent. The number of
 * traces, their size and their age are limited; at a limit the oldest trace is dropped, and its agents' spans are sent without texts.
 * Thread-safe.
 */
public final class Conversations {
    private static final int MAX_TRACES = 1_024;
    private static final int MAX_ENTRIES_OF_A_TRACE = 1_000;
    private static final long MAX_BYTES = 8L << 20;
    private static final long MAX_AGE = Duration.ofMinutes(10).toNanos();

    /** The subject of what an agent passes on to the span above it: no tool is named so. */
    static final String AGENT = " agent";

    private final TokenSums tokenSums = new TokenSums();
    private final LongSupplier nanoTime;
    private final Map<String, Trace> traces = new LinkedHashMap<>();
    private long bytes;

    /**
     * One exchange.
     *
     * @param parent the span that it was made for
     * @param subject the callee: empty for a model, {@link #AGENT}, else the name of the tool
     * @param instructions the system's text
     * @param input the input
     * @param output the answer
     */
    record Exchange(
            String parent,
            String subject,
            @Nullable String instructions,
            @Nullable String input,
            @Nullable String output) {
        long size() {
            return 256 + size(instructions) + size(input) + size(output);
        }

        private static long size(@Nullable String text) {
            return text == null ? 0 : 2L * text.length();
        }
    }

    private static final class Trace {
        final List<Exchange> exchanges = new ArrayList<>();
        final long since;
        long bytes;

        Trace(long since) {
            this.since = since;
        }
    }

    /** Creates an empty instance. */
    public Conversations() {
        this(System::nanoTime);
    }

    Conversations(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns what is known of tokens that are counted more than once. */
    TokenSums tokenSums() {
        return tokenSums;
    }

    synchronized void add(String traceId, Exchange exchange) {
        long now = nanoTime.getAsLong();
        Trace trace = traces.computeIfAbsent(traceId, unseen -> new Trace(now));
        if (trace.exchanges.size() < MAX_ENTRIES_OF_A_TRACE) {
            trace.exchanges.add(exchange);
            trace.bytes += exchange.size();
            bytes += exchange.size();
        }
        Iterator<Trace> oldest = traces.values().iterator();
        while (oldest.hasNext()) {
            Trace next = oldest.next();
            if (now - next.since <= MAX_AGE && traces.size() <= MAX_TRACES && bytes <= MAX_BYTES) {
                break;
            }
            bytes -= next.bytes;
            oldest.remove();
        }
    }

    /** Returns the exchanges with a model that were made for that span, in the order in which they ended. */
    synchronized List<Exchange> ofParent(String traceId, String spanId) {
        return exchanges(traceId).stream()
                .filter(exchange ->
                        exchange.subject().isEmpty() && exchange.parent().equals(spanId))
                .toList();
    }

    /** Returns the exchanges with a model or an agent that were made for that span, in the order in which they ended. */
    synchronized List<Exchange> withAgents(String traceId, String spanId) {
        return exchanges(traceId).stream()
                .filter(exchange -> exchange.parent().equals(spanId)
                        && (exchange.subject().isEmpty() || exchange.subject().equals(AGENT)))
                .toList();
    }

    /** Returns the last exchange with that tool that was made for that span, and removes it; null if there was none. */
    synchronized @Nullable Exchange ofTool(String traceId, String spanId, String tool) {
        Trace trace = traces.get(traceId);
        for (int i = trace == null ? -1 : trace.exchanges.size() - 1; trace != null && i >= 0; i--) {
            Exchange exchange = trace.exchanges.get(i);
            if (exchange.subject().equals(tool) && exchange.parent().equals(spanId)) {
                trace.exchanges.remove(i);
                trace.bytes -= exchange.size();
                bytes -= exchange.size();
                return exchange;
            }
        }
        return null;
    }

    private List<Exchange> exchanges(String traceId) {
        Trace trace = traces.get(traceId);
        return trace == null ? List.of() : trace.exchanges;
    }
}
