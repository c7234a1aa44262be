/** One class per rule of the catalog. */
@NullMarked
package io.amp4j.catalog.internal.rule;

import org.jspecify.annotations.NullMarked;
