/** Files of packages: signatures, archives, directories of versions. Knows nothing of the protocol and nothing of HTTP. */
@NullMarked
package io.amp4j.opamp.internal.packages;

import org.jspecify.annotations.NullMarked;
