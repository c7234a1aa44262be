/** Telemetry about the management of the process, which goes where the OpAMP server says. */
@NullMarked
package io.amp4j.samples.distro.own;

import org.jspecify.annotations.NullMarked;
