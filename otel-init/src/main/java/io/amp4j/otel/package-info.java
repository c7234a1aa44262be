/**
 * For every program that sends its spans to WSO2 Agent Manager: {@link io.amp4j.otel.AmpOtel#initOtel} sets OpenTelemetry up, and the other
 * types are its configuration. {@link io.amp4j.otel.SwitchableSpanExporter} is here because it is created from that configuration.
 *
 * <p>Features that only some programs need have packages of their own: {@code span} to create spans that AMP shows completely,
 * {@code export} and {@code sampling} for parts of an SDK, {@code contract} to check how AMP interprets a span.
 */
@NullMarked
package io.amp4j.otel;

import org.jspecify.annotations.NullMarked;
