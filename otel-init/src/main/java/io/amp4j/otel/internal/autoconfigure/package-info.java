/** Hooks into OpenTelemetry's autoconfiguration, which finds them through {@code META-INF/services}. */
@NullMarked
package io.amp4j.otel.internal.autoconfigure;

import org.jspecify.annotations.NullMarked;
