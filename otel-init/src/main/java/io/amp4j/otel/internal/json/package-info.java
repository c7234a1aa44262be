/** A small JSON reader and writer, so that the jar needs no JSON library. */
@NullMarked
package io.amp4j.otel.internal.json;

import org.jspecify.annotations.NullMarked;
