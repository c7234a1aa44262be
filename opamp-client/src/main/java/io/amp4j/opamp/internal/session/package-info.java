/**
 * The rules of OpAMP for one agent, as a pure state machine.
 *
 * <p>{@link io.amp4j.opamp.internal.session.Session} takes an {@link io.amp4j.opamp.internal.session.Event} and the time, and
 * returns {@link io.amp4j.opamp.internal.session.Effect}s. Nothing here reads a clock, opens a socket or a file, or starts a
 * thread; the same events, times and seed give the same effects. Times are monotonic nanoseconds from an arbitrary origin.
 */
@NullMarked
package io.amp4j.opamp.internal.session;

import org.jspecify.annotations.NullMarked;
