/** OTLP's requests, written from spans, log records and metrics: values in, bytes out. */
@NullMarked
package io.amp4j.otel.internal.otlp;

import org.jspecify.annotations.NullMarked;
