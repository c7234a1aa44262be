/**
 * Transports of the OpAMP client, to configure the default one or to implement another. A {@link io.amp4j.opamp.transport.Transport}
 * handles framing, headers, TLS, proxies and size limits, but not the meaning of messages. {@link io.amp4j.opamp.transport.OkHttpTransport}
 * is the default. Most programs do not need this package.
 *
 * <p>The contract of a transport is documented in {@link io.amp4j.opamp.transport.Transport}, {@link io.amp4j.opamp.transport.Connection}
 * and {@link io.amp4j.opamp.transport.ConnectionListener}, and {@code io.amp4j:opamp-transport-testing} has tests that check a transport
 * against it.
 *
 * @since 0.1.0
 */
@NullMarked
package io.amp4j.opamp.transport;

import org.jspecify.annotations.NullMarked;
