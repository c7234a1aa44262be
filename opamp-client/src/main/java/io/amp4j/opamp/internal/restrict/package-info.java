/** Restrictions of remote configurations: rules over the paths of a document, and the documents. */
@NullMarked
package io.amp4j.opamp.internal.restrict;

import org.jspecify.annotations.NullMarked;
