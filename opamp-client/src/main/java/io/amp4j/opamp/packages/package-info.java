/**
 * For agents that take packages from the server: what is offered, how it is verified, and where it is installed. A {@link
 * io.amp4j.opamp.packages.PackageInstaller} knows what only the agent knows; {@link io.amp4j.opamp.packages.DirectoryInstaller} is one that
 * keeps each version in a directory of its own. {@link io.amp4j.opamp.packages.PackageOptions} go into the builder of the client.
 *
 * <p>All of this stands on a part of the protocol that is not stable yet.
 *
 * @since 0.1.0
 */
@NullMarked
package io.amp4j.opamp.packages;

import org.jspecify.annotations.NullMarked;
