/** The AWS SDK's client of Bedrock. */
@NullMarked
package io.amp4j.samples.frameworks.bedrock;

import org.jspecify.annotations.NullMarked;
