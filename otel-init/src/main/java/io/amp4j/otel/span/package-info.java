/**
 * For programs that create spans themselves: {@link io.amp4j.otel.span.AmpSpans} has a typed builder for each kind of span that AMP shows,
 * and writes the attributes that AMP reads. Programs whose spans come from a framework's instrumentation do not need it.
 */
@NullMarked
package io.amp4j.otel.span;

import org.jspecify.annotations.NullMarked;
