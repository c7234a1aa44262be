/** Certificates and keys as text, and what JSSE makes of them. Knows nothing of any connection. */
@NullMarked
package io.amp4j.opamp.internal.tls;

import org.jspecify.annotations.NullMarked;
