/** JSON out. */
@NullMarked
package io.amp4j.catalog.internal.json;

import org.jspecify.annotations.NullMarked;
