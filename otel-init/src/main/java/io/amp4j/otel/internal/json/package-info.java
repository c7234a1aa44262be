/** A small JSON reader and writer, so that the jar needs no JSON library, and attributes as JSON-like values. */
@NullMarked
package io.amp4j.otel.internal.json;

import org.jspecify.annotations.NullMarked;
