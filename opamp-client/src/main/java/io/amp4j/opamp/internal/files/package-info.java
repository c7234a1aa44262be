/** Whose files and directories are used. */
@NullMarked
package io.amp4j.opamp.internal.files;

import org.jspecify.annotations.NullMarked;
