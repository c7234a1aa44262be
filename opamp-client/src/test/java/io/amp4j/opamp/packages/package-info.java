@NullMarked
package io.amp4j.opamp.packages;

import org.jspecify.annotations.NullMarked;
