package io.amp4j.otel;

/**
 * The kind that AMP shows for a span, and why.
 *
 * @param kind the kind shown
 * @param rule the rule that decided
 * @param because what in the span made the rule hold: keys, never content
 */
public record Classification(AmpSpanKind kind, KindRule rule, String because) {}
