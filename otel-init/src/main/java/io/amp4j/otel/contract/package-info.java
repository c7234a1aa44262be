/**
 * For tests, tools and development: what AMP will show for a span and what is wrong with it, without a server.
 * {@link io.amp4j.otel.contract.SpanContract} computes that, {@link io.amp4j.otel.contract.SpanReader} parses spans from JSON, and
 * {@link io.amp4j.otel.contract.SpanContractProcessor} reports on the spans of a running program. The results are values of the package
 * {@code data}.
 */
@NullMarked
package io.amp4j.otel.contract;

import org.jspecify.annotations.NullMarked;
