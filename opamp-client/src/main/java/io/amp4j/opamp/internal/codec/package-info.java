/** The border between values and bytes: messages to the server are encoded here, messages from it decoded, and nothing is decided. */
@NullMarked
package io.amp4j.opamp.internal.codec;

import org.jspecify.annotations.NullMarked;
