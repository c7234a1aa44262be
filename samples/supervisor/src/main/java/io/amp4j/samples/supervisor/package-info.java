/** Runs any program, configures it by OpAMP, and goes back to the last good configuration if it is not healthy with a new one. */
@NullMarked
package io.amp4j.samples.supervisor;

import org.jspecify.annotations.NullMarked;
