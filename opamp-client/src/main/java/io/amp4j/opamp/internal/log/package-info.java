/** The only access of this module to the program's log. */
@NullMarked
package io.amp4j.opamp.internal.log;

import org.jspecify.annotations.NullMarked;
