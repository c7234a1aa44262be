/** Where content stands in spans, and how it is taken out. */
@NullMarked
package io.amp4j.otel.internal.content;

import org.jspecify.annotations.NullMarked;
