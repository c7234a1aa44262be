/** Ownership of files and directories. */
@NullMarked
package io.amp4j.opamp.internal.files;

import org.jspecify.annotations.NullMarked;
