package io.amp4j.otel.contract;

import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.internal.contract.SpanJson;
import io.amp4j.otel.internal.text.Printable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parses spans from JSON text. Does no I/O.
 *
 * <p>Two forms are accepted, even mixed in one text: OTLP JSON (an export request with {@code resourceSpans}), and one object for each
 * span: {@code {"spanName":…,"status":…,"attributes":{…}}}, where {@code name}, {@code traceId}, {@code spanId}, {@code parentSpanId},
 * {@code startTimeUnixNano} and {@code resource} are optional. The text holds one such object, a JSON list of them, or one per line.
 *
 * @since 0.1.0
 */
public final class SpanReader {
    private SpanReader() {}

    /** The result of parsing. */
    public static final class Reading {
        private final List<SpanView> spans;
        private final List<String> problems;

        Reading(List<SpanView> spans, List<String> problems) {
            this.spans = List.copyOf(spans);
            this.problems = problems.stream().map(Printable::text).toList();
        }

        /** Returns the spans, in the order of the text. */
        public List<SpanView> spans() {
            return spans;
        }

        /**
         * Returns what could not be parsed, each problem on one line with its line number, at most the first 1,000; everything else was
         * parsed.
         */
        public List<String> problems() {
            return problems;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Reading that && spans.equals(that.spans) && problems.equals(that.problems);
        }

        @Override
        public int hashCode() {
            return Objects.hash(spans, problems);
        }

        @Override
        public String toString() {
            return "Reading[spans=" + spans + ", problems=" + problems + "]";
        }
    }

    /** Returns all spans in the text and all problems with it. */
    public static Reading read(String json) {
        SpanJson read = SpanJson.read(json);
        return new Reading(read.spans(), read.problems());
    }
}
