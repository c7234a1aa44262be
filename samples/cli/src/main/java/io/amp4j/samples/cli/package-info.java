/** The cli. */
@NullMarked
package io.amp4j.samples.cli;

import org.jspecify.annotations.NullMarked;
