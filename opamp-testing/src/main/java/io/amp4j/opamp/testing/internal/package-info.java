/** Sockets, HTTP and WebSocket framing and certificates; nothing here knows what OpAMP means. */
@NullMarked
package io.amp4j.opamp.testing.internal;

import org.jspecify.annotations.NullMarked;
