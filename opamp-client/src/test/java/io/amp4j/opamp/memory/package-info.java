/** How much memory the client takes for what a server sends: in JVMs that have little. */
@org.jspecify.annotations.NullMarked
package io.amp4j.opamp.memory;
