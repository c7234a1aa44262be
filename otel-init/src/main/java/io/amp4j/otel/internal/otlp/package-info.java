/** OTLP's messages for traces, written from spans: values in, bytes out. */
@NullMarked
package io.amp4j.otel.internal.otlp;

import org.jspecify.annotations.NullMarked;
