/** Makes damaged input by the million, and watches what readers do with it. */
@NullMarked
package io.amp4j.fuzz;

import org.jspecify.annotations.NullMarked;
