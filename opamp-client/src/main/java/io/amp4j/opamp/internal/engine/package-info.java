/**
 * The shell around {@link io.amp4j.opamp.internal.session.Session}: threads, clocks, timers, the store and the user's callbacks. Holds no
 * rule of the protocol.
 */
@NullMarked
package io.amp4j.opamp.internal.engine;

import org.jspecify.annotations.NullMarked;
