/** A client of the Open Agent Management Protocol (OpAMP). */
@NullMarked
package io.amp4j.opamp;

import org.jspecify.annotations.NullMarked;
