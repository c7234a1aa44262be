/** The attributes of other frameworks, said in AMP's words. */
@NullMarked
package io.amp4j.otel.internal.mapping;

import org.jspecify.annotations.NullMarked;
