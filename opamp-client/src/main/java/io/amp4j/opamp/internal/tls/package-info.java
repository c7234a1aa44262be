/** Parsing of certificates and keys, and JSSE objects made of them. Independent of connections. */
@NullMarked
package io.amp4j.opamp.internal.tls;

import org.jspecify.annotations.NullMarked;
