/** OpenTelemetry set up for WSO2 Agent Manager. */
@NullMarked
package io.amp4j.otel;

import org.jspecify.annotations.NullMarked;
