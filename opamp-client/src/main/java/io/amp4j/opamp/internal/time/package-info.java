/** How long things may take, for the session and the transports alike. */
@NullMarked
package io.amp4j.opamp.internal.time;

import org.jspecify.annotations.NullMarked;
