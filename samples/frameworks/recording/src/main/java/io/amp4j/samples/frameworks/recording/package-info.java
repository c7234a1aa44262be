/** Fake model servers, and recordings of what frameworks emit. */
@NullMarked
package io.amp4j.samples.frameworks.recording;

import org.jspecify.annotations.NullMarked;
