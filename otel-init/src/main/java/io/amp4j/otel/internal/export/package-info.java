/** Sends encoded spans to an OTLP/HTTP endpoint; the decisions are made in {@code internal.setup}. */
@NullMarked
package io.amp4j.otel.internal.export;

import org.jspecify.annotations.NullMarked;
