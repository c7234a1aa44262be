package io.amp4j.samples.springai;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** The raw spans of a run, and the same as lines without times, with ids by order. */
final class Recording implements SpanProcessor {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<SpanData> ended = new ArrayList<>();
    private int open;

    OpenTelemetry openTelemetry() {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(
                        SdkTracerProvider.builder().addSpanProcessor(this).build())
                .build();
    }

    @Override
    public synchronized void onStart(Context parent, ReadWriteSpan span) {
        open++;
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public synchronized void onEnd(ReadableSpan span) {
        ended.add(span.toSpanData());
        open--;
        notifyAll();
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    /** Returns the spans in the order of their start, once all have ended: a stream's end later than its last word. */
    synchronized List<SpanData> spans() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (open > 0) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                throw new AssertionError(open + " spans have not ended");
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
        // Calls over HTTP are no spans of Spring AI's, carry ports, and of a stream lie outside the trace.
        return ended.stream()
                .filter(span -> !span.getName().equals("POST"))
                .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
                .toList();
    }

    /** Returns one line per span, its ids counted from the given number, as {@code amp4j otel check} reads them. */
    List<String> lines(int firstId) {
        Map<String, String> ids = new HashMap<>();
        List<String> lines = new ArrayList<>();
        for (SpanData span : spans()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", span.getName());
            line.put("status", span.getStatus().getStatusCode().name());
            line.put("traceId", id(ids, firstId, span.getTraceId(), 32));
            line.put("spanId", id(ids, firstId, span.getSpanId(), 16));
            if (span.getParentSpanContext().isValid()) {
                line.put("parentSpanId", id(ids, firstId, span.getParentSpanId(), 16));
            }
            Map<String, Object> attributes = new TreeMap<>();
            span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
            line.put("attributes", attributes);
            lines.add(JSON.writeValueAsString(line));
        }
        return lines;
    }

    private static String id(Map<String, String> ids, int firstId, String id, int digits) {
        return ids.computeIfAbsent(id, unseen -> "%0".concat(digits + "x").formatted(firstId * 2 + ids.size() + 1));
    }
}
