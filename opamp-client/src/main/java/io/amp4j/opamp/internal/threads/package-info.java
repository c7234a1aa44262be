/** Threads of a transport, suppression of tracing, and serialized calls of a listener. */
@NullMarked
package io.amp4j.opamp.internal.threads;

import org.jspecify.annotations.NullMarked;
