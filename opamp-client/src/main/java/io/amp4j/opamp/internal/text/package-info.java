/** Parsing, checking and formatting of texts from outside. */
@NullMarked
package io.amp4j.opamp.internal.text;

import org.jspecify.annotations.NullMarked;
