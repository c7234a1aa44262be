package io.amp4j.otel;

import io.amp4j.otel.internal.contract.SpanJson;
import java.util.List;

/**
 * Reads spans from JSON text. Pure: nothing is opened or fetched.
 *
 * <p>Two forms are read, also mixed in one text: OTLP JSON (an export request with {@code resourceSpans}), and one object for
 * one span: {@code {"spanName":…,"status":…,"attributes":{…}}}, where {@code name}, {@code traceId}, {@code spanId},
 * {@code parentSpanId}, {@code startTimeUnixNano} and {@code resource} may stand too. The text holds one such object, a JSON list
 * of them, or one per line.
 */
public final class SpanReader {
    private SpanReader() {}

    /**
     * What was read.
     *
     * @param spans the spans, in the order of the text
     * @param problems what could not be read, with its line; the rest was read nevertheless
     */
    public record Reading(List<SpanView> spans, List<String> problems) {
        /** Copies both lists. */
        public Reading {
            spans = List.copyOf(spans);
            problems = List.copyOf(problems);
        }
    }

    /** Returns all spans in the text and all problems with it. */
    public static Reading read(String json) {
        return SpanJson.read(json);
    }
}
