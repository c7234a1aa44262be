/** The instrumentation catalog of WSO2 Agent Manager. */
@NullMarked
package io.amp4j.catalog;

import org.jspecify.annotations.NullMarked;
