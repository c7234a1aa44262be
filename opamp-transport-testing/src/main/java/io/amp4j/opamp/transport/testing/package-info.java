/**
 * For authors of transports. Extend {@link io.amp4j.opamp.transport.testing.HttpTransportContract}, and
 * {@link io.amp4j.opamp.transport.testing.WebSocketTransportContract} if the transport supports WebSocket. Their tests run against a server
 * on loopback and check the contract of {@link io.amp4j.opamp.transport.Transport}.
 *
 * @since 0.1.0
 */
@NullMarked
package io.amp4j.opamp.transport.testing;

import org.jspecify.annotations.NullMarked;
