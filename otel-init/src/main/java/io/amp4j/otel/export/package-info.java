/**
 * For programs that build their OpenTelemetry SDK themselves: exporters and a processor that change spans on their way to AMP, and the policy
 * that says which content may leave the process. {@code initOtel()} uses all of them already.
 */
@NullMarked
package io.amp4j.otel.export;

import org.jspecify.annotations.NullMarked;
