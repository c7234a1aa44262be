/** Messages that instrumentations write as log records, brought to the spans that they belong to. */
@NullMarked
package io.amp4j.otel.internal.messages;

import org.jspecify.annotations.NullMarked;
