package io.amp4j.otel.internal.mapping;

/**
 * One framework's words.
 *
 * @param framework what the framework is called
 * @param rewriting says its spans in AMP's words
 */
record Mapping(String framework, Rewriting rewriting) {
    /** Adds what AMP reads. */
    interface Rewriting {
        /** Returns whether the span is one of the framework's. */
        boolean rewrite(Rewrite span);
    }
}
