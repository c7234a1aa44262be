/** What the values of options have to be. */
@NullMarked
package io.amp4j.opamp.internal.checks;

import org.jspecify.annotations.NullMarked;
