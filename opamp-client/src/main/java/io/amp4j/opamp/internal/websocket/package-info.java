/**
 * OpAMP over WebSocket (RFC 6455 and 7692): the upgrade, frames, compression, closing. Depends on {@code internal.http}, never the other
 * way round.
 */
@NullMarked
package io.amp4j.opamp.internal.websocket;

import org.jspecify.annotations.NullMarked;
