/**
 * The two transports of OpAMP: plain HTTP and WebSocket. They know framing, headers, TLS, proxies and size limits, and nothing of
 * what a message means.
 */
@NullMarked
package io.amp4j.opamp.internal.transport;

import org.jspecify.annotations.NullMarked;
