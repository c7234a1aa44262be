/** Nothing here is for applications. */
@NullMarked
package io.amp4j.spring.boot.internal;

import org.jspecify.annotations.NullMarked;
