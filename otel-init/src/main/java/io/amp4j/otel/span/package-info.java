/**
 * For programs that make spans of their own: {@link io.amp4j.otel.span.AmpSpans} has a typed builder for each kind of span that AMP shows, and
 * writes what AMP reads. Who lets a framework's instrumentation make the spans does not need it.
 */
@NullMarked
package io.amp4j.otel.span;

import org.jspecify.annotations.NullMarked;
