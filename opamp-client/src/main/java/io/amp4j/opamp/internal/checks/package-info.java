/** Checks of option values. */
@NullMarked
package io.amp4j.opamp.internal.checks;

import org.jspecify.annotations.NullMarked;
