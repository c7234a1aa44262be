/** Bytes to nodes that know their place: decoding, YAML and JSON tokens, aliases and merge keys. */
@NullMarked
package io.amp4j.catalog.internal.node;

import org.jspecify.annotations.NullMarked;
