/** Conversion between values and bytes: encodes messages to the server and decodes messages from it, without any decisions. */
@NullMarked
package io.amp4j.opamp.internal.codec;

import org.jspecify.annotations.NullMarked;
