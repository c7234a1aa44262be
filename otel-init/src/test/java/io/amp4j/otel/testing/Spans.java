package io.amp4j.otel.testing;

import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.internal.json.Json;

/** Spans of the tests, written as JSON. */
public final class Spans {
    private Spans() {}

    /** Returns a span with these attributes; single quotes stand for double ones. */
    public static SpanView span(String name, String attributes) {
        return span(name, "Unset", attributes);
    }

    public static SpanView span(String name, String status, String attributes) {
        return SpanView.of(name, status, Json.asObject(Json.parse(attributes.replace('\'', '"'))));
    }

    /** Returns a span of the given place in trace "t". */
    public static SpanView at(SpanView span, String id, String parent, long start) {
        return span.at("t", id, parent, start);
    }
}
