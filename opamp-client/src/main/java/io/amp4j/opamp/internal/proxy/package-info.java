/** The way through a proxy: which one, and what is said to it. Knows no HTTP library. */
@NullMarked
package io.amp4j.opamp.internal.proxy;

import org.jspecify.annotations.NullMarked;
