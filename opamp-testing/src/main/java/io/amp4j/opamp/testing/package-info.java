/** A scriptable OpAMP server and a manual clock for tests. */
@NullMarked
package io.amp4j.opamp.testing;

import org.jspecify.annotations.NullMarked;
