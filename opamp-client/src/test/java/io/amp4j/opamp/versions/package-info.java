/** The client on libraries of other versions than it is built with. */
@org.jspecify.annotations.NullMarked
package io.amp4j.opamp.versions;
