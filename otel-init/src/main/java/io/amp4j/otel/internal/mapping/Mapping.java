package io.amp4j.otel.internal.mapping;

/**
 * The mapping of one framework.
 *
 * @param framework what the framework is called
 * @param rewriting adds AMP's attributes to its spans
 */
record Mapping(String framework, Rewriting rewriting) {
    /** Adds what AMP reads. */
    interface Rewriting {
        /** Returns whether the span is one of the framework's. */
        boolean rewrite(Rewrite span);
    }
}
