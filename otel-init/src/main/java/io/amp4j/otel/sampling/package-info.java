/**
 * For programs that send a part of their traces: {@link io.amp4j.otel.sampling.AdjustableSampler} decides when a span starts,
 * {@link io.amp4j.otel.sampling.TailSamplingProcessor} when its trace has ended. The rules of both can be changed while they run.
 */
@NullMarked
package io.amp4j.otel.sampling;

import org.jspecify.annotations.NullMarked;
