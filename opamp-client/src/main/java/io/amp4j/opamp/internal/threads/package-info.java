/** How the work of a transport runs: on which threads, untraced, and with one call of a listener at a time. */
@NullMarked
package io.amp4j.opamp.internal.threads;

import org.jspecify.annotations.NullMarked;
