/** Computation of timeouts, shared by the session and the transports. */
@NullMarked
package io.amp4j.opamp.internal.time;

import org.jspecify.annotations.NullMarked;
