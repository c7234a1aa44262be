/** A platform service that offers the versions of an instrumentation catalog and checks what is chosen from it. */
@NullMarked
package io.amp4j.samples.catalogservice;

import org.jspecify.annotations.NullMarked;
