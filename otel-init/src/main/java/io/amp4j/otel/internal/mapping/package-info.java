/** Mapping of other frameworks' attributes to AMP's. */
@NullMarked
package io.amp4j.otel.internal.mapping;

import org.jspecify.annotations.NullMarked;
