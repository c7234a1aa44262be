/**
 * For agents that send traces, metrics and logs of their own where an OpAMP server says: {@link io.amp4j.otel.telemetry.OwnTelemetry}. Needs
 * {@code opamp-client}, which the rest of this jar does not.
 */
@NullMarked
package io.amp4j.otel.telemetry;

import org.jspecify.annotations.NullMarked;
