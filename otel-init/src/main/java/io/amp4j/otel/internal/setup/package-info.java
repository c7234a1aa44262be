/** The rules of setting up: plain values in, plain values out. No clock, socket, file or thread. */
@NullMarked
package io.amp4j.otel.internal.setup;

import org.jspecify.annotations.NullMarked;
