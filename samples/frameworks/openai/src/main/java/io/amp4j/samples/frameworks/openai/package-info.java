/** OpenAI's own SDK. */
@NullMarked
package io.amp4j.samples.frameworks.openai;

import org.jspecify.annotations.NullMarked;
