/** A Spring AI program whose spans go to AMP. */
@NullMarked
package io.amp4j.samples.springai;

import org.jspecify.annotations.NullMarked;
