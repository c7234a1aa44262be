/** Spring AI 1.1. */
@NullMarked
package io.amp4j.samples.frameworks.springai;

import org.jspecify.annotations.NullMarked;
