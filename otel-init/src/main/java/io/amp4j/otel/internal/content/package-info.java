/** Replaces content in JSON and plain text: text in, text out. */
@NullMarked
package io.amp4j.otel.internal.content;

import org.jspecify.annotations.NullMarked;
