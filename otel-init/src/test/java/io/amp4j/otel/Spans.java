package io.amp4j.otel;

import io.amp4j.otel.internal.json.Json;

/** Spans of the tests, written as JSON. */
final class Spans {
    private Spans() {}

    /** Returns a span with these attributes; single quotes stand for double ones. */
    static SpanView span(String name, String attributes) {
        return span(name, "Unset", attributes);
    }

    static SpanView span(String name, String status, String attributes) {
        return SpanView.of(name, status, Json.asObject(Json.parse(attributes.replace('\'', '"'))));
    }

    /** Returns a span of the given place in trace "t". */
    static SpanView at(SpanView span, String id, String parent, long start) {
        return span.at("t", id, parent, start);
    }
}
