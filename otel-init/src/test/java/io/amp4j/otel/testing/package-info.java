/** What several tests use: spans written as JSON, an SDK in memory, an OTLP endpoint, and assertions on what AMP shows. */
@NullMarked
package io.amp4j.otel.testing;

import org.jspecify.annotations.NullMarked;
