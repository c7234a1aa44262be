/** The log lines of this jar. */
@NullMarked
package io.amp4j.otel.internal.log;

import org.jspecify.annotations.NullMarked;
