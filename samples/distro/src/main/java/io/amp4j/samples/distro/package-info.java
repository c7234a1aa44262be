/** An extension of the OpenTelemetry Java agent that an OpAMP server manages, and whose spans go to AMP. */
@NullMarked
package io.amp4j.samples.distro;

import org.jspecify.annotations.NullMarked;
