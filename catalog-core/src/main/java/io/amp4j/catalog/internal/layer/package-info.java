/** Nodes to layers of entries: the shapes that an input can have, the merge, and the verdict. */
@NullMarked
package io.amp4j.catalog.internal.layer;

import org.jspecify.annotations.NullMarked;
