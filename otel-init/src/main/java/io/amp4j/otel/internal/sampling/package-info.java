/** Sampling decisions: plain values in, plain values out. No clock, socket, file or thread. */
@NullMarked
package io.amp4j.otel.internal.sampling;

import org.jspecify.annotations.NullMarked;
