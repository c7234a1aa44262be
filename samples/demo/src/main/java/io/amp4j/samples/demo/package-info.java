/** The demo. */
@NullMarked
package io.amp4j.samples.demo;

import org.jspecify.annotations.NullMarked;
