/** The instrumentations of the Java agent: which there are, and which of them a server has turned off. */
@NullMarked
package io.amp4j.samples.distro.instrumentations;

import org.jspecify.annotations.NullMarked;
