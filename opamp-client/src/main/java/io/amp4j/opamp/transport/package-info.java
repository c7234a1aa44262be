/**
 * For those who bring their own way to the server, or configure the one that is here. A {@link
 * io.amp4j.opamp.transport.Transport} knows framing, headers, TLS, proxies and size limits, and nothing of what a message means; {@link
 * io.amp4j.opamp.transport.OkHttpTransport} is what clients use unless they are given another. Most programs need nothing of this package.
 *
 * <p>Who writes a transport finds the contract in {@link io.amp4j.opamp.transport.Transport}, {@link
 * io.amp4j.opamp.transport.Connection} and {@link io.amp4j.opamp.transport.ConnectionListener}, and checks that hold a transport
 * against it in {@code io.amp4j:opamp-transport-testing}.
 *
 * @since 0.1.0
 */
@NullMarked
package io.amp4j.opamp.transport;

import org.jspecify.annotations.NullMarked;
