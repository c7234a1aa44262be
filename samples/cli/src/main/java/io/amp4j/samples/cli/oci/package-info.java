/** Asks registries whether images can be pulled: the pull side of the OCI distribution API, as far as manifests go. */
@NullMarked
package io.amp4j.samples.cli.oci;

import org.jspecify.annotations.NullMarked;
