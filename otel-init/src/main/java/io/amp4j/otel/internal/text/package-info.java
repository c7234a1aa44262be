/** How texts from outside are shown. */
@NullMarked
package io.amp4j.otel.internal.text;

import org.jspecify.annotations.NullMarked;
