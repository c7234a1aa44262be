/**
 * For every program that sends its spans to WSO2 Agent Manager: {@link io.amp4j.otel.AmpOtel#initOtel} sets OpenTelemetry up, and what stands
 * beside it is configuration. {@link io.amp4j.otel.SwitchableSpanExporter} is here because it is made from that configuration.
 *
 * <p>What only some programs need has a package of its own: {@code span} to make spans that AMP shows completely, {@code export} and
 * {@code sampling} for parts of an SDK, {@code contract} to see what AMP makes of a span.
 */
@NullMarked
package io.amp4j.otel;

import org.jspecify.annotations.NullMarked;
