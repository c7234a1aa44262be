/** The client with programs that it meets in the field: a forward proxy, a reverse proxy, and an authority that signs certificates. */
@NullMarked
package io.amp4j.opamp.network;

import org.jspecify.annotations.NullMarked;
