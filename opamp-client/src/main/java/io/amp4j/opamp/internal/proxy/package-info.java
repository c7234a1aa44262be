/** Selection of a proxy, and the handshake with it. Independent of the HTTP library. */
@NullMarked
package io.amp4j.opamp.internal.proxy;

import org.jspecify.annotations.NullMarked;
