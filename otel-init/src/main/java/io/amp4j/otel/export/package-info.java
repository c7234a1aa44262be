/**
 * For programs that build their OpenTelemetry SDK themselves: exporters and a processor that change spans before they are sent to AMP, and
 * the policy that decides which content may leave the process. {@code initOtel()} uses all of them already.
 */
@NullMarked
package io.amp4j.otel.export;

import org.jspecify.annotations.NullMarked;
