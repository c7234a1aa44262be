/** Which spans are sent, by what they and those around them show. */
@NullMarked
package io.amp4j.otel.internal.selection;

import org.jspecify.annotations.NullMarked;
