/** Google's ADK. */
@NullMarked
package io.amp4j.samples.frameworks.adk;

import org.jspecify.annotations.NullMarked;
