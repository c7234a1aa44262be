/** How texts from outside are read, checked and shown. */
@NullMarked
package io.amp4j.opamp.internal.text;

import org.jspecify.annotations.NullMarked;
