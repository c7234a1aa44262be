/** The client through programs that stand between it and its server in the field: a forward proxy and a reverse proxy. */
@NullMarked
package io.amp4j.opamp.network;

import org.jspecify.annotations.NullMarked;
