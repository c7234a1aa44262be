/** Agents of LangChain4j's agentic module. */
@NullMarked
package io.amp4j.samples.frameworks.agentic;

import org.jspecify.annotations.NullMarked;
